import ArgumentParser
import Fovea

/// Bounds that scores have to keep, for continuous integration.
struct RequirementOptions: ParsableArguments {
  @Option(
    help:
      "Exit with 1 unless a score keeps a bound: accuracy>=0.95, 'recall[cat]>=0.9'; also <=, > and <. May be repeated."
  )
  var require: [String] = []

  func validate() throws { _ = try requirements() }

  /// Throws where `result` does not keep every bound, with all that it does not keep.
  func check(_ result: EvaluationResult) throws {
    let failures = try requirements().compactMap { try $0.failure(in: result) }
    if !failures.isEmpty { throw UnmetRequirements(failures: failures) }
  }

  private func requirements() throws -> [Requirement] {
    try require.map { text in try asUsage("--require") { try Requirement(text) } }
  }
}

/// Scores that do not keep the bounds that were asked for.
struct UnmetRequirements: Error, CustomStringConvertible {
  let failures: [String]
  var description: String { failures.map { "--require \($0)" }.joined(separator: "\nerror: ") }
}
