import ArgumentParser
import Fovea

/// `fovea train --folds K`: a model for each fold, trained on the others, on one decode of the data.
///
/// A fold that is held out only scores: no epoch, temperature or threshold is chosen by it, so the model of the last epoch
/// counts, and the mean is not too good. There is no model of the whole: the folder has a model for each fold.
struct CrossValidationRun {
  let source: DataSource
  let request: TrainingRequest
  let folder: RunFolder
  let folds: Int
  let isQuiet: Bool
  /// Who hears of the training of a fold.
  let observers: () -> [any TrainingObserver]

  /// What the folds gave together.
  struct Outcome {
    let scores: FoldScores
    let result: EvaluationResult
  }

  /// The scores of all folds; nil where it was interrupted before the last one was done.
  func perform() throws -> Outcome? {
    let interruption = Interruption()
    let prepared = try DataPreparation(source, interruption) { geometry, classes in
      try GeometryChoice.require(
        request.architecture, canTake: geometry, patch: request.patch, classes: classes)
    }
    let first = try prepared.split(holding: Fold(1, of: folds))
    prepared.announce(first, folds: folds)
    let pool = PixelStore(viewing: prepared.pixels, first.training + first.validation)
    if interruption.isRequested { throw CancellationError() }
    let reports = try begin(pool, prepared)

    var (scored, rows): ([ScoredPart], [FoldScores.Fold]) = ([], [])
    for number in 1...folds {
      if !isQuiet { Console.note("fold \(number) of \(folds)") }
      let split = try prepared.split(holding: Fold(number, of: folds))
      let data = try DecodedData(
        prepared, split, parts: [.training, .validation], validationShare: 1 / Double(folds))
      let training = try ModelTraining(
        data, try request.setup(samples: data.split.training.count), selects: false)
      let writer = try RunWriter(folder.fold(number), training, isPart: true)
      let observers = TrainingObservers(self.observers())
      let seconds = try training.run(writer.facts, observers, interruption, keep: writer.keep)
      let part = try writer.finish()
      try observers.scored(part.result)
      guard !interruption.isRequested else { return nil }
      scored.append(part)
      rows.append(
        FoldScores.Fold(
          number: number, trainingSamples: data.training.count, result: part.result, seconds: seconds))
    }
    let sizes = rows.map(\.samples)
    if let least = sizes.min(), let most = sizes.max(), most > least * 3 / 2 {
      Console.warning(
        "the folds have \(least) to \(most) images, because images that belong together (near copies, groups) stay in one; the mean of the folds says less than the pooled score"
      )
    }
    return try write(scored, rows, pool, reports)
  }

  /// Makes the folder, and writes what is decided before training.
  private func begin(_ pool: PixelStore, _ prepared: DataPreparation) throws -> ReportWriter {
    try folder.create()
    try folder.removeFolds(after: folds)
    let reports = try ReportWriter(folder: folder.path)
    try reports.write((prepared.labeled.issues + pool.issues).problems)
    var recipe = request.complete(try request.recipe(samples: pool.count * (folds - 1) / folds))
    if pool.geometry.width == pool.geometry.height { recipe.images.size = pool.geometry.width }
    recipe.images.channels = pool.geometry.channels
    try reports.write(Array(try recipe.yaml().utf8), to: RunFolder.File.recipe.rawValue)
    return reports
  }

  /// Scores the predictions of all folds together and writes their report.
  private func write(
    _ scored: [ScoredPart], _ rows: [FoldScores.Fold], _ pool: PixelStore, _ reports: ReportWriter
  ) throws -> Outcome {
    let predictions = try Predictions(
      classes: pool.classes, labels: scored.flatMap(\.analysis.predictions.labels),
      probabilities: scored.flatMap(\.analysis.predictions.probabilities))
    let held = PixelStore(viewing: pool, scored.flatMap(\.pixels.samples))
    let rule = try DecisionRule(classCount: pool.classes.count, threshold: nil)
    func part(_ notes: [String]) -> ScoredPart {
      ScoredPart(
        predictions, rule: rule, facts: scored[0].facts.filter { $0.title != "Model" }, model: folder.path,
        data: source.path, part: "folds", pixels: held, issues: pool.issues, notes: notes)
    }
    let scores = FoldScores(rows, pooled: part([]).result)
    let pooled = part([
      "Each image is predicted by the model of the fold that held it out. " + scores.summary + "."
    ])
    var content = pooled.content()
    content.problems = pool.issues.problems
    content.commands = [ShellCommand.current]
    try pooled.write(content, with: reports)
    try reports.write(json: scores, to: RunFolder.File.folds.rawValue)
    return Outcome(scores: scores, result: pooled.result)
  }
}
