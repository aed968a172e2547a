import Foundation
import FoveaFiles
import FoveaInterchange

/// How features are written.
public enum EmbeddingFormat: String, Hashable, Sendable, CaseIterable {
  /// A row an image: `path,error,f0,f1,…`.
  case csv
  /// NumPy's format, `[images, width]` of float32; the paths are in a text file beside it, one a line.
  case npy
  /// A tensor `features`, `[images, width]`, and under the metadata key `paths` a list of JSON.
  case safetensors
}

/// A file of features, which appears complete or not at all.
public final class EmbeddingFile {
  private let path: String
  private let format: EmbeddingFormat
  private let width: Int
  private var table: CSVFile?
  private var paths: [String] = []
  private var values: [Float] = []

  /// Starts the file at `path` for features of `width` numbers.
  public init(_ path: String, format: EmbeddingFormat, width: Int) throws {
    (self.path, self.format, self.width) = (path, format, width)
    if format == .csv {
      table = try CSVFile(path, columns: ["path", "error"] + (0..<width).map { "f\($0)" })
    }
  }

  /// Adds an image; of one without features only a table has a row.
  public func append(_ item: EmbeddedItem) throws {
    switch (item.outcome, table) {
    case (.success(let features), let table?):
      try table.append(CSVRow([.text(item.path), .text("")] + features.map { .number(Double("\($0)")) }))
    case (.failure(let failure), let table?):
      try table.append(
        CSVRow([.text(item.path), .text(failure.reason)] + (0..<width).map { _ in .number(nil) }))
    case (.success(let features), nil):
      paths.append(item.path)
      values += features
    case (.failure, nil): break
    }
  }

  /// Completes the file.
  public func finish() throws {
    switch format {
    case .csv: try table?.commit()
    case .npy:
      try AtomicFile.write(EmbeddingFile.npy(values, rows: paths.count, width: width), to: path)
      let names = paths.map { $0.replacing("\n", with: "\\n") + "\n" }.joined()
      try AtomicFile.write(Array(names.utf8), to: EmbeddingFile.pathList(of: path))
    case .safetensors:
      let bytes = values.map(\.bitPattern.littleEndian).withUnsafeBytes { Array($0) }
      try SafetensorsFile(
        tensors: [
          SafetensorsTensor(name: "features", type: .float32, shape: [paths.count, width], bytes: bytes)
        ],
        metadata: ["paths": JSONDocument.line(of: paths)]
      ).write(to: path)
    }
  }

  /// Where the paths of the rows of a file of NumPy's format are: `features.paths.txt` for `features.npy`.
  public static func pathList(of path: String) -> String {
    (path.hasSuffix(".npy") ? String(path.dropLast(4)) : path) + ".paths.txt"
  }

  /// Version 1.0 of the format: <https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html>.
  private static func npy(_ values: [Float], rows: Int, width: Int) -> [UInt8] {
    var header = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(rows), \(width)), }"
    // The numbers begin at a multiple of 64.
    header += String(repeating: " ", count: 63 - (10 + header.utf8.count) % 64) + "\n"
    var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
    bytes += withUnsafeBytes(of: UInt16(header.utf8.count).littleEndian) { Array($0) }
    bytes += header.utf8
    values.map(\.bitPattern.littleEndian).withUnsafeBytes { bytes += $0 }
    return bytes
  }
}
