import Foundation
import FoveaDatasets
public import FoveaEvaluation
import FoveaFiles
public import FoveaInference
public import FoveaTraining

/// A whole training: data is read, checked and divided, a model is trained, scored and written with its report.
///
/// The folder is complete when the job is done. A job that is cancelled ends within a batch, and leaves a folder that
/// `resuming` takes up: what follows is what would have followed, bit for bit.
public struct TrainingRun: Sendable {
  /// What is decided apart from the recipe.
  public let settings: TrainingSettings
  /// How the recipe is found.
  public let recipe: RecipeChoice
  /// The folder that is filled.
  public let folder: RunFolder
  /// The command that reports name; nil for a run of a library.
  public var command: String?
  /// The run that this one goes on with; nil for a new one.
  private let resumption: Resumption?

  /// - Parameter recipe: the default one for the architecture and the number of images, if none is given.
  public init(
    _ settings: TrainingSettings, recipe: RecipeChoice = RecipeChoice(), folder: RunFolder,
    command: String? = nil
  ) {
    self.settings = settings
    self.recipe = recipe
    self.folder = folder
    self.command = command
    resumption = nil
  }

  /// Goes on with a run that was killed or interrupted, as its `config.json` says.
  ///
  /// - Parameters:
  ///   - acceptsChangedData: whether training data may be other than it was.
  ///   - maxPixels: pictures of more pixels are refused; nil leaves it as it was.
  /// - Throws: `ResumptionError` where `path` is no run folder, or one that cannot be resumed.
  public init(resuming path: String, acceptsChangedData: Bool = false, maxPixels: Int? = nil) throws {
    let resumption = try Resumption(path: path, acceptsChangedData: acceptsChangedData)
    self.resumption = resumption
    var settings = resumption.settings
    if let maxPixels { settings.source.maxPixels = maxPixels }
    (self.settings, recipe) = (settings, RecipeChoice(resumption.recipe))
    (folder, command) = (resumption.folder, resumption.command)
  }

  /// What a run gave.
  public struct Outcome: Sendable {
    /// The model that is kept; the folder has it as `model.safetensors`.
    public let model: ModelBundle
    /// Its scores on the test part, else on the validation part, else on the training part: `split` says which.
    public let result: EvaluationResult
    /// Every epoch of the run, those before it was resumed included.
    public let history: [Epoch]
    /// The epoch that the model is of, where epochs were compared on a validation part.
    public let bestEpoch: Int?
    /// Seconds of the epochs of this process.
    public let seconds: Double
    /// Whether it was cancelled; `resuming` then goes on.
    public let isInterrupted: Bool
    /// The same for people.
    public let summary: String
  }

  /// Begins on a thread of its own.
  public func start() -> Job<Outcome> { Job { try perform($0) } }

  /// Performs all of it on this thread.
  public func perform(_ monitor: RunMonitor = RunMonitor()) throws -> Outcome {
    if settings.backbone?.method == .headOnly {
      return try HeadRun(
        settings: settings, recipe: recipe, folder: folder, command: command, resumption: resumption
      ).perform(monitor)
    }
    let started = Date()
    var settings = settings
    settings.useThreads()
    let transfer = try TransferSource(settings)
    settings.backbone = transfer?.settings
    let real = try settings.source.decoded(monitor, as: transfer?.backbone.preprocessing) {
      try self.recipe.takesPhotos(settings.architecture, samples: $0)
    } requireUsable: {
      try settings.requireUsable($0, classes: $1)
    }
    let decoded = try settings.synthetic?.added(to: real, monitor) ?? real
    let recipe =
      try transfer.map { try $0.recipe(self.recipe) }
      ?? self.recipe.recipe(for: settings.architecture, samples: decoded.split.training.count)
    if let advice = decoded.advice(training: recipe) { try monitor.warn(.smallValidation(advice)) }
    var setup = TrainingSetup(settings, recipe)
    if let resumption { setup.tuner = resumption.tuner }
    setup.start = try transfer.map { try TransferStart(decoded, $0, recipe: recipe, monitor) }
    let training = try ModelTraining(decoded, setup)
    // Nothing has been learned yet that could be written.
    try monitor.requireGoingOn()
    try resumption?.restore(training.trainer, decoded)
    let writer = try RunWriter(
      folder, training, isResumed: resumption != nil, settings: settings, command: command)
    if resumption == nil { try writer.write(CompleteRecipe(settings, training)) }
    training.trainer.samplesScoredAfter = decoded.validation.count + decoded.scored.pixels.count
    training.trainer.secondsBefore = Date().timeIntervalSince(started)
    try monitor.note(.plan(try training.trainer.plan()))
    let recording = RunRecording(monitor, eventFolder: settings.eventFolder)
    let seconds = try training.run(
      writer.facts, recording.monitor, keep: writer.keep, checkpointMinutes: settings.checkpointMinutes
    ) { try writer.checkpoint(monitor) }
    let (model, scored) = try writer.finish()
    let whole = Date().timeIntervalSince(started)
    try recording.monitor.tell(.scored(scored.result))
    let contrast = try settings.synthetic?.contrast(scored, setup, real: real, folder, monitor)
    let trainer = training.trainer
    return Outcome(
      model: model, result: scored.result, history: trainer.history,
      bestEpoch: trainer.bestEpoch.flatMap { $0.validationAccuracy == nil ? nil : $0.number },
      seconds: seconds,
      isInterrupted: TrainingEnd(of: trainer, isCancelled: monitor.isCancelled) == .interrupted,
      summary: ([summary(trainer, scored.result, seconds, whole)] + (contrast ?? [])).joined(separator: "\n"))
  }

  private func summary(
    _ trainer: Trainer, _ result: EvaluationResult, _ seconds: Double, _ whole: Double
  ) -> String {
    var lines = [result.headline.text(of: result.split)]
    if let best = trainer.bestEpoch, best.validationAccuracy != nil {
      lines.append(
        trainer.recipe.selection == .last
          ? "the last of \(Sentence.count(trainer.history.count, "epoch")) is kept, as the recipe says"
          : "epoch \(best.number) of \(trainer.history.count) was the best on validation")
    }
    if result.split == Part.training.rawValue {
      lines.append("these are the images that it learned from: the score says nothing about others")
    }
    lines.append(
      "the run took \(fixed(whole, 1)) s, of which its epochs \(fixed(seconds, 1)) s; it is in \(folder.path)"
    )
    return lines.joined(separator: "\n")
  }
}
