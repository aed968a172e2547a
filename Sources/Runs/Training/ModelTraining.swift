import Foundation
import FoveaDatasets
import FoveaEvaluation
import FoveaExecution
import FoveaInference
import FoveaNetworks
import FoveaTraining

/// How a model is made from data that is decoded: all that was decided.
struct TrainingSetup {
  var architecture: Architecture
  /// The side of a patch, for those that take patches; nil leaves it open.
  var patch: Int?
  var recipe: Recipe
  /// How the threshold of two classes is chosen; nil is 0.5, or what the validation part shows to be more accurate.
  var thresholdRule: ThresholdRule?
  /// The positive one of two classes; nil is the second.
  var positive: String?
  /// Another share of the positive class, which the scores of the model are restated for.
  var prevalence: Double?
  var precision: Precision
  var tuner: Tuner
  /// The network that is trained and what it begins with, in place of the architecture; nil draws its parameters.
  var start: TransferStart?

  /// The word for what is trained.
  var name: String { start?.name ?? architecture.name }

  /// The setup that `settings` say; to be made after the number of threads was set.
  init(_ settings: TrainingSettings, _ recipe: Recipe) {
    self.init(
      architecture: settings.architecture, patch: settings.patch, recipe: recipe,
      thresholdRule: settings.thresholdRule, precision: settings.precision.precision, tuner: settings.tuner)
    (positive, prevalence) = (settings.positive, settings.prevalence)
  }

  init(
    architecture: Architecture, patch: Int? = nil, recipe: Recipe, thresholdRule: ThresholdRule? = nil,
    precision: Precision, tuner: Tuner
  ) {
    self.architecture = architecture
    self.patch = patch
    self.recipe = recipe
    self.thresholdRule = thresholdRule
    self.precision = precision
    self.tuner = tuner
  }
}

/// The training of one model on decoded data.
struct ModelTraining {
  let data: DecodedData
  let setup: TrainingSetup
  let trainer: Trainer

  /// Prepares it; what cannot work is refused here, before the time is spent.
  init(_ data: DecodedData, _ setup: TrainingSetup) throws {
    self.data = data
    self.setup = setup
    let preprocessing =
      try setup.start?.preprocessing ?? data.preprocessing(for: setup.architecture, patch: setup.patch)
    let network =
      try setup.start?.network
      ?? setup.architecture.network(input: preprocessing.shape, classes: data.split.classes.count)
    if let rule = setup.thresholdRule { try rule.requireUsable(with: data.validation) }
    trainer = try Trainer(
      network, training: data.training, validation: data.validation,
      preprocessing: preprocessing,
      recipe: setup.recipe, initial: setup.start?.parameters ?? [:], precision: setup.precision,
      tuner: setup.tuner)
  }

  /// The model of the best epoch, calibrated on the validation part; of the last epoch and as it is, where there is none.
  func model() throws -> ModelBundle {
    var best = try best()
    best.provenance.origin = setup.start?.origin
    return try best.calibrated(
      on: data.validation, threshold: setup.thresholdRule, findsThreshold: setup.recipe.takesClassesAsTheyAre)
  }

  /// The model of the best epoch so far, as it is.
  private func best() throws -> ModelBundle { try trainer.best().naming(positive: setup.positive) }

  /// Trains to the end, to the limit of patience, or until it is interrupted; gives the seconds that it took.
  ///
  /// - Parameters:
  ///   - keep: called now and then with the best model so far, so that a run that is killed leaves one.
  ///   - checkpoint: called after epochs as `CheckpointPace` says, every `checkpointMinutes`, where it is interrupted, and at
  ///     the end.
  func run(
    _ facts: TrainingFacts, _ monitor: RunMonitor, keep: (ModelBundle) throws -> Void,
    checkpointMinutes: Double = .infinity, checkpoint: () throws -> Void = {}
  ) throws -> Double {
    var seconds = 0.0
    var saved = Date()
    var pace = CheckpointPace()
    do {
      try monitor.tell(.trainingStarted(facts))
      // A request during validation stops here, not after a batch of another epoch.
      while trainer.history.isEmpty || !monitor.isCancelled,
        let epoch = try trainer.nextEpoch(onBatch: { progress in
          try monitor.tell(.batch(progress))
          // Asked once, so that what is written is what the training ends with.
          let isCancelled = monitor.isCancelled
          if isCancelled || pace.secondsSince >= checkpointMinutes * 60 { try pace.perform(checkpoint) }
          return !isCancelled
        })
      {
        seconds += epoch.seconds
        try monitor.tell(.epoch(epoch))
        if epoch.isBest, Date().timeIntervalSince(saved) > 10 {
          try keep(best())
          saved = Date()
        }
        // An interrupted epoch is scored as far as it came, but a run that goes on finishes it first.
        if !trainer.isInterrupted, pace.isDue { try pace.perform(checkpoint) } else { pace.isBehind = true }
      }
      if pace.isBehind, !trainer.isInterrupted { try pace.perform(checkpoint) }
    } catch {
      try? monitor.tell(.trainingFailed("\(error)"))
      if error is TrainingError, trainer.bestEpoch != nil { try keep(best()) }
      throw error
    }
    try monitor.tell(.trainingEnded(TrainingEnd(of: trainer, isCancelled: monitor.isCancelled)))
    return seconds
  }
}
