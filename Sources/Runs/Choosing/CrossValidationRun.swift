import FoveaDatasets
public import FoveaEvaluation
import FoveaInference
import FoveaReports
import FoveaTraining

/// Cross-validation: a model for each fold, trained on the others, on one decode of the data.
///
/// A fold that is held out only scores, so that the mean is not too good: epoch, temperature and threshold of a model are
/// chosen by a share of the other folds that is held out for validation. Minutes of a recipe are those of all folds. There
/// is no model of the whole: the folder has a model for each fold.
public struct CrossValidationRun: Sendable {
  /// What is decided apart from the recipe.
  public let settings: TrainingSettings
  /// How the recipe is found.
  public let recipe: RecipeChoice
  /// The folder that is filled.
  public let folder: RunFolder
  /// How many folds, at least 2.
  public let folds: Int
  /// The command that reports name; nil for a run of a library.
  public var command: String?

  /// Makes the job; nothing happens before it is performed or started.
  public init(
    _ settings: TrainingSettings, recipe: RecipeChoice = RecipeChoice(), folds: Int, folder: RunFolder,
    command: String? = nil
  ) {
    self.settings = settings
    self.recipe = recipe
    self.folds = folds
    self.folder = folder
    self.command = command
  }

  /// What the folds gave together.
  public struct Outcome: Sendable {
    /// The scores of each fold, their mean and their spread.
    public let scores: FoldScores
    /// The scores of all predictions together, each by the model that did not see the image.
    public let result: EvaluationResult
  }

  /// Begins on a thread of its own.
  public func start() -> Job<Outcome?> { Job { try perform($0) } }

  /// The scores of all folds; nil where it was interrupted before the last one was done.
  public func perform(_ monitor: RunMonitor = RunMonitor()) throws -> Outcome? {
    var clock = FoldClock(folds: folds)
    settings.useThreads()
    var source = settings.source
    source.split.folds = folds
    let transfer = try TransferSource(settings)
    let prepared = try DataPreparation(
      source, monitor, geometry: transfer?.backbone.preprocessing.geometry
    ) {
      try recipe.takesPhotos(settings.architecture, samples: $0, trainings: folds)
    } requireUsable: {
      try settings.requireUsable($0, classes: $1)
    }
    let first = try prepared.split(holding: Fold(1, of: folds))
    try prepared.announce(first, folds: folds)
    let pool = PixelStore(viewing: prepared.pixels, first.training + first.validation)
    let inner = innerShare(of: pool.count)
    let splits = try (1...folds).map { try prepared.split(holding: Fold($0, of: folds), inner: inner) }
    if let rule = settings.thresholdRule {
      // Of every fold, before time is spent on any.
      for split in splits {
        try rule.requireUsable(with: PixelStore(viewing: prepared.pixels, split.validation))
      }
    }
    try monitor.requireGoingOn()
    let reports = try begin(pool, prepared, transfer)

    var (scored, rows): ([ScoredPart], [FoldScores.Fold]) = ([], [])
    for (number, split) in zip(1..., splits) {
      try monitor.note(.fold(number, of: folds))
      clock.begin()
      let data = try DecodedData(
        prepared, split, validationShare: inner, normalization: transfer?.backbone.preprocessing.normalization
      )
      let (part, seconds) = try train(data, transfer, into: folder.fold(number), &clock, monitor)
      clock.end()
      guard !monitor.isCancelled else { return nil }
      scored.append(part)
      rows.append(
        FoldScores.Fold(
          number: number, trainingSamples: data.training.count, validationSamples: data.validation.count,
          result: part.result, seconds: seconds))
    }
    let sizes = rows.map(\.samples)
    if let least = sizes.min(), let most = sizes.max(), most > least * 3 / 2 {
      try monitor.warn(.unevenFolds(least: least, most: most))
    }
    return try write(scored, rows, pool, reports)
  }

  /// The share of what a fold leaves that chooses epoch, temperature and threshold: what was asked for, else a tenth, or of
  /// few images as many more as a temperature needs, up to a fifth.
  private func innerShare(of count: Int) -> Double {
    if let given = settings.source.split.validation { return given }
    let rest = Double(count) * Double(folds - 1) / Double(folds)
    return max(min(0.1, 3000 / max(1, rest)), min(0.2, CrossValidationRun.wantedInner / max(1, rest)))
  }

  /// Images that should choose, where there are so many.
  private static let wantedInner = 100.0

  /// Trains and scores the model of one fold.
  private func train(
    _ data: DecodedData, _ transfer: TransferSource?, into folder: RunFolder, _ clock: inout FoldClock,
    _ monitor: RunMonitor
  ) throws -> (part: ScoredPart, seconds: Double) {
    if let transfer, transfer.settings.method == .headOnly {
      let training = try HeadTraining(
        data, transfer, recipe: try transfer.recipe(recipe),
        thresholdRule: settings.thresholdRule, positive: settings.positive, prevalence: settings.prevalence)
      let writer = try HeadRunWriter(folder, training, command: command)
      let learned = try training.learned(writer, monitor, eventFolder: settings.eventFolder)
      let part = try writer.finish(learned, monitor).scored
      try monitor.tell(.scored(part.result))
      return (part, learned.seconds)
    }
    var recipe =
      try transfer.map { try $0.recipe(self.recipe) }
      ?? self.recipe.recipe(for: settings.architecture, samples: data.split.training.count)
    recipe.minutes = recipe.minutes.map { clock.share(of: $0) }
    var setup = TrainingSetup(settings, recipe)
    setup.start = try transfer.map { try TransferStart(data, $0, recipe: recipe, monitor) }
    let training = try ModelTraining(data, setup)
    let writer = try RunWriter(folder, training, command: command)
    training.trainer.samplesScoredAfter = data.validation.count + data.scored.pixels.count
    training.trainer.secondsBefore = clock.secondsOfFold
    let recording = RunRecording(monitor, eventFolder: settings.eventFolder)
    let seconds = try training.run(writer.facts, recording.monitor, keep: writer.keep)
    let part = try writer.finish().scored
    try recording.monitor.tell(.scored(part.result))
    return (part, seconds)
  }

  /// Makes the folder, and writes what is decided before training.
  private func begin(
    _ pool: PixelStore, _ prepared: DataPreparation, _ transfer: TransferSource?
  ) throws -> ReportWriter {
    try folder.create()
    try folder.removeFolds(after: folds)
    let reports = try ReportWriter(folder: folder.path)
    try reports.write((prepared.labeled.issues + pool.issues).problems)
    var settings = settings
    settings.backbone = transfer?.settings
    var complete = CompleteRecipe(
      settings,
      try transfer.map { try $0.recipe(recipe) }
        ?? recipe.recipe(for: settings.architecture, samples: pool.count * (folds - 1) / folds))
    if transfer == nil { complete.fix(pool.geometry) }
    try reports.write(Array(try complete.yaml().utf8), to: RunFolder.File.recipe.rawValue)
    return reports
  }

  /// Scores the predictions of all folds together and writes their report.
  private func write(
    _ scored: [ScoredPart], _ rows: [FoldScores.Fold], _ pool: PixelStore, _ reports: ReportWriter
  ) throws -> Outcome {
    let all = scored.map(\.analysis.predictions)
    let predictions = try Predictions(
      classes: all[0].classes, labels: all.flatMap(\.labels), probabilities: all.flatMap(\.probabilities))
    let held = PixelStore(viewing: pool, scored.flatMap(\.pixels.samples))
    // Each image by the threshold of the model that did not see it.
    let rules = SampleRules(
      scored.flatMap { part in
        part.analysis.rules.single.map { [(rule: $0, samples: part.analysis.outcomes.count)] } ?? []
      })
    let numbers = zip(rows, scored).flatMap { Array(repeating: $0.number, count: $1.analysis.outcomes.count) }
    let scores = FoldScores(rows, right: scored.reduce(0) { $0 + $1.result.confusionMatrix.correct })
    let pooled = try ScoredPart(
      predictions, rules: rules, facts: scored[0].facts.filter { $0.title != "Model" }, model: folder.path,
      data: settings.source.path, part: "folds", pixels: held, issues: pool.issues,
      notes: [
        "Each image is predicted by the model of the fold that held it out. \(scores.choosing) \(scores.summary)."
      ], prevalence: .init(settings.prevalence, isRequired: false), folds: numbers)
    var content = pooled.content()
    content.problems = pool.issues.problems
    content.commands = [command].compactMap { $0 }
    try pooled.write(content, with: reports)
    try reports.write(json: scores, to: RunFolder.File.folds.rawValue)
    return Outcome(scores: scores, result: pooled.result)
  }
}
