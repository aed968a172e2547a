import FoveaDatasets
import FoveaFiles
import FoveaInference
import FoveaReports
public import FoveaTraining

/// A range test: one short training in which the learning rate grows from step to step.
///
/// Only the training part is decoded: a rate is chosen by what is learned from, and nothing else is looked at.
public struct RangeTestRun: Sendable {
  /// What is decided apart from the recipe.
  public let settings: TrainingSettings
  /// How the recipe is found.
  public let recipe: RecipeChoice
  /// The folder that is filled.
  public let folder: RunFolder

  /// Makes the job; nothing happens before it is performed or started.
  public init(_ settings: TrainingSettings, recipe: RecipeChoice = RecipeChoice(), folder: RunFolder) {
    self.settings = settings
    self.recipe = recipe
    self.folder = folder
  }

  /// What a sweep found.
  public struct Outcome: Sendable {
    /// The losses by learning rate, and the rate that they suggest.
    public let sweep: LearningRateSweep
    /// The name of the optimiser that the rate is for.
    public let optimizer: String
  }

  /// Begins on a thread of its own.
  public func start() -> Job<Outcome> { Job { try perform($0) } }

  /// Performs all of it on this thread.
  public func perform(_ monitor: RunMonitor = RunMonitor()) throws -> Outcome {
    settings.useThreads()
    let transfer = try TransferSource(settings)
    let data = try settings.source.decoded(
      monitor, parts: [.training], as: transfer?.backbone.preprocessing
    ) {
      try self.recipe.takesPhotos(settings.architecture, samples: $0)
    } requireUsable: {
      try settings.requireUsable($0, classes: $1)
    }
    let plan = LearningRateSweep()
    let recipe =
      try transfer.map { try $0.recipe(self.recipe) }
      ?? self.recipe.recipe(for: settings.architecture, samples: data.split.training.count)
    var setup = TrainingSetup(settings, recipe)
    // All layers are swept from where fine-tuning begins: with a head that was learned.
    setup.start = try transfer.map { try TransferStart(data, $0, recipe: recipe, monitor) }
    setup.recipe.epochs = plan.steps
    setup.recipe.minutes = nil
    setup.recipe.patience = nil
    setup.recipe.averageDecay = nil
    // Every rate is tried on the same pictures.
    setup.recipe.progressive = ProgressiveResizing()
    setup.thresholdRule = nil
    let training = try ModelTraining(data, setup)
    let sweep = try monitor.phase {
      try training.trainer.run(plan) { sweep in
        monitor.advance(
          "step \(sweep.points.count)/\(sweep.steps)  learning rate \(sweep.points.last?.learningRate ?? 0)")
        return !monitor.isCancelled
      }
    }
    try monitor.requireGoingOn()
    try folder.create()
    try ReportWriter(folder: folder.path).write(
      sweep: sweep.points.map { (Double($0.learningRate), $0.loss, $0.smoothedLoss) },
      suggestion: sweep.suggestion.map(Double.init))
    return Outcome(sweep: sweep, optimizer: setup.recipe.optimizer.name)
  }
}

extension RangeTestRun.Outcome {
  /// What was found, for people.
  package func text(in folder: String) -> String {
    let steps = "\(sweep.points.count) of \(sweep.steps) steps from \(sweep.low) to \(sweep.high)"
    let end = sweep.points.count < sweep.steps ? "; the loss ran away, which ends it" : ""
    let files = "the losses are in \(folder)/\(RunFolder.File.rates.rawValue) and .svg"
    guard let suggestion = sweep.suggestion, let lowest = sweep.lowest else {
      return
        "\(steps)\(end): the loss never fell, so no learning rate can be suggested; \(files)"
    }
    return """
      \(steps)\(end)
      the loss is lowest at a learning rate of \(rounded(lowest.learningRate))\(end.isEmpty ? "" : ", where \(optimizer) is about to run away")
      suggestion: --lr \(rounded(suggestion))
      \(files)
      """
  }

  package func json() throws -> String {
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
