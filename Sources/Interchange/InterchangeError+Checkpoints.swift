/// What is wrong with a pickle in a checkpoint of PyTorch.
public enum PickleProblem: Hashable, Sendable {
  // The pickle is damaged.
  /// The bytes end where more are expected.
  case cut(offset: Int)
  /// The bytes are not what the format asks for at this offset.
  case malformed(offset: Int, expected: String)
  /// A tensor reaches outside of its storage.
  case view(shape: [Int], strides: [Int], offset: Int, storage: Int)
  /// A storage has another number of bytes than its elements take.
  case storageSize(key: String, elements: Int, type: String, available: Int?)
  /// A tensor refers to a storage that the file lacks.
  case storageMissing(key: String)

  // It wants what is never done, or not known.
  /// A function that is never called, by module and name.
  case call(String, String)
  /// An instruction that no state dictionary needs.
  case opcode(String, offset: Int)
  /// Values nested deeper than the limit.
  case depth(limit: Int)
  /// More values than the limit.
  case values(limit: Int)
  /// A storage of a type that is not known.
  case storageType(String)
  /// A storage that is a part of another.
  case storageView(String)
  /// Numbers with the high byte first.
  case bigEndian
  /// The file holds something else than tensors by name.
  case noStateDictionary(received: String)
}

/// What is wrong with a zip file.
public enum ZipProblem: Hashable, Sendable {
  /// The bytes end where more are expected.
  case cut
  /// The structure of the archive is broken, as said.
  case damaged(String)
  /// The checksum of a member is not that of its bytes.
  case content(String)
  /// A member whose name leads out of the archive.
  case name(String)
  /// Two members have one name.
  case twice(String)
  /// A member that is encrypted.
  case encrypted(String)
  /// A member that is packed by a method that is not read.
  case method(String, Int)
  /// More bytes than the limit when unpacked.
  case tooLarge(bytes: Int, limit: Int)
  /// No member of the archive is a checkpoint.
  case noCheckpoint
}

extension InterchangeError {
  static func pickle(_ problem: PickleProblem) -> InterchangeError { InterchangeError(.pickle(problem)) }
  static func zip(_ problem: ZipProblem) -> InterchangeError { InterchangeError(.zip(problem)) }
}

extension PickleProblem {
  var sentence: String {
    switch self {
    case .cut(let offset):
      return "the file is cut short: expected more of a pickle at byte \(offset); copy the file again"
    case .malformed(let offset, let expected):
      return "the pickle is damaged at byte \(offset): expected \(expected); \(Self.replace)"
    case .view(let shape, let strides, let offset, let storage):
      return
        "a tensor of shape \(shape) with strides \(strides) from element \(offset) on does not lie in its storage "
        + "of \(storage) elements; \(Self.replace)"
    case .storageSize(let key, let elements, let type, let available):
      let received = available.map { "\($0) bytes" } ?? "more bytes than can be counted"
      return "storage '\(key)' of \(elements) elements of type \(type): received \(received); \(Self.replace)"
    case .storageMissing(let key):
      return "expected the numbers of storage '\(key)', received none; copy the file again"
    case .call(let opcode, let name):
      return
        "\(opcode) of \(name) is refused: a checkpoint is read as data, nothing in it is run; "
        + Self.saveStates
    case .opcode(let name, let offset):
      return
        "the instruction \(name) at byte \(offset) of the pickle is refused: state dictionaries do without; "
        + Self.saveStates
    case .depth(let limit):
      return
        "the pickle nests deeper than \(limit) levels, which no state dictionary does; \(Self.saveStates)"
    case .values(let limit):
      return
        "the pickle has more than \(limit) values, which no state dictionary has; \(Self.saveStates)"
    case .storageType(let name):
      return
        "tensors of type \(name) are not supported: expected float, half, bfloat16 or double; "
        + "convert the weights with .float() in PyTorch"
    case .storageView(let key):
      return "storage '\(key)' is a part of another one, which is not supported; save it again with PyTorch"
    case .bigEndian:
      return
        "expected numbers with the least significant byte first, received the opposite; "
        + "save it again on a little-endian machine"
    case .noStateDictionary(let received):
      return
        "expected a dictionary of tensors, alone or as 'state_dict' or 'model', received \(received); "
        + Self.saveStates
    }
  }

  private static let replace = "use an undamaged copy of the file"
  private static let saveStates = "save it again with torch.save(model.state_dict(), path)"
}

extension ZipProblem {
  var sentence: String {
    switch self {
    case .cut: return "the zip file is cut short: expected a directory at its end; copy the file again"
    case .damaged(let expected):
      return "the zip file is damaged: expected \(expected); use an undamaged copy of the file"
    case .content(let name):
      return "'\(name)' in the zip file is damaged: its checksum is wrong; use an undamaged copy of the file"
    case .name(let name):
      return
        "the name '\(name)' in the zip file leads out of it, which is refused; get the file from another source"
    case .twice(let name):
      return "the zip file has '\(name)' twice, expected each name once; get the file from another source"
    case .encrypted(let name):
      return "'\(name)' in the zip file is encrypted, which is not supported; decrypt it first"
    case .method(let name, let method):
      return
        "'\(name)' in the zip file is packed by method \(method): expected 0 (stored) or 8 (deflate); pack it again"
    case .tooLarge(let bytes, let limit):
      return
        "the zip file unpacks to \(bytes) bytes, expected at most \(limit); check that this is the file you meant"
    case .noCheckpoint:
      return
        "expected a checkpoint of PyTorch with one data.pkl, received a zip file without; "
        + "name the file that torch.save wrote"
    }
  }
}
