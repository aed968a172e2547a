import Fovea

/// `fovea train --find-lr`: one short training in which the learning rate grows from step to step.
///
/// Only the training part is decoded: a rate is chosen by what is learned from, and nothing else is looked at.
struct RangeTestRun {
  let source: DataSource
  let request: TrainingRequest
  let folder: RunFolder

  /// What a sweep found.
  struct Outcome {
    let sweep: LearningRateSweep
    let optimizer: String
  }

  func perform() throws -> Outcome {
    let interruption = Interruption()
    let data = try source.decoded(interruption, parts: [.training]) { geometry, classes in
      try GeometryChoice.require(
        request.architecture, canTake: geometry, patch: request.patch, classes: classes)
    }
    let plan = LearningRateSweep()
    var setup = try request.setup(samples: data.split.training.count)
    setup.recipe.epochs = plan.steps
    setup.recipe.minutes = nil
    setup.recipe.patience = nil
    setup.recipe.averageDecay = nil
    // Every rate is tried on the same pictures.
    setup.recipe.progressive = ProgressiveResizing()
    setup.thresholdRule = nil
    let training = try ModelTraining(data, setup, selects: false)
    var line = ProgressLine(quiet: source.isQuiet)
    let sweep = try training.trainer.run(plan) { sweep in
      line.update(
        "step \(sweep.points.count)/\(sweep.steps)  learning rate \(sweep.points.last?.learningRate ?? 0)")
      return !interruption.isRequested
    }
    line.clear()
    if interruption.isRequested { throw CancellationError() }
    try folder.create()
    try ReportWriter(folder: folder.path).write(
      sweep: sweep.points.map { (Double($0.learningRate), $0.loss, $0.smoothedLoss) },
      suggestion: sweep.suggestion.map(Double.init))
    return Outcome(sweep: sweep, optimizer: setup.recipe.optimizer.name)
  }
}

extension RangeTestRun.Outcome {
  /// What was found, for people.
  func text(in folder: String) -> String {
    let steps = "\(sweep.points.count) of \(sweep.steps) steps from \(sweep.low) to \(sweep.high)"
    let end = sweep.points.count < sweep.steps ? "; the loss ran away, which ends it" : ""
    let files = "the losses are in \(folder)/\(RunFolder.File.rates.rawValue) and .svg"
    guard let suggestion = sweep.suggestion, let lowest = sweep.lowest else {
      return
        "\(steps)\(end): the loss never fell, so no learning rate can be suggested; \(files)"
    }
    return """
      \(steps)\(end)
      the loss is lowest at a learning rate of \(rounded(lowest.learningRate)), where \(optimizer) is about to run away
      suggestion: --lr \(rounded(suggestion))
      \(files)
      """
  }

  func json() throws -> String {
    try JSONDocument.text(
      of: Summary(
        suggestion: sweep.suggestion, lowest: sweep.lowest?.learningRate, steps: sweep.points.count,
        optimizer: optimizer))
  }

  private struct Summary: Encodable {
    let suggestion: Float?
    let lowest: Float?
    let steps: Int
    let optimizer: String
  }

  /// Two digits are more than a sweep can tell.
  private func rounded(_ rate: Float) -> String {
    var (value, scale) = (Double(rate), 1.0)
    while value * scale < 10 { scale *= 10 }
    value = (value * scale).rounded() / scale
    return "\(Float(value))"
  }
}
