import ArgumentParser

/// The result of `body`, whose error is one of usage here: its sentence, after the name of `option` where one is to blame.
func asUsage<Result, Failure: Error>(
  _ option: String? = nil, _ body: () throws(Failure) -> Result
) throws -> Result {
  do throws(Failure) {
    return try body()
  } catch {
    throw ValidationError((option.map { $0 + ": " } ?? "") + "\(error)")
  }
}

extension ExitCode {
  /// That of a command that was interrupted.
  static let interrupted = ExitCode(ExitStatus.interrupted.rawValue)
}
