import Foundation
package import FoveaImages

/// The images of an IDX file: gray, 8 bits, one size.
///
/// The format of MNIST: a big-endian header `00 00 08 03`, then number, height and width as 32-bit integers, then the
/// pixels row by row. http://yann.lecun.com/exdb/mnist/
public final class IDXImages: Sendable {
  /// How many images the file has.
  public let count: Int
  /// Pixels of a row.
  public let width: Int
  /// Rows of an image.
  public let height: Int
  private let bytes: [UInt8]
  private let start: Int

  init(path: String) throws {
    let file = try IDXFile(path: path, rank: 3)
    (count, height, width) = (file.dimensions[0], file.dimensions[1], file.dimensions[2])
    bytes = file.bytes
    start = file.start
  }

  /// The pixels of the image at `index`, row by row.
  package func pixels(_ index: Int) -> ArraySlice<UInt8> {
    let size = width * height
    return bytes[start + index * size..<start + (index + 1) * size]
  }

  /// The image at `index`.
  package func image(_ index: Int) -> Image {
    Image(width: width, height: height, channels: 1, pixels: Array(pixels(index)))
  }
}

/// An IDX file of unsigned bytes, gzipped or not, with its header checked against its size.
struct IDXFile {
  let dimensions: [Int]
  let bytes: [UInt8]
  let start: Int

  /// More than any data set of this format has; it bounds what a damaged file can make a reader allocate.
  private static let limit = 4 << 30

  init(path: String, rank: Int) throws {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw DataError.unreadable(path: path, reason: String(cString: strerror(errno)))
    }
    var bytes = [UInt8](data)
    if bytes.starts(with: [0x1f, 0x8b]) {
      do {
        bytes = try gunzipped(bytes, limit: IDXFile.limit)
      } catch {
        throw DataError.idx(path: path, expected: "a whole gzip file", received: "\(error)")
      }
    }
    start = 4 + 4 * rank
    guard bytes.count >= start, bytes.starts(with: [0, 0, 8, UInt8(rank)]) else {
      let head = bytes.prefix(4).map { String($0, radix: 16) }.joined(separator: " ")
      throw DataError.idx(
        path: path, expected: "the header 0 0 8 \(rank)", received: head.isEmpty ? "no bytes" : head)
    }
    dimensions = (0..<rank).map { dimension in
      bytes[4 + 4 * dimension..<8 + 4 * dimension].reduce(0) { $0 << 8 | Int($1) }
    }
    var expected = start
    var count = 1
    for dimension in dimensions {
      let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
      guard !overflow, product <= IDXFile.limit, dimension > 0 else {
        throw DataError.idx(path: path, expected: "positive dimensions", received: "\(dimensions)")
      }
      count = product
    }
    expected += count
    guard bytes.count == expected else {
      throw DataError.idx(
        path: path, expected: "\(expected) bytes for \(dimensions)", received: "\(bytes.count)")
    }
    self.bytes = bytes
  }
}

/// A folder with the files of MNIST and its relatives.
enum IDXFolder {
  /// The samples of the folder, or nil where it has no IDX files.
  static func entries(in folder: String) throws -> [LabeledData.Entry]? {
    var entries: [LabeledData.Entry] = []
    let names = classNames(in: folder)
    for (part, prefix) in [(Part.training, "train"), (.validation, "val"), (.test, "t10k"), (.test, "test")] {
      guard let images = file("\(prefix)-images", "idx3-ubyte", in: folder) else { continue }
      guard let labels = file("\(prefix)-labels", "idx1-ubyte", in: folder) else {
        throw DataError.missing(path: folder + "/\(prefix)-labels-idx1-ubyte")
      }
      let records = try IDXImages(path: images)
      let labelFile = try IDXFile(path: labels, rank: 1)
      guard labelFile.dimensions[0] == records.count else {
        throw DataError.idx(
          path: labels, expected: "\(records.count) labels, one for each image",
          received: "\(labelFile.dimensions[0])")
      }
      for index in 0..<records.count {
        let label = Int(labelFile.bytes[labelFile.start + index])
        entries.append(
          LabeledData.Entry(
            name: "\(prefix)/\(index)", source: .record(records, index),
            label: label < names.count ? names[label] : String(label), part: part, group: nil))
      }
    }
    return entries.isEmpty ? nil : entries
  }

  /// The file of that stem and kind, with a hyphen between them or, as some unpack it, a dot; gzipped or not.
  private static func file(_ stem: String, _ kind: String, in folder: String) -> String? {
    ["-\(kind)", "-\(kind).gz", ".\(kind)", ".\(kind).gz"].map { "\(folder)/\(stem)\($0)" }
      .first { access($0, F_OK) == 0 }
  }

  /// The names in `classes.txt` or `labels.txt`, one a line; without such a file classes are numbers.
  private static func classNames(in folder: String) -> [String] {
    for name in ["classes.txt", "labels.txt"] {
      guard let text = try? String(contentsOfFile: folder + "/" + name, encoding: .utf8) else { continue }
      return text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
    }
    return []
  }
}
