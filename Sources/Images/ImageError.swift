import Foundation

/// Why a file gave no picture.
///
/// It names no path: whoever has one puts it in front.
public enum ImageError: Error, Hashable, Sendable {
  /// The file cannot be opened or read; `code` is the system's error number.
  case file(code: Int32)
  /// A folder, a device or a pipe in place of a file.
  case notAFile
  /// A file without a byte.
  case empty
  /// Bytes of a format that is not read; the text names it.
  case otherFormat(String)
  /// The bytes break the rules of their format.
  case damaged(ImageFormat, reason: String)
  /// The library that reads the format is not on this machine; the reason is the system's.
  case noLibrary(ImageFormat, reason: String)
  /// A kind of the format that is not read, such as lossless JPEG.
  case unsupported(ImageFormat, reason: String)
  /// A header that claims more pixels than the limit.
  case tooManyPixels(width: Int, height: Int, limit: Int)
  /// A picture whose width or height is above the limit of a side.
  case sideTooLong(width: Int, height: Int, limit: Int)
  /// A file with more bytes than the limit.
  case tooManyBytes(bytes: Int, limit: Int)
  /// The system gave no memory for the pixels.
  case outOfMemory(width: Int, height: Int)
  /// A picture that the format cannot hold.
  case cannotEncode(ImageFormat, reason: String)
  /// Bytes packed by gzip that are damaged.
  case gzip(reason: String)
}

extension ImageError: CustomStringConvertible {
  /// What is wrong, in words that go behind the file's path.
  public var description: String {
    switch self {
    case .file(let code): return "cannot be read (\(String(cString: strerror(code))))"
    case .notAFile: return "not a regular file"
    case .empty: return "empty file"
    case .otherFormat(let name): return "not a \(ImageError.formats) image: its bytes are \(name)"
    case .damaged(let format, let reason): return "damaged \(format.title): \(reason)"
    case .noLibrary(let format, let reason):
      let library = format.library
      return
        "\(format.title) is read by \(library?.rawValue ?? "a library"), which is not installed (\(reason)); on Debian and Ubuntu: apt-get install \(library?.package ?? "it")"
    case .unsupported(let format, let reason): return "unsupported \(format.title): \(reason)"
    case .tooManyPixels(let width, let height, let limit):
      return
        "too large: its header claims \(width)×\(height) pixels, the limit is \(limit); --max-pixels allows more"
    case .sideTooLong(let width, let height, let limit):
      return "too large: its header claims \(width)×\(height) pixels, the limit of a side is \(limit)"
    case .tooManyBytes(let bytes, let limit): return "too large: \(bytes) bytes, the limit is \(limit)"
    case .outOfMemory(let width, let height): return "no memory for \(width)×\(height) pixels"
    case .cannotEncode(let format, let reason):
      return "cannot be encoded as \(format.title): \(reason)"
    case .gzip(let reason): return "damaged gzip: \(reason)"
    }
  }

  /// Every format that is read, for people.
  private static let formats: String = {
    let titles = ImageFormat.allCases.map(\.title)
    return titles.dropLast().joined(separator: ", ") + " or " + (titles.last ?? "")
  }()
}
