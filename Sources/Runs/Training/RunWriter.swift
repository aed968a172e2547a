import Foundation
import FoveaDatasets
import FoveaExecution
import FoveaInference
import FoveaNetworks
import FoveaReports
import FoveaTraining

/// Fills the folder of a run with what one training gives.
struct RunWriter {
  let folder: RunFolder
  private let training: ModelTraining
  private let configuration: RunConfiguration
  private let reports: ReportWriter
  private let command: String?

  /// Makes the folder and writes what is decided before training: the configuration, the division, files that cannot be
  /// used.
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
    self.folder = folder
    self.training = training
    self.command = command
    configuration = RunConfiguration(training, settings, command: command)
    if !isResumed { try folder.create() }
    reports = try ReportWriter(folder: folder.path)
    guard !isResumed else { return }
    try training.data.digests().write(to: folder.path(of: .digests))
    try reports.write(training.data.issues.problems)
    try training.data.writeSplit(to: folder.path(of: .split))
    // The last one: a run that has it can go on, whenever it is killed.
    try configuration.write(to: folder.path(of: .config))
  }

  /// What is told when training starts.
  var facts: TrainingFacts {
    TrainingFacts(
      folder: folder.path, configuration: configuration, history: training.trainer.history,
      training: training.data.training)
  }

  /// Writes the recipe that repeats the run.
  func write(_ recipe: CompleteRecipe) throws {
    try reports.write(Array(try recipe.yaml().utf8), to: RunFolder.File.recipe.rawValue)
  }

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
    var content = scored.content()
    let advice = data.advice(training: trainer.recipe)
    content.notes = data.split.notes + content.notes + [advice].compactMap { $0 }
    content.history = trainer.history.map(\.point)
    content.bestEpoch = trainer.bestEpoch?.number
    content.problems = data.issues.problems
    content.counts = data.counts
    content.commands = [command].compactMap { $0 }
    try scored.write(content, with: reports)
    return (bundle, scored)
  }
}

extension RunConfiguration {
  init(_ training: ModelTraining, _ settings: TrainingSettings?, command: String?) {
    let (data, trainer) = (training.data, training.trainer)
    self.init(
      version: Provenance.foveaVersion, engine: "oneDNN \(oneDNNVersion)", data: data.path,
      model: training.setup.name, classes: data.split.classes,
      samples: Samples(
        training: data.training.count, validation: data.validation.count, test: data.test.count),
      validationShare: data.validationShare, preprocessing: trainer.preprocessing, network: trainer.network,
      recipe: trainer.recipe, threads: Threads.count, precision: trainer.precision,
      algorithms: trainer.kernelChoices, dataFingerprint: trainer.fingerprint,
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
