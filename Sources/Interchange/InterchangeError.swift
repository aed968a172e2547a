/// Why a file of another program's making, or one for it, could not be read or written.
public struct InterchangeError: Error, Hashable, Sendable {
  /// The file, where there is one; bytes in memory have none.
  public let path: String?
  /// What is wrong with the file.
  public let problem: Problem

  init(_ problem: Problem, path: String? = nil) {
    self.path = path
    self.problem = problem
  }

  /// The same error about the file at `path`.
  func at(_ path: String) -> InterchangeError { InterchangeError(problem, path: path) }
}

extension InterchangeError {
  /// What is wrong, with the values that tell it.
  public enum Problem: Hashable, Sendable {
    // The file cannot be opened, read or written; `code` is the system's error number.
    case missing
    case folder
    case notRegular
    case unreadable(code: Int32)
    case unwritable(code: Int32)
    case tooLarge(bytes: Int, limit: Int)

    // The file is damaged, or is no safetensors file.
    case noHeader(bytes: Int)
    case headerTooLong(bytes: UInt64, limit: Int)
    case headerCut(bytes: Int, available: Int)
    case headerSyntax(offset: Int, expected: String, received: String)
    case headerText(offset: Int)
    case duplicateName(String)
    case duplicateField(tensor: String, field: String)
    case unknownField(tensor: String, field: String)
    case missingField(tensor: String, field: String)
    case tooManyDimensions(tensor: String, limit: Int)
    case overflow(tensor: String, shape: [Int], type: String)
    case size(tensor: String, shape: [Int], type: String, expected: Int, begin: Int, end: Int)
    case beyondEnd(tensor: String, end: Int, available: Int)
    case overlap(tensor: String, begin: Int, previous: String, previousEnd: Int)
    case hole(tensor: String, begin: Int, previousEnd: Int)
    case leftover(end: Int, available: Int)
    case cutWhileReading
    case unsealed
    case sealBroken(expected: String, received: String)

    // The file is sound, but holds what Fovea does not handle.
    case elementType(tensor: String, received: String)

    // The caller asked for what the file does not hold.
    case noTensor(String, available: Int)
    case notFloatingPoint(tensor: String, type: String)
    case noElements(tensor: String, shape: [Int])
    case shape(tensor: String, expected: [Int], received: [Int])
    case reservedName(String)
    case headerOverLimit(bytes: Int, limit: Int)
  }
}
