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
  private let training: HeadTraining
  private let writer: RunFolderWriter

  var folder: RunFolder { writer.folder }

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
    self.training = training
    writer = try RunFolderWriter(
      folder, training.data, RunConfiguration(training, settings, command: command), isResumed: isResumed,
      command: command)
  }

  /// What is told when training starts.
  var facts: TrainingFacts { writer.facts() }

  /// Writes the recipe that repeats the run.
  func write(_ recipe: CompleteRecipe) throws { try writer.write(recipe) }

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
    if case .logistic(let fit) = learned.history { try write(fit) }
    try writer.finish(scored, advice: data.advice(choosing: "penalties")) { content in
      switch learned.history {
      case .logistic(let fit): content.notes.append(fit.note)
      case .perceptron(let fit):
        content.history = fit.history.map(\.point)
        content.bestEpoch = fit.best?.number
      }
      content.learningCurve = curve
    }
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
    let source = training.source
    try self.init(
      training.data, model: source.settings.shortName, preprocessing: source.backbone.preprocessing,
      network: source.backbone.network(
        hidden: source.settings.hidden, classes: training.data.split.classes.count),
      recipe: training.recipe, precision: source.features.precision, algorithms: KernelChoices(),
      start: settings.map {
        Start(settings: $0.settled(source.features.precision), command: command)
      }, backbone: source.settings)
  }
}
