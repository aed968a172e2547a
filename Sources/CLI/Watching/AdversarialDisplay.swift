import Fovea

/// What adversarial training says to people while it runs: a panel that moves on a terminal, and a line an epoch everywhere.
///
/// ```
/// epoch  7/30 ████████████████████▍░░░░░░░░░░░░░░░░░  53 %  step 497/937
/// run         ████████▎░░░░░░░░░░░░░░░░░░░░░░░░░░░░░  22 %  21 min 20 s left
/// generator 0.2314  discriminator 1.8301  told right 57.8 %  850 images/s
/// spread of the samples ▁▃▅▆▇ 0.92 of that of real images
/// ```
final class AdversarialDisplay {
  private let isQuiet: Bool
  private let style = TerminalStyle()
  private var history: [AdversarialEpoch] = []
  private var block: LiveBlock

  private static let widestCurve = 40

  init(quiet: Bool) {
    isQuiet = quiet
    block = LiveBlock(quiet: quiet)
  }

  func receive(_ event: RunEvent) {
    switch event {
    case .adversarialStep(let progress):
      guard block.isDue else { return }
      block.draw(lines(progress, columns: Console.size.columns))
    case .adversarialEpoch(let epoch, _): finished(epoch)
    case .phase, .phaseEnded, .note, .warning, .trainingStarted, .batch, .epoch, .trainingEnded,
      .trainingFailed,
      .scored:
      break
    }
  }

  /// Removes the panel, before other text is written.
  func clear() { block.clear() }

  private func finished(_ epoch: AdversarialEpoch) {
    history.append(epoch)
    guard !isQuiet else { return }
    block.clear()
    func percent(_ share: Double) -> String { "\(fixed(share * 100, 1)) %" }
    Console.note(
      "epoch \(epoch.number)  generator \(fixed(epoch.generatorLoss, 4))  discriminator \(fixed(epoch.discriminatorLoss, 4))  right on real \(percent(epoch.realAccuracy))  on generated \(percent(epoch.generatedAccuracy))  spread \(fixed(epoch.spread, 2))  \(Int(epoch.imagesPerSecond)) images/s"
    )
  }

  private func lines(_ progress: AdversarialProgress, columns: Int) -> [String] {
    let width = max(1, columns - 1)
    let bars = PanelBars(
      epoch: progress.epoch, epochs: progress.epochs, unit: "step", done: progress.step,
      count: progress.steps,
      runShare: progress.runShare, secondsLeft: progress.secondsLeft)
    let scores = StyledLine(
      fields: [
        "generator \(fixed(progress.generatorLoss, 4))",
        "discriminator \(fixed(progress.discriminatorLoss, 4))",
        "told right \(fixed(progress.accuracy * 100, 1)) %", "\(Int(progress.imagesPerSecond)) images/s",
      ], width: width)
    return (bars.lines(width, style) + [scores] + curve(width)).map { $0.text(style, columns: width) }
  }

  /// The spread of the samples over epochs; nothing before the first epoch is over.
  private func curve(_ width: Int) -> [StyledLine] {
    guard let last = history.last else { return [] }
    let value = "\(fixed(last.spread, 2)) of that of real images"
    var line = StyledLine()
    line.append("spread of the samples ")
    let room = width - line.width - value.count - 1
    let curve = TerminalChart.sparkline(
      history.map(\.spread), width: min(AdversarialDisplay.widestCurve, room), style)
    if !curve.isEmpty { line.append("\(curve) ", .cyan) }
    line.append(value)
    return [line]
  }
}
