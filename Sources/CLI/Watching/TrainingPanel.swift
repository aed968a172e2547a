import Fovea

/// The live display of a training run: bars for the epoch and the run, scores so far, the curve of the loss.
///
/// ```
/// epoch  7/20 ████████████████████▍░░░░░░░░░░░░░░░░░  53 %  batch 236/446
/// run         ████████████▎░░░░░░░░░░░░░░░░░░░░░░░░░  33 %  1 min 20 s left
/// loss 0.2314  accuracy 91.8 %  4210 images/s
/// validation loss █▅▃▂▂▁ 0.2411  best accuracy 91.20 % in epoch 5
/// ```
struct TrainingPanel {
  /// Epochs that are over.
  var history: [Epoch] = []
  var progress: BatchProgress?
  /// Whether there is a validation part, which is scored after the last batch.
  var hasValidation = false
  /// Whether one of the epochs is the best so far.
  var comparesEpochs = true

  private static let widestCurve = 40

  /// Its lines in a terminal of `columns`, none of which reaches the last column: some terminals wrap there.
  func lines(columns: Int, _ style: TerminalStyle) -> [String] {
    guard let progress else { return [] }
    let width = max(1, columns - 1)
    let lines = bars(progress, width, style) + [scores(progress, width)] + curve(width, style)
    return lines.map { $0.text(style, columns: width) }
  }

  private func bars(_ progress: BatchProgress, _ width: Int, _ style: TerminalStyle) -> [StyledLine] {
    let isValidating = hasValidation && progress.batch == progress.batches
    return PanelBars(
      epoch: progress.epoch, epochs: progress.isTimed ? nil : progress.epochs, unit: "batch",
      done: progress.batch, count: progress.batches, detail: isValidating ? "validating" : nil,
      runShare: progress.runShare, secondsLeft: progress.secondsLeft
    ).lines(width, style)
  }

  private func scores(_ progress: BatchProgress, _ width: Int) -> StyledLine {
    StyledLine(
      fields: [
        "loss \(fixed(progress.loss, 4))", "accuracy \(fixed(progress.accuracy * 100, 1)) %",
        "\(Int(progress.imagesPerSecond)) images/s",
      ], width: width)
  }

  /// The loss over epochs and the best score; nothing before the first epoch is over.
  private func curve(_ width: Int, _ style: TerminalStyle) -> [StyledLine] {
    guard let last = history.last else { return [] }
    let losses = history.compactMap(\.validationLoss)
    let isValidation = !losses.isEmpty
    let name = isValidation ? "validation loss" : "training loss"
    let value = fixed(last.validationLoss ?? last.trainingLoss, 4)
    var best = ""
    if comparesEpochs, let epoch = history.last(where: \.isBest),
      let accuracy = epoch.validationAccuracy
    {
      best = "best accuracy \(fixed(accuracy * 100, 2)) % in epoch \(epoch.number)"
      let needed = name.count + value.count + best.count + "   ".count + 8
      if needed > width { best = "best \(fixed(accuracy * 100, 2)) %" }
    }
    var line = StyledLine()
    line.append("\(name) ")
    let room = width - line.width - value.count - 1 - (best.isEmpty ? 0 : best.count + 2)
    let curve = TerminalChart.sparkline(
      isValidation ? losses : history.map(\.trainingLoss), width: min(TrainingPanel.widestCurve, room), style)
    if !curve.isEmpty { line.append("\(curve) ", .cyan) }
    line.append(value)
    if !best.isEmpty { line.append("  \(best)", .green) }
    return [line]
  }
}
