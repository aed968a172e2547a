public import FoveaNetworks

/// Why a network could not be compiled, loaded or run.
public enum ExecutionError: Error, Hashable, Sendable {
  /// A call into oneDNN failed; `call` names what was asked for and `node` the part of the network.
  case library(call: String, node: String, status: Int)
  /// The system gave no memory.
  case outOfMemory(bytes: Int)
  /// In the guard mode: a step wrote out of bounds.
  case overrun(node: String, call: String)
  /// A plan for this batch needs more memory than the machine has.
  case batchTooLarge(batch: Int, bytes: Int, available: Int)
  /// The processor does not compute in the numbers asked for.
  case precision(String)
  /// The weights lack a parameter of the network.
  case missingParameter(String)
  /// The weights have a parameter that the network lacks.
  case unexpectedParameter(String)
  /// A parameter has another shape than the network gives it.
  case parameterShape(String, expected: Shape, received: Shape)
  /// A node was asked for that the network does not have.
  case unknownNode(String, known: [String])
}

extension ExecutionError: CustomStringConvertible {
  /// The sentence for people: what, where, expected, received, what to do.
  public var description: String {
    switch self {
    case .library(let call, let node, let status):
      return
        "node '\(node)': oneDNN could not do \(call) (status \(status), \(Self.meaning(of: status))); report this with the output of 'fovea inspect'"
    case .overrun(let node, let call):
      return
        "node '\(node)': \(call) wrote out of bounds; report this with the output of 'fovea inspect'"
    case .outOfMemory(let bytes):
      return "no memory: \(Self.mebibytes(bytes)) were refused; use a smaller batch or image size"
    case .batchTooLarge(let batch, let bytes, let available):
      return
        "a batch of \(batch) samples needs \(Self.mebibytes(bytes)), this machine has \(Self.mebibytes(available)); use a smaller batch size"
    case .precision(let name):
      return
        "this processor does not compute in \(name), which takes AVX-512; use --precision auto or f32"
    case .missingParameter(let name):
      return
        "the network needs a parameter '\(name)', which the weights do not have; they are of another network"
    case .unexpectedParameter(let name):
      return
        "the weights have a parameter '\(name)', which the network does not know; they are of another network"
    case .parameterShape(let name, let expected, let received):
      return
        "parameter '\(name)': expected shape \(expected), received \(received); the weights are of another network"
    case .unknownNode(let name, let known):
      return
        "the network has no node '\(name)'; it has \(known.prefix(20).joined(separator: ", "))\(known.count > 20 ? " and \(known.count - 20) more" : "")"
    }
  }

  private static func mebibytes(_ bytes: Int) -> String { "\((bytes + (1 << 20) - 1) >> 20) MiB" }

  private static func meaning(of status: Int) -> String {
    switch status {
    case 1: "out of memory"
    case 2: "invalid arguments"
    case 3: "not implemented on this processor"
    default: "runtime error"
    }
  }
}
