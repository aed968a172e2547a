import ArgumentParser
import Fovea

/// Where a training is written, and from where it goes on.
struct RunOptions: ParsableArguments {
  @Option(name: [.short, .customLong("output")], help: "The run folder (default: runs/NAME).")
  var output: String?

  @Option(help: "Go on with this run from its last checkpoint; takes everything else from the run.")
  var resume: String?

  @Flag(help: "With --resume: go on though training data changed since.")
  var acceptChangedData = false

  @Option(help: "Minutes between checkpoints within an epoch.")
  var checkpointMinutes = 5.0

  @Flag(help: "Replace the files of an existing run folder.")
  var overwrite = false

  @Flag(help: "Stop at the first image that cannot be read, instead of listing it.")
  var strict = false

  func validate() throws {
    guard checkpointMinutes > 0 else {
      throw ValidationError("--checkpoint-minutes: expected a positive number, received \(checkpointMinutes)")
    }
  }

  /// Whether a run is gone on with; one that begins needs data, and has none to compare.
  ///
  /// - Parameters:
  ///   - hasData: whether labeled images were named, or none are needed.
  ///   - verb: the words of the command line before its arguments.
  ///   - others: what may stand beside `--resume` in this verb alone.
  func isResuming(hasData: Bool, verb: [String], others: [(name: String, isFlag: Bool)]) throws -> Bool {
    if resume != nil {
      try RunOptions.requireAlone(CommandLine.arguments.dropFirst(1 + verb.count), others)
      return true
    }
    if !hasData { throw ValidationError("Missing expected argument '<data>'") }
    if acceptChangedData { throw ValidationError("--accept-changed-data: only --resume has data to compare") }
    return false
  }

  /// Refuses arguments beside `--resume` that would make it another run; how it speaks may be another.
  private static func requireAlone(
    _ arguments: some Sequence<String>, _ others: [(name: String, isFlag: Bool)]
  ) throws {
    let allowed =
      [("--accept-changed-data", true)] + others
      + [("--quiet", true), ("--json", true), ("--log-format", false)]
    let valued = allowed.filter { !$0.1 }.map(\.0) + ["--resume"]
    let flags = allowed.filter(\.1).map(\.0) + ["-q"]
    var isValue = false
    for argument in arguments {
      if isValue {
        isValue = false
      } else if valued.contains(argument) {
        isValue = true
      } else if !valued.contains(where: { argument.hasPrefix($0 + "=") }), !flags.contains(argument) {
        let names = allowed.map(\.0)
        throw ValidationError(
          "--resume: takes everything from the run, only \(names.dropLast().joined(separator: ", ")) and \(names.last ?? "") may stand beside it, received '\(argument)'"
        )
      }
    }
  }
}
