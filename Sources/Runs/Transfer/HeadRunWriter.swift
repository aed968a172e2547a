import Foundation
import FoveaDatasets
import FoveaEvaluation
import FoveaExecution
import FoveaFiles
import FoveaInference
import FoveaReports
import FoveaTraining

/// Fills the folder of a run with what the training of a head gives.
struct HeadRunWriter {
  let folder: RunFolder
  private let training: HeadTraining
  private let configuration: RunConfiguration
  private let reports: ReportWriter
  private let command: String?

  /// Makes the folder and writes what is decided before training.
  ///
  /// - Parameters:
  ///   - isResumed: whether the folder is there already.
  ///   - settings: what resuming starts from; nil for one of several trainings of a job.
  ///   - command: what the report names.
  init(
    _ folder: RunFolder, _ training: HeadTraining, isResumed: Bool = false,
    settings: TrainingSettings? = nil, command: String?
  ) throws {
    self.folder = folder
    self.training = training
    self.command = command
    configuration = try RunConfiguration(training, settings, command: command)
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
      folder: folder.path, configuration: configuration, history: [], training: training.data.training)
  }

  /// Writes the model, its scores and their report.
  ///
  /// Scores are those of the features that were computed; no picture goes through the network once more.
  func finish(
    _ learned: HeadTraining.Learned, _ monitor: RunMonitor, curve: LearningCurve? = nil
  ) throws -> (model: ModelBundle, scored: ScoredPart) {
    let data = training.data
    let bundle = try training.model(learned, monitor)
    try bundle.write(to: folder.path(of: .model))
    let (pixels, part) = data.scored
    let samples = try training.source.samples(of: pixels, monitor)
    guard pixels.count > 0 else { throw InferenceError.noSamples(part: part.rawValue) }
    let scored = try ScoredPart(
      try bundle.predictions(logits: learned.head.logits(of: samples.features), labels: samples.labels),
      of: bundle, model: folder.path, data: data.path, part: part.rawValue, pixels: pixels,
      issues: pixels.issues, prevalence: .init(training.prevalence, isRequired: false))
    var content = scored.content()
    let advice = data.advice(choosing: "penalties")
    content.notes = data.split.notes + content.notes + [advice].compactMap { $0 }
    switch learned.history {
    case .logistic(let fit):
      content.notes.append(fit.note)
      try write(fit)
    case .perceptron(let fit):
      content.history = fit.history.map(\.point)
      content.bestEpoch = fit.best?.number
    }
    content.problems = data.issues.problems
    content.counts = data.counts
    content.commands = [command].compactMap { $0 }
    content.learningCurve = curve
    try scored.write(content, with: reports)
    return (bundle, scored)
  }

  /// Writes `history.csv`: a row for each penalty that was tried.
  private func write(_ fit: LogisticHead.Fit) throws {
    let file = try CSVFile(
      folder.path(of: .history),
      columns: [
        "l2", "iterations", "largest_gradient", "train_loss", "train_accuracy", "held_out_loss",
        "held_out_accuracy", "seconds", "kept",
      ])
    for (position, step) in fit.steps.enumerated() {
      try file.append([
        .number(step.penalty), .integer(step.iterations), .number(step.gradient), .number(step.trainingLoss),
        .number(step.trainingAccuracy), .number(step.heldOutLoss), .number(step.heldOutAccuracy),
        .number(step.seconds), .flag(position == fit.chosen),
      ])
    }
    try file.commit()
  }
}

extension RunConfiguration {
  init(_ training: HeadTraining, _ settings: TrainingSettings?, command: String?) throws {
    let (data, source) = (training.data, training.source)
    self.init(
      version: Provenance.foveaVersion, engine: "oneDNN \(oneDNNVersion)", data: data.path,
      model: source.settings.shortName, classes: data.split.classes,
      samples: Samples(
        training: data.training.count, validation: data.validation.count, test: data.test.count),
      validationShare: data.validationShare, preprocessing: source.backbone.preprocessing,
      network: try source.backbone.network(
        hidden: source.settings.hidden, classes: data.split.classes.count),
      recipe: training.recipe, threads: Threads.count, precision: source.features.precision,
      algorithms: KernelChoices(), dataFingerprint: try data.training.fingerprint(),
      start: settings.map {
        Start(settings: $0.settled(source.features.precision), command: command)
      }, backbone: source.settings)
  }
}
