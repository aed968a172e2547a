import Fovea

/// Fills the folder of a run with what one training gives.
struct RunWriter {
  let folder: RunFolder
  private let training: ModelTraining
  private let configuration: RunConfiguration
  private let reports: ReportWriter

  /// Makes the folder and writes what is decided before training: the configuration, the division, files that cannot be
  /// used.
  init(_ folder: RunFolder, _ training: ModelTraining) throws {
    self.folder = folder
    self.training = training
    configuration = RunConfiguration(training)
    try folder.create()
    reports = try ReportWriter(folder: folder.path)
    try configuration.write(to: folder.path(of: .config))
    try reports.write(training.data.issues.problems)
    try training.data.writeSplit(to: folder.path(of: .split))
  }

  /// What observers are told when training starts.
  var facts: RunFacts {
    RunFacts(
      folder: folder, configuration: configuration, history: training.trainer.history,
      training: training.data.training)
  }

  /// Writes the best model so far.
  func keep(_ bundle: ModelBundle) throws { try bundle.write(to: folder.path(of: .model)) }

  /// Writes the model, calibrated, and what resuming needs; scores it and writes its report.
  func finish() throws -> EvaluationResult {
    let (data, trainer) = (training.data, training.trainer)
    let bundle = try trainer.best().calibrated(on: data.validation, threshold: training.setup.thresholdRule)
    try bundle.write(to: folder.path(of: .model))
    try trainer.writeCheckpoint(to: folder.path(of: .last))
    let (pixels, part) = data.scored
    let scored = try ScoredPart(
      bundle, model: folder.path, data: data.path, part: part.rawValue, pixels: pixels,
      evaluator: try Evaluator(bundle), issues: pixels.issues)
    var content = scored.content()
    content.notes = data.split.notes + content.notes
    content.history = trainer.history.map(\.point)
    content.bestEpoch = trainer.bestEpoch?.number
    content.problems = data.issues.problems
    content.counts = data.counts
    content.commands = [ShellCommand.current]
    try scored.write(content, with: reports)
    return scored.result
  }
}

extension RunConfiguration {
  init(_ training: ModelTraining) {
    let (data, trainer) = (training.data, training.trainer)
    self.init(
      version: Provenance.foveaVersion, engine: "oneDNN \(oneDNNVersion)", data: data.path,
      model: training.setup.architecture.name, classes: data.split.classes,
      samples: Samples(
        training: data.split.training.count, validation: data.split.validation.count,
        test: data.split.test.count),
      validationShare: data.validationShare, preprocessing: trainer.preprocessing, network: trainer.network,
      recipe: trainer.recipe, threads: Threads.count, precision: trainer.precision,
      algorithms: trainer.kernelChoices, dataFingerprint: trainer.fingerprint)
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
