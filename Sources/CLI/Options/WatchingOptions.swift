import ArgumentParser
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

  /// Every observer that a run has.
  func observers(quiet: Bool) -> [any TrainingObserver] {
    var observers: [any TrainingObserver] = [HistoryWriter()]
    switch logFormat {
    case .text: observers.append(TrainingDisplay(quiet: quiet))
    case .json: if !quiet { observers.append(TrainingLog()) }
    }
    if let tensorboard { observers.append(TensorBoardWriter(root: tensorboard)) }
    return observers
  }
}
