import Fovea

/// What training says to people while it runs: a panel that moves on a terminal, and a line an epoch everywhere.
final class TrainingDisplay {
  private let isQuiet: Bool
  private let style = TerminalStyle()
  private var epochs: Int?
  private var panel = TrainingPanel()
  private var block: LiveBlock

  init(quiet: Bool) {
    isQuiet = quiet
    block = LiveBlock(quiet: quiet)
  }

  func receive(_ event: RunEvent) {
    switch event {
    case .trainingStarted(let facts): begin(facts)
    case .batch(let progress): advanced(progress)
    case .epoch(let epoch): finished(epoch)
    case .trainingEnded(let end): ended(end)
    case .trainingFailed: block.clear()
    case .phase, .phaseEnded, .note, .warning, .adversarialStep, .adversarialEpoch, .scored: break
    }
  }

  private func begin(_ facts: TrainingFacts) {
    panel = TrainingPanel()
    epochs = facts.configuration.recipe.minutes == nil ? facts.configuration.recipe.epochs : nil
    panel.history = facts.history
    panel.comparesEpochs = facts.configuration.recipe.selection != .last
    panel.hasValidation = facts.configuration.samples.validation > 0
  }

  private func advanced(_ progress: BatchProgress) {
    // The last batch is always shown: nothing is heard while the validation part is scored.
    let isLast = panel.hasValidation && progress.batch == progress.batches && progress.batches > 1
    guard block.isDue || (isLast && block.isLive) else { return }
    panel.progress = progress
    draw()
  }

  private func finished(_ epoch: Epoch) {
    panel.history.append(epoch)
    guard !isQuiet else { return }
    let isDue = block.isDue
    block.clear()
    let line = EpochLine(epoch: epoch, epochs: epochs, isCompared: panel.comparesEpochs)
    Console.note(block.isLive ? line.text(columns: Console.size.columns - 1) : line.text)
    // Thousands of epochs a second need no panel after each.
    if isDue { draw() }
  }

  private func ended(_ end: TrainingEnd) {
    block.clear()
    if case .outOfPatience(let epochs) = end, !isQuiet {
      Console.note("stopped: no better validation score in \(epochs) epochs")
    }
  }

  private func draw() { block.draw(panel.lines(columns: Console.size.columns, style)) }
}
