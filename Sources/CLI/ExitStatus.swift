import Fovea

/// The exit codes of the command, after BSD's sysexits.
enum ExitStatus: Int32 {
  /// The scores do not keep what was required of them.
  case unmet = 1
  case usage = 64
  case badData = 65
  case noInput = 66
  case unsupported = 69
  case fault = 70
  case cannotWrite = 73
  case inputOutput = 74
  case interrupted = 130

  /// The code that tells a script whose fault `error` is.
  init(of error: any Error) {
    if error is UnmetRequirements {
      self = .unmet
      return
    }
    self =
      switch Fault(of: error) {
      case .usage: .usage
      case .badData: .badData
      case .noInput: .noInput
      case .unsupported: .unsupported
      case .ours: .fault
      case .cannotWrite: .cannotWrite
      case .inputOutput: .inputOutput
      case .interrupted: .interrupted
      }
  }
}
