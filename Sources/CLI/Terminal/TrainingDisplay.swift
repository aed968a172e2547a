import Fovea

/// What training says while it runs: a line that moves on a terminal, and a line an epoch everywhere.
final class TrainingDisplay: TrainingObserver {
  private let isQuiet: Bool
  private var epochs = 0
  private var line: ProgressLine

  init(quiet: Bool) {
    isQuiet = quiet
    line = ProgressLine(quiet: quiet)
  }

  func begin(_ facts: RunFacts) { epochs = facts.configuration.recipe.epochs }

  func advanced(_ progress: BatchProgress) {
    line.update(
      "epoch \(progress.epoch)/\(progress.epochs)  batch \(progress.batch)/\(progress.batches)"
        + "  loss \(fixed(progress.loss, 4))  accuracy \(fixed(progress.accuracy * 100, 1)) %"
        + "  \(Int(progress.imagesPerSecond)) images/s  \(ProgressLine.duration(progress.secondsLeft)) left")
  }

  func finished(_ epoch: Epoch) {
    line.clear()
    guard !isQuiet else { return }
    var text =
      "epoch \(epoch.number)/\(epochs)  loss \(fixed(epoch.trainingLoss, 4))"
      + "  accuracy \(fixed(epoch.trainingAccuracy * 100, 1)) %"
    if let loss = epoch.validationLoss, let accuracy = epoch.validationAccuracy {
      text += "  validation loss \(fixed(loss, 4))  accuracy \(fixed(accuracy * 100, 1)) %"
    }
    text += "  \(Int(epoch.imagesPerSecond)) images/s  \(fixed(epoch.seconds, 1)) s"
    if epoch.isBest, epoch.validationAccuracy != nil { text += "  best" }
    Console.note(text)
  }

  func ended(_ end: TrainingEnd) {
    line.clear()
    if case .outOfPatience(let epochs) = end, !isQuiet {
      Console.note("stopped: no better validation score in \(epochs) epochs")
    }
  }

  func failed(_ error: any Error) { line.clear() }
}

/// A number with `digits` digits after the point, rounded half up; no locale.
func fixed(_ value: Double, _ digits: Int) -> String {
  guard value.isFinite else { return "\(value)" }
  let scale = (0..<digits).reduce(1.0) { product, _ in product * 10 }
  guard abs(value) * scale < 1e15 else { return "\(value)" }
  let scaled = Int((abs(value) * scale).rounded())
  let sign = value < 0 && scaled > 0 ? "-" : ""
  guard digits > 0 else { return "\(sign)\(scaled)" }
  let fraction = String(scaled % Int(scale))
  let zeros = String(repeating: "0", count: digits - fraction.count)
  return "\(sign)\(scaled / Int(scale)).\(zeros)\(fraction)"
}
