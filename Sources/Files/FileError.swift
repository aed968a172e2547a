import Foundation

/// Why a file could not be written, read or continued.
///
/// `code` is the `errno` of the system call that failed.
public enum FileError: Error, Hashable, Sendable {
  /// A folder could not be made.
  case cannotCreateFolder(path: String, code: Int32)
  /// A file could not be written.
  case cannotWrite(path: String, code: Int32)
  /// A file could not be read.
  case cannotRead(path: String, code: Int32)
  /// A history that should be continued has other columns.
  case historyColumns(path: String, expected: [String], received: String)
  /// A history that should be continued has fewer complete rows than the run has epochs.
  case historyRows(path: String, expected: Int, received: Int)
  /// The value has no form in JSON, which is a fault of this library.
  case cannotEncode(reason: String)
}

extension FileError {
  /// The `errno` of the call that failed, where one did.
  package var code: Int32? {
    switch self {
    case .cannotCreateFolder(_, let code), .cannotWrite(_, let code), .cannotRead(_, let code): code
    case .historyColumns, .historyRows, .cannotEncode: nil
    }
  }
}

extension FileError: CustomStringConvertible {
  /// The sentence for people: what, where, expected, received, what to do.
  public var description: String {
    switch self {
    case .cannotCreateFolder(let path, let code):
      return "\(path): the folder cannot be made (\(Self.reason(code))); \(Self.remedy(code))"
    case .cannotWrite(let path, let code):
      return "\(path): the file cannot be written (\(Self.reason(code))); \(Self.remedy(code))"
    case .cannotRead(let path, let code):
      return "\(path): the file cannot be read (\(Self.reason(code))); check its name and permissions"
    case .historyColumns(let path, let expected, let received):
      return
        "\(path), line 1: expected the columns \(expected.joined(separator: ",")), received \(received); move the file away to start another history"
    case .historyRows(let path, let expected, let received):
      return
        "\(path): expected \(expected) complete rows to continue from, received \(received); move the file away to start another history"
    case .cannotEncode(let reason):
      return "the value cannot be written as JSON (\(reason)); this is a fault of Fovea, please report it"
    }
  }

  private static func reason(_ code: Int32) -> String { SystemFailure(code: code).reason }

  private static func remedy(_ code: Int32) -> String {
    switch code {
    case ENOSPC, EDQUOT: "free some space, or write to another disk"
    case EACCES, EPERM, EROFS: "get permission to write there, or write to another folder"
    case EEXIST, ENOTDIR, EISDIR: "move what is in its place away, or write to another folder"
    default: "write to another folder"
    }
  }
}
