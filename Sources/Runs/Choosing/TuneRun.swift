import FoveaDatasets
import FoveaFiles
import FoveaReports
public import FoveaTraining

/// A search for a recipe by successive halving, on one decode of the data.
public struct TuneRun: Sendable {
  /// What is decided apart from the recipe.
  public let settings: TrainingSettings
  /// The recipe that the search starts from.
  public let recipe: RecipeChoice
  /// The folder that is filled.
  public let folder: RunFolder
  /// The time of the search.
  public let minutes: Double
  /// The most candidates, at least 2.
  public let trials: Int
  /// What is not searched.
  public let settled: Set<RecipeSearch.Dimension>

  /// Makes the job; nothing happens before it is performed or started.
  public init(
    _ settings: TrainingSettings, recipe: RecipeChoice = RecipeChoice(), minutes: Double = 10,
    trials: Int = 27, settled: Set<RecipeSearch.Dimension> = [], folder: RunFolder
  ) {
    self.settings = settings
    self.recipe = recipe
    self.minutes = minutes
    self.trials = trials
    self.settled = settled
    self.folder = folder
  }

  /// Begins on a thread of its own.
  public func start() -> Job<TuneOutcome> { Job { try perform($0) } }

  /// Performs all of it on this thread.
  ///
  /// - Throws: `TuneError` where there is nothing to choose by, or no time for two candidates.
  public func perform(_ monitor: RunMonitor = RunMonitor()) throws -> TuneOutcome {
    let start = monotonicSeconds()
    let end = start + minutes * 60
    settings.useThreads()
    let data = try settings.source.decoded(monitor, parts: [.training, .validation]) {
      try settings.requireUsable($0, classes: $1)
    }
    guard data.validation.count > 0 else { throw TuneError.noValidation(path: settings.source.path) }
    if let advice = data.advice(choosing: "recipes") { try monitor.warn(.smallValidation(advice)) }
    let given = try recipe.recipe(for: settings.architecture, samples: data.split.training.count)
    var setup = TrainingSetup(settings, given)
    setup.recipe.minutes = nil
    setup.recipe.patience = nil
    let full = setup.recipe
    let search = RecipeSearch(from: full, setup.architecture, fixed: settled, seed: full.seed)
    let epochSeconds = try measuredEpoch(data, setup)
    // Candidates may be dearer than the one that was timed: some time is kept for that.
    let epochs = Int((end - monotonicSeconds()) * 0.85 / epochSeconds)
    guard let (plan, shares) = SuccessiveHalving.fitting(epochs, atMost: trials) else {
      throw TuneError.tooShort(
        minutes: minutes, epochSeconds: epochSeconds, spent: monotonicSeconds() - start)
    }
    try folder.create()
    let table = try TrialTable(path: folder.path(of: .trials))
    var rows: [TuneOutcome.Trial] = []
    let (winner, isComplete) = try plan.run(shares: shares.map { min($0, full.epochs) }) {
      number, round, share -> SuccessiveHalving.Result? in
      let candidate = search.candidate(number)
      var own = setup
      own.architecture = candidate.architecture
      own.recipe = candidate.recipe
      own.recipe.epochs = share
      // A rise over epochs that the full run has is too long a part of a short one.
      own.recipe.warmupEpochs *= Float(share) / Float(full.epochs)
      guard !monitor.isCancelled, monotonicSeconds() < end else { return nil }
      let training = try ModelTraining(data, own)
      let trial = try monitor.phase { try self.trial(training, number, round, end, monitor) }
      guard let trial else { return nil }
      rows.append(trial)
      try table.append(trial, candidate)
      try monitor.note(.trial(trial.line(of: plan, candidate)))
      return SuccessiveHalving.Result(
        candidate: number, score: full.selection == .accuracy ? trial.accuracy ?? 0 : 0,
        loss: trial.loss ?? .infinity)
    }
    guard let winner, let row = rows.last(where: { $0.candidate == winner.candidate }) else {
      throw monitor.isCancelled
        ? CancellationError() as any Error
        : TuneError.tooShort(minutes: minutes, epochSeconds: epochSeconds, spent: monotonicSeconds() - start)
    }
    return try write(
      search.candidate(winner.candidate), row, rows, plan, data, given,
      isComplete: isComplete, isInterrupted: monitor.isCancelled)
  }

  /// Seconds of one epoch of the recipe that the search starts from.
  private func measuredEpoch(_ data: DecodedData, _ setup: TrainingSetup) throws -> Double {
    let plan = try ModelTraining(data, setup).trainer.plan()
    return max(plan.seconds / max(plan.epochs, 1), 1e-4)
  }

  /// One training; nil where it was interrupted or the time ended before it was done.
  private func trial(
    _ training: ModelTraining, _ number: Int, _ round: Int, _ end: Double, _ monitor: RunMonitor
  ) throws -> TuneOutcome.Trial? {
    let trainer = training.trainer
    // What is under way may be finished a little later; what would take much longer is given up.
    let limit = end + minutes * 3
    var isDone = true
    do {
      while try trainer.nextEpoch(onBatch: { progress in
        monitor.advance(
          "trial \(number), epoch \(progress.epoch)/\(progress.epochs)  loss \(fixed(progress.loss, 4))")
        isDone = !monitor.isCancelled && monotonicSeconds() < limit
        return isDone
      }) != nil {}
    } catch TrainingError.diverged {
      // A rate at which the loss runs away is a result, and a bad one.
      return TuneOutcome.Trial(candidate: number, round: round + 1, trainer, isDiverged: true)
    }
    return isDone ? TuneOutcome.Trial(candidate: number, round: round + 1, trainer, isDiverged: false) : nil
  }

  private func write(
    _ winner: RecipeSearch.Candidate, _ row: TuneOutcome.Trial, _ rows: [TuneOutcome.Trial],
    _ plan: SuccessiveHalving, _ data: DecodedData, _ given: Recipe, isComplete: Bool, isInterrupted: Bool
  ) throws -> TuneOutcome {
    var complete = CompleteRecipe(settings, winner.recipe)
    complete.architecture = winner.architecture
    complete.recipe.epochs = given.epochs
    complete.recipe.patience = given.patience
    complete.fix(data.geometry)
    let outcome = TuneOutcome(
      rows: rows, winner: row, start: rows.last { $0.candidate == 0 }, rounds: plan.rounds,
      candidates: Set(rows.map(\.candidate)).count, validationSamples: data.validation.count,
      isComplete: isComplete, isInterrupted: isInterrupted)
    let reports = try ReportWriter(folder: folder.path)
    try reports.write(Array(try complete.yaml().utf8), to: RunFolder.File.recipe.rawValue)
    try reports.write(json: outcome, to: RunFolder.File.tune.rawValue)
    return outcome
  }
}

/// Why a search could not be made.
public enum TuneError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Data that holds out nothing to choose by.
  case noValidation(path: String)
  /// Too few minutes for two candidates, or for any training; the other numbers are in seconds.
  case tooShort(minutes: Double, epochSeconds: Double, spent: Double)

  /// The sentence for people: what, where, expected, received, what to do.
  public var description: String {
    switch self {
    case .noValidation(let path):
      "\(path): expected images that are held out for validation, received none; recipes are chosen by them, so give a --val-split above 0"
    case .tooShort(let minutes, let epochSeconds, let spent):
      "--minutes \(minutes): too short for two recipes of one epoch each, which takes about \(TimeText.words(epochSeconds)) after \(TimeText.words(spent)) of reading; give at least --minutes \(Int(((spent + epochSeconds * 3) / 60 + 1).rounded(.up)))"
    }
  }
}
