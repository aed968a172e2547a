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
  package func at(_ path: String) -> InterchangeError { InterchangeError(problem, path: path) }
}

extension InterchangeError {
  /// What is wrong, with the values that tell it.
  public enum Problem: Hashable, Sendable {
    // The file cannot be opened, read or written; `code` is the system's error number.
    /// There is no such file.
    case missing
    /// A folder in place of a file.
    case folder
    /// A device or a pipe in place of a file.
    case notRegular
    /// The file cannot be read.
    case unreadable(code: Int32)
    /// The file cannot be written.
    case unwritable(code: Int32)
    /// More bytes than the limit.
    case tooLarge(bytes: Int, limit: Int)

    // The file is damaged, or is no safetensors file.
    /// Fewer bytes than the length of a header takes.
    case noHeader(bytes: Int)
    /// A header that claims to be longer than the format allows.
    case headerTooLong(bytes: UInt64, limit: Int)
    /// The file ends within its header.
    case headerCut(bytes: Int, available: Int)
    /// The header is not the JSON that the format asks for.
    case headerSyntax(offset: Int, expected: String, received: String)
    /// The header is not UTF-8.
    case headerText(offset: Int)
    /// Two tensors have one name.
    case duplicateName(String)
    /// A tensor has a field twice.
    case duplicateField(tensor: String, field: String)
    /// A tensor has a field that the format does not know.
    case unknownField(tensor: String, field: String)
    /// A tensor lacks a field.
    case missingField(tensor: String, field: String)
    /// A tensor has more dimensions than are read.
    case tooManyDimensions(tensor: String, limit: Int)
    /// The size of a tensor is beyond the whole numbers.
    case overflow(tensor: String, shape: [Int], type: String)
    /// A tensor has another number of bytes than its shape asks for.
    case size(tensor: String, shape: [Int], type: String, expected: Int, begin: Int, end: Int)
    /// A tensor ends behind the end of the file.
    case beyondEnd(tensor: String, end: Int, available: Int)
    /// Two tensors share bytes.
    case overlap(tensor: String, begin: Int, previous: String, previousEnd: Int)
    /// Bytes between two tensors belong to none.
    case hole(tensor: String, begin: Int, previousEnd: Int)
    /// Bytes behind the last tensor belong to none.
    case leftover(end: Int, available: Int)
    /// The file became shorter while it was read.
    case cutWhileReading
    /// The file has no checksum where one is asked for.
    case unsealed
    /// The bytes are not those that the checksum was made of.
    case sealBroken(expected: String, received: String)

    // The file is a checkpoint of PyTorch, or an archive, and there is something wrong with that.
    /// Neither safetensors nor a checkpoint of PyTorch nor an archive of one.
    case notWeights
    /// A pickle in a checkpoint is damaged, or asks for what is refused.
    case pickle(PickleProblem)
    /// The archive is damaged, or not of a kind that is read.
    case zip(ZipProblem)

    // The file is sound, but holds what Fovea does not handle.
    /// Elements of a type that is not handled.
    case elementType(tensor: String, received: String)

    // The caller asked for what the file does not hold.
    /// There is no tensor of that name.
    case noTensor(String, available: Int)
    /// A tensor of whole numbers where real ones are asked for.
    case notFloatingPoint(tensor: String, type: String)
    /// A tensor without elements.
    case noElements(tensor: String, shape: [Int])
    /// A tensor of another shape than asked for.
    case shape(tensor: String, expected: [Int], received: [Int])
    /// A name that the format keeps for itself.
    case reservedName(String)
    /// A header to be written that is longer than the format allows.
    case headerOverLimit(bytes: Int, limit: Int)
  }
}
