import Fovea

/// What training says while it runs: a line that moves on a terminal, and a line an epoch everywhere.
struct TrainingDisplay {
  private let isQuiet: Bool
  private let epochs: Int
  private var line: ProgressLine

  init(epochs: Int, quiet: Bool) {
    self.epochs = epochs
    isQuiet = quiet
    line = ProgressLine(quiet: quiet)
  }

  mutating func show(_ progress: BatchProgress) {
    line.update(
      "epoch \(progress.epoch)/\(progress.epochs)  batch \(progress.batch)/\(progress.batches)"
        + "  loss \(fixed(progress.loss, 4))  accuracy \(fixed(progress.accuracy * 100, 1)) %"
        + "  \(Int(progress.imagesPerSecond)) images/s  \(ProgressLine.duration(progress.secondsLeft)) left")
  }

  mutating func show(_ epoch: Epoch) {
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

  mutating func clear() { line.clear() }
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
