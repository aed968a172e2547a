import FoveaFiles

extension InterchangeError: CustomStringConvertible {
  /// One sentence: where, what, expected, received, what to do.
  public var description: String { "\(path ?? "safetensors data"): \(problem.sentence)" }
}

extension InterchangeError.Problem {
  fileprivate var sentence: String {
    switch self {
    case .missing:
      return "no such file; check the path"
    case .folder:
      return "expected a file, received a folder; name the file itself"
    case .notRegular:
      return "expected a regular file, received a pipe or a device; save its content to a file first"
    case .unreadable(let code):
      return
        "cannot be read: \(SystemFailure(code: code).reason); check the permissions of the file and its folder"
    case .unwritable(let code):
      return
        "cannot be written: \(SystemFailure(code: code).reason); choose another place, or make this one writable"
    case .tooLarge(let bytes, let limit):
      return "expected at most \(limit) bytes, received \(bytes); check that this is the file you meant"
    case .noHeader(let bytes):
      return "not a safetensors file: expected at least 8 bytes, received \(bytes); copy the file again"
    case .headerTooLong(let bytes, let limit):
      return
        "not a safetensors file: expected a header of at most \(limit) bytes, received a length of \(bytes); "
        + "check that this is the file you meant"
    case .headerCut(let bytes, let available):
      return
        "the file is cut short: expected a header of \(bytes) bytes, received \(available); copy the file again"
    case .headerSyntax(let offset, let expected, let received):
      return
        "the header is damaged at byte \(offset): expected \(expected), received \(received); \(Self.replace)"
    case .headerText(let offset):
      return
        "the header is damaged: expected UTF-8 in the text at byte \(offset), received other bytes; \(Self.replace)"
    case .duplicateName(let name):
      return
        "two entries are named '\(name)', expected each name once; write the file again with distinct names"
    case .duplicateField(let tensor, let field):
      return "tensor '\(tensor)' has '\(field)' twice, expected it once; \(Self.replace)"
    case .unknownField(let tensor, let field):
      return
        "tensor '\(tensor)' has a field '\(field)', expected only dtype, shape and data_offsets; \(Self.replace)"
    case .missingField(let tensor, let field):
      return "tensor '\(tensor)' has no '\(field)', expected dtype, shape and data_offsets; \(Self.replace)"
    case .tooManyDimensions(let tensor, let limit):
      return
        "tensor '\(tensor)' has more than \(limit) dimensions, expected at most \(limit); \(Self.replace)"
    case .overflow(let tensor, let shape, let type):
      return
        "tensor '\(tensor)' of shape \(shape) and type \(type) has more bytes than can be counted; \(Self.replace)"
    case .size(let tensor, let shape, let type, let expected, let begin, let end):
      return
        "tensor '\(tensor)' of shape \(shape) and type \(type): expected \(expected) bytes, "
        + "received the range \(begin) to \(end); \(Self.replace)"
    case .beyondEnd(let tensor, let end, let available):
      return
        "the file is cut short: expected the data of tensor '\(tensor)' up to byte \(end), "
        + "received \(available) bytes of data; copy the file again"
    case .overlap(let tensor, let begin, let previous, let previousEnd):
      return
        "tensors overlap: expected '\(tensor)' to begin at byte \(previousEnd), where '\(previous)' ends, "
        + "received \(begin); \(Self.replace)"
    case .hole(let tensor, let begin, let previousEnd):
      return
        "the data has a hole: expected tensor '\(tensor)' to begin at byte \(previousEnd), received \(begin); "
        + Self.replace
    case .leftover(let end, let available):
      return
        "the data does not end with the last tensor: expected \(end) bytes of data, received \(available); "
        + Self.replace
    case .cutWhileReading:
      return "the file became shorter while it was read; wait until nothing writes to it, and try again"
    case .unsealed:
      return
        "expected the checksum 'sha256' that Fovea writes into its files, received none; "
        + "use a file that fovea train wrote"
    case .sealBroken(let expected, let received):
      return
        "the content was changed after it was written: expected checksum \(expected), received \(received); "
        + Self.replace
    case .notWeights:
      return
        "expected a safetensors file or a checkpoint of PyTorch, received something else; "
        + "check that this is the file you meant"
    case .pickle(let problem): return problem.sentence
    case .zip(let problem): return problem.sentence
    case .elementType(let tensor, let received):
      let known = ElementType.allCases.map(\.rawValue).joined(separator: ", ")
      return
        "tensor '\(tensor)' has an element type that is not supported: expected one of \(known), "
        + "received \(received); convert it to F32"
    case .noTensor(let name, let available):
      return
        "expected a tensor '\(name)', received \(available) tensors without it; "
        + "check that the file belongs to this network"
    case .notFloatingPoint(let tensor, let type):
      return "tensor '\(tensor)': expected F32, F16, BF16 or F64, received \(type); convert it to F32"
    case .noElements(let tensor, let shape):
      return
        "tensor '\(tensor)': expected at least one element, received shape \(shape); leave it out or give it elements"
    case .shape(let tensor, let expected, let received):
      return
        "tensor '\(tensor)': expected shape \(expected), received \(received); "
        + "check that the file belongs to this network"
    case .reservedName(let name):
      return "'\(name)' is reserved by the format, expected another tensor name; rename the tensor"
    case .headerOverLimit(let bytes, let limit):
      return
        "expected a header of at most \(limit) bytes, received one of \(bytes); "
        + "write fewer tensors or less metadata"
    }
  }

  private static let replace = "use an undamaged copy of the file"
}

/// The system's words for an error number, as `strerror` gives them.
