import ArgumentParser
import Foundation
import Fovea

/// The command `fovea`.
@main
struct FoveaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fovea",
    abstract: "Learns a classifier from labeled images, scores it honestly, and labels whole folders.",
    discussion: """
      fovea train pets                          learn from pets/cat and pets/dog; the run is in runs/pets-cnn
      fovea evaluate runs/pets-cnn/model.safetensors more-pets
      fovea classify runs/pets-cnn/model.safetensors inbox --format csv

      Results go to standard output, progress and messages to standard error. Exit codes: 0 done, 1 a required score was missed, 64 wrong \
      usage, 65 bad data, 66 no such input, 69 unsupported, 70 a fault of Fovea, 73 cannot write, 74 input or \
      output failed, 130 interrupted.
      """,
    version: Provenance.foveaVersion,
    subcommands: [
      TrainCommand.self, EvaluateCommand.self, ClassifyCommand.self, CompareCommand.self, ExplainCommand.self,
      InspectCommand.self, CheckCommand.self, FixCommand.self, PackCommand.self, BenchmarkCommand.self,
      LadderCommand.self, TuneCommand.self, ImportCommand.self, BackboneCommand.self, EmbedCommand.self,
      SearchCommand.self, GanCommand.self, ThresholdCommand.self, LearnCommand.self,
    ])

  static func main() {
    // A reader that closes early, as `head` does, is no fault: the write fails and the command ends.
    signal(SIGPIPE, SIG_IGN)
    if let word = CommandLine.arguments.dropFirst().first, let hint = MeantVerb.hint(for: word) {
      fail(hint, .usage)
    }
    do {
      var command = try parseAsRoot()
      try command.run()
      Console.end(0)
    } catch {
      // Help, usage errors and exit codes are the parser's own; it calls everything else a failure.
      let code = exitCode(for: error)
      if code != .failure, !code.isSuccess, isJSONWanted, !message(for: error).isEmpty {
        fail(message(for: error), .usage)
      }
      guard code == .failure else {
        let text = fullMessage(for: error)
        if !text.isEmpty { Console.write(text + "\n", to: code.isSuccess ? STDOUT_FILENO : STDERR_FILENO) }
        Console.end(code.rawValue)
      }
      let status = ExitStatus(of: error)
      let words = error is CancellationError ? "stopped by a signal before it was done" : "\(error)"
      fail(words, status)
    }
  }

  /// Says why the command ends, as the last line on standard error, and ends it.
  private static func fail(_ words: String, _ status: ExitStatus) -> Never {
    // A script that asked for JSON reads the error as well.
    if isJSONWanted { Console.format = .json }
    Console.error(words, status: status)
    Console.end(status.rawValue)
  }

  /// Whether the arguments ask for JSON, also where they are wrong in another way.
  private static let isJSONWanted = {
    let arguments = CommandLine.arguments.dropFirst().prefix { $0 != "--" }
    let forms = ["json", "jsonl"]
    return arguments.contains("--json") || arguments.contains("--log-format=json")
      || zip(arguments, arguments.dropFirst()).contains {
        $0 == "--format" && forms.contains($1) || $0 == "--log-format" && $1 == "json"
      } || forms.contains { arguments.contains("--format=\($0)") }
  }()
}
