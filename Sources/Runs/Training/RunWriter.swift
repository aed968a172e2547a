import Foundation
import FoveaDatasets
import FoveaExecution
import FoveaInference
import FoveaReports
import FoveaTraining

/// Fills the folder of a run with what one training gives.
struct RunWriter {
  private let training: ModelTraining
  private let writer: RunFolderWriter

  var folder: RunFolder { writer.folder }

  /// Makes the folder and writes what is decided before training.
  ///
  /// - Parameters:
  ///   - isResumed: whether the folder is there already, as the run that goes on has left it.
  ///   - settings: what resuming starts from; nil for one of several trainings of a job, which cannot be resumed by
  ///     itself.
  ///   - command: what the report names.
  init(
    _ folder: RunFolder, _ training: ModelTraining, isResumed: Bool = false,
    settings: TrainingSettings? = nil,
    command: String?
  ) throws {
    self.training = training
    writer = try RunFolderWriter(
      folder, training.data, RunConfiguration(training, settings, command: command), isResumed: isResumed,
      command: command)
  }

  /// What is told when training starts.
  var facts: TrainingFacts { writer.facts(history: training.trainer.history) }

  /// Writes the recipe that repeats the run.
  func write(_ recipe: CompleteRecipe) throws { try writer.write(recipe) }

  /// Writes the best model so far.
  func keep(_ bundle: ModelBundle) throws { try bundle.write(to: folder.path(of: .model)) }

  /// Writes what going on needs; a disk that has no room for it does not end the training.
  func checkpoint(_ monitor: RunMonitor) throws {
    do {
      try training.trainer.writeCheckpoint(to: folder.path(of: .last))
    } catch {
      try monitor.warn(.noCheckpoint(reason: "\(error)"))
    }
  }

  /// Writes the model, scores it and writes its report.
  func finish() throws -> (model: ModelBundle, scored: ScoredPart) {
    let (data, trainer) = (training.data, training.trainer)
    let bundle = try training.model()
    try bundle.write(to: folder.path(of: .model))
    let (pixels, part) = data.scored
    let scored = try ScoredPart(
      bundle, model: folder.path, data: data.path, part: part.rawValue, pixels: pixels,
      evaluator: try Evaluator(bundle), issues: pixels.issues,
      prevalence: .init(training.setup.prevalence, isRequired: false))
    try writer.finish(scored, advice: data.advice(training: trainer.recipe)) { content in
      content.history = trainer.history.map(\.point)
      content.bestEpoch = trainer.bestEpoch?.number
    }
    return (bundle, scored)
  }
}

extension RunConfiguration {
  init(_ training: ModelTraining, _ settings: TrainingSettings?, command: String?) throws {
    let trainer = training.trainer
    try self.init(
      training.data, model: training.setup.name, preprocessing: trainer.preprocessing,
      network: trainer.network, recipe: trainer.recipe, precision: trainer.precision,
      algorithms: trainer.kernelChoices,
      start: settings.map { Start(settings: $0.settled(trainer), command: command) },
      backbone: training.setup.start?.backbone)
  }
}

extension Epoch {
  /// What a report's curves take of it.
  var point: HistoryPoint {
    HistoryPoint(
      epoch: number, trainingLoss: trainingLoss, trainingAccuracy: trainingAccuracy,
      validationLoss: validationLoss, validationAccuracy: validationAccuracy)
  }
}
