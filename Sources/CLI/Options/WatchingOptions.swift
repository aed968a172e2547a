import ArgumentParser
import Foundation
import Fovea

/// Who hears of a training run while it goes on, apart from its run folder.
struct WatchingOptions: ParsableArguments {
  @Option(help: "Messages on standard error: text, or json (an object a line, for scripts).")
  var logFormat: LogFormat = .text

  @Option(
    help: ArgumentHelp("Write event files for TensorBoard below this folder.", valueName: "folder"))
  var tensorboard: String?

  /// Settles how messages are written, before the first.
  func apply() { Console.format = logFormat }
}

/// How messages on standard error are written.
enum LogFormat: String, CaseIterable, ExpressibleByArgument {
  /// Lines for people, and a live display on a terminal.
  case text
  /// An object of JSON a line, for scripts; `Docs/Training.md` has the keys.
  case json
}
