import Foundation
import Fovea

/// One run of `fovea train`, from the data to the filled run folder.
struct TrainingRun {
  let data: String
  let folder: RunFolder
  let architecture: Architecture
  let recipeOptions: RecipeOptions
  let preprocessing: PreprocessingOptions
  let patch: Int?
  let splitOptions: SplitOptions
  /// How the threshold of two classes is chosen; nil leaves it at 0.5.
  let thresholdRule: ThresholdRule?
  let cache: PixelCache
  let isStrict: Bool
  let workers: Int
  let precision: Precision
  let tuner: Tuner
  let isQuiet: Bool

  /// What a run gave.
  struct Outcome {
    let result: EvaluationResult
    let summary: String
    let isInterrupted: Bool
  }

  /// The parts of the data as pixels.
  private struct Parts {
    let training: PixelStore
    let validation: PixelStore
    let test: PixelStore
  }

  func perform() throws -> Outcome {
    let interruption = Interruption()
    let prepared = try DataPreparation(
      data: data, options: splitOptions, seed: recipeOptions.seed, isStrict: isStrict, workers: workers,
      isQuiet: isQuiet, interruption: interruption)
    let (labeled, split, share) = (prepared.labeled, prepared.split, prepared.validationShare)
    let recipe = try recipeOptions.recipe(
      defaults: .default(for: architecture, samples: split.training.count))
    let geometry = GeometryChoice.geometry(for: split.training, preprocessing)
    let layout = GeometryChoice.layout(for: architecture, geometry, patch: patch)
    let decoder = PartDecoder(
      classes: split.classes, geometry: geometry, workers: workers, isStrict: isStrict, isQuiet: isQuiet,
      interruption: interruption, cache: cache)
    let training = try decoder.decode(split.training, "training")
    try training.requireEveryClass(of: split.training)
    let normalized = try Preprocessing(
      geometry: geometry, normalization: try .measured(on: training), layout: layout)
    let network = try architecture.network(input: normalized.shape, classes: split.classes.count)
    let parts = Parts(
      training: training, validation: try decoder.decode(split.validation, "validation"),
      test: try decoder.decode(split.test, "test"))

    // Before the time is spent: a rule that cannot be followed.
    if let thresholdRule { try thresholdRule.requireUsable(with: parts.validation) }

    let trainer = try Trainer(
      network, training: parts.training, validation: parts.validation, preprocessing: normalized,
      recipe: recipe, precision: precision, tuner: tuner)
    try folder.create()
    try configuration(split, share, normalized, network, trainer).write(to: folder.path(of: .config))
    let issues = labeled.issues + training.issues + parts.validation.issues + parts.test.issues
    let reports = try ReportWriter(folder: folder.path)
    try reports.write(issues.problems)
    try prepared.writeSplit(to: folder.path(of: .split))

    let seconds = try train(trainer, interruption)
    let trained = try trainer.best()
    let bundle = try trained.calibrated(on: parts.validation, threshold: thresholdRule)
    try bundle.write(to: folder.path(of: .model))
    try trainer.writeCheckpoint(to: folder.path(of: .last))

    let (pixels, part) = parts.test.count > 0 ? (parts.test, Part.test) : scored(parts)
    let scored = try ScoredPart(
      bundle, model: folder.path, data: data, part: part.rawValue, pixels: pixels,
      evaluator: try Evaluator(bundle), issues: pixels.issues)
    var content = scored.content()
    content.notes = split.notes + content.notes
    content.history = trainer.history.map(\.point)
    content.bestEpoch = trainer.bestEpoch?.number
    content.problems = issues.problems
    content.counts = counts(labeled, split)
    content.commands = [ShellCommand.current]
    try scored.write(content, with: reports)
    let result = scored.result
    return Outcome(
      result: result, summary: summary(trainer, result, seconds), isInterrupted: trainer.isInterrupted)
  }

  /// Trains to the end, to the limit of patience, or until it is interrupted; gives the seconds that it took.
  private func train(_ trainer: Trainer, _ interruption: Interruption) throws -> Double {
    let history = try HistoryFile(folder.path(of: .history), columns: Epoch.columns)
    var display = TrainingDisplay(epochs: trainer.recipe.epochs, quiet: isQuiet)
    var seconds = 0.0
    var saved = Date()
    do {
      while let epoch = try trainer.nextEpoch(onBatch: { progress in
        display.show(progress)
        return !interruption.isRequested
      }) {
        seconds += epoch.seconds
        display.show(epoch)
        try history.append(epoch.row)
        // A long run that is killed leaves the best model of some seconds ago.
        if epoch.isBest, Date().timeIntervalSince(saved) > 10 {
          try trainer.best().write(to: folder.path(of: .model))
          saved = Date()
        }
      }
    } catch let error as TrainingError {
      display.clear()
      guard trainer.bestEpoch != nil else { throw error }
      try trainer.best().write(to: folder.path(of: .model))
      throw error
    }
    display.clear()
    if trainer.isOutOfPatience, !isQuiet {
      Console.note("stopped: no better validation score in \(trainer.recipe.patience ?? 0) epochs")
    }
    return seconds
  }

  /// The part that is scored where there is no test part: validation, else training, and the result says so.
  private func scored(_ parts: Parts) -> (PixelStore, Part) {
    parts.validation.count > 0 ? (parts.validation, .validation) : (parts.training, .training)
  }

  private func counts(_ labeled: LabeledData, _ split: DataSplit) -> ReportContent.Counts {
    let parts = [("training", split.training), ("validation", split.validation), ("test", split.test)]
      .filter { !$0.1.isEmpty }.map { ($0.0, labeled.counts(of: $0.1)) }
    return ReportContent.Counts(
      parts: parts.map(\.0),
      rows: split.classes.enumerated().map { index, name in
        ReportContent.Counts.Row(name: name, counts: parts.map { $0.1[index] })
      })
  }

  private func configuration(
    _ split: DataSplit, _ share: Double, _ preprocessing: Preprocessing, _ network: Network,
    _ trainer: Trainer
  ) -> RunConfiguration {
    RunConfiguration(
      version: Provenance.foveaVersion, engine: "oneDNN \(oneDNNVersion)", data: data,
      model: architecture.name,
      classes: split.classes,
      samples: RunConfiguration.Samples(
        training: split.training.count, validation: split.validation.count, test: split.test.count),
      validationShare: share, preprocessing: preprocessing, network: network,
      recipe: trainer.recipe,
      threads: Threads.count, precision: trainer.precision, algorithms: trainer.kernelChoices,
      dataFingerprint: trainer.fingerprint)
  }

  private func summary(_ trainer: Trainer, _ result: EvaluationResult, _ seconds: Double) -> String {
    let interval = result.accuracyInterval
    var lines = [
      "\(result.split) accuracy \(fixed(result.accuracy * 100, 2)) % (95 % interval \(fixed(interval.low * 100, 2)) to \(fixed(interval.high * 100, 2)) %), always saying the most frequent class gives \(fixed(result.baselineAccuracy * 100, 2)) %"
    ]
    if let best = trainer.bestEpoch, best.validationAccuracy != nil {
      lines.append("epoch \(best.number) of \(trainer.history.count) was the best on validation")
    }
    if result.split == Part.training.rawValue {
      lines.append("these are the images that it learned from: the score says nothing about others")
    }
    lines.append("training took \(fixed(seconds, 1)) s; the run is in \(folder.path)")
    return lines.joined(separator: "\n")
  }
}

extension Epoch {
  /// The columns of `history.csv`.
  static let columns = [
    "epoch", "train_loss", "train_accuracy", "val_loss", "val_accuracy", "learning_rate", "seconds",
    "images_per_second", "data_share", "current_val_loss", "current_val_accuracy",
  ]

  /// What a report's curves take of it.
  var point: HistoryPoint {
    HistoryPoint(
      epoch: number, trainingLoss: trainingLoss, trainingAccuracy: trainingAccuracy,
      validationLoss: validationLoss, validationAccuracy: validationAccuracy)
  }

  var row: CSVRow {
    [
      .integer(number), .number(trainingLoss), .number(trainingAccuracy), .number(validationLoss),
      .number(validationAccuracy), .number(Double(learningRate)), .number(seconds), .number(imagesPerSecond),
      .number(dataShare), .number(currentValidationLoss), .number(currentValidationAccuracy),
    ]
  }
}
