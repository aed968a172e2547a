import Fovea

/// An epoch in one line of text.
struct EpochLine {
  let epoch: Epoch
  /// How many there will be; nil where a time ends the run, which may be after more or fewer than it seems.
  let epochs: Int?
  /// Whether it can be the best one.
  let isCompared: Bool

  /// All that is known, for logs and wide terminals.
  var text: String { variants[0] }

  /// The most that fits into `columns`.
  func text(columns: Int) -> String {
    variants.first { $0.count <= columns } ?? variants[variants.count - 1].cut(toWidth: columns)
  }

  /// The line in ever fewer words.
  private var variants: [String] {
    let name = "epoch \(epoch.number)" + (epochs.map { "/\($0)" } ?? "")
    let loss = "loss \(fixed(epoch.trainingLoss, 4))"
    let accuracy = "accuracy \(percent(epoch.trainingAccuracy))"
    let seconds = "\(fixed(epoch.seconds, 1)) s"
    var (full, short): ([String], [String]) = ([], [])
    var best: [String] = []
    if let validationLoss = epoch.validationLoss, let validationAccuracy = epoch.validationAccuracy {
      full = ["validation loss \(fixed(validationLoss, 4))", "accuracy \(percent(validationAccuracy))"]
      short = ["validation \(percent(validationAccuracy))"]
      if epoch.isBest, isCompared { best = ["best"] }
    }
    return [
      [name, loss, accuracy] + full + ["\(Int(epoch.imagesPerSecond)) images/s", seconds] + best,
      [name, loss, accuracy] + full + [seconds] + best,
      [name, loss, accuracy] + full + best,
      (short.isEmpty ? [name, loss, accuracy] : [name, loss] + full) + best,
      (short.isEmpty ? [name, loss] : [name, loss] + short) + best,
      [name, short.isEmpty ? loss : percent(epoch.validationAccuracy ?? 0)] + best,
    ].map { $0.joined(separator: "  ") }
  }

  private func percent(_ share: Double) -> String { "\(fixed(share * 100, 1)) %" }
}
