import Dispatch
import Foundation
import Fovea

/// `fovea tune`: a search for a recipe by successive halving, on one decode of the data.
struct TuneRun {
  let source: DataSource
  let request: TrainingRequest
  let folder: RunFolder
  let minutes: Double
  /// The most candidates.
  let trials: Int
  /// What is not searched.
  let settled: Set<RecipeSearch.Dimension>

  private static func now() -> Double { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }

  func perform() throws -> TuneOutcome {
    let start = TuneRun.now()
    let end = start + minutes * 60
    let interruption = Interruption()
    let data = try source.decoded(interruption, parts: [.training, .validation]) { geometry, classes in
      try GeometryChoice.require(
        request.architecture, canTake: geometry, patch: request.patch, classes: classes)
    }
    guard data.validation.count > 0 else { throw TuneError.noValidation(path: source.path) }
    if !source.isQuiet, let advice = data.advice(choosing: "recipes") { Console.warning(advice) }
    var setup = try request.setup(samples: data.split.training.count)
    setup.recipe.minutes = nil
    setup.recipe.patience = nil
    let full = setup.recipe
    let search = RecipeSearch(from: full, setup.architecture, fixed: settled, seed: full.seed)
    let epochSeconds = try measuredEpoch(data, setup)
    // Candidates may be dearer than the one that was timed: some time is kept for that.
    let epochs = Int((end - TuneRun.now()) * 0.85 / epochSeconds)
    guard let (plan, shares) = SuccessiveHalving.fitting(epochs, atMost: trials) else {
      throw TuneError.tooShort(minutes: minutes, epochSeconds: epochSeconds, spent: TuneRun.now() - start)
    }
    try folder.create()
    let table = try TrialTable(path: folder.path(of: .trials))
    var line = ProgressLine(quiet: source.isQuiet)
    defer { line.clear() }
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
      guard !interruption.isRequested, TuneRun.now() < end else { return nil }
      let training = try ModelTraining(data, own)
      let trial = try self.trial(training, number, round, end, interruption) { line.update($0) }
      guard let trial else { return nil }
      rows.append(trial)
      try table.append(trial, candidate)
      line.clear()
      if !source.isQuiet { Console.note(trial.line(of: plan, candidate)) }
      return SuccessiveHalving.Result(
        candidate: number, score: full.selection == .accuracy ? trial.accuracy : 0, loss: trial.loss)
    }
    line.clear()
    guard let winner, let row = rows.last(where: { $0.candidate == winner.candidate }) else {
      throw interruption.isRequested
        ? CancellationError() as any Error
        : TuneError.tooShort(minutes: minutes, epochSeconds: epochSeconds, spent: TuneRun.now() - start)
    }
    return try write(
      search.candidate(winner.candidate), row, rows, plan, data, full,
      isComplete: isComplete, isInterrupted: interruption.isRequested)
  }

  /// Seconds of one epoch of the recipe that the search starts from.
  private func measuredEpoch(_ data: DecodedData, _ setup: TrainingSetup) throws -> Double {
    let plan = try ModelTraining(data, setup).trainer.plan()
    return max(plan.seconds / max(plan.epochs, 1), 1e-4)
  }

  /// One training; nil where it was interrupted or the time ended before it was done.
  private func trial(
    _ training: ModelTraining, _ number: Int, _ round: Int, _ end: Double, _ interruption: Interruption,
    show: (String) -> Void
  ) throws -> TuneOutcome.Trial? {
    let trainer = training.trainer
    // What is under way may be finished a little later; what would take much longer is given up.
    let limit = end + minutes * 3
    var isDone = true
    do {
      while try trainer.nextEpoch(onBatch: { progress in
        show("trial \(number), epoch \(progress.epoch)/\(progress.epochs)  loss \(fixed(progress.loss, 4))")
        isDone = !interruption.isRequested && TuneRun.now() < limit
        return isDone
      }) != nil {}
    } catch is TrainingError {
      // A rate at which the loss runs away is a result, and a bad one.
      return TuneOutcome.Trial(candidate: number, round: round + 1, trainer, isDiverged: true)
    }
    return isDone ? TuneOutcome.Trial(candidate: number, round: round + 1, trainer, isDiverged: false) : nil
  }

  private func write(
    _ winner: RecipeSearch.Candidate, _ row: TuneOutcome.Trial, _ rows: [TuneOutcome.Trial],
    _ plan: SuccessiveHalving, _ data: DecodedData, _ full: Recipe, isComplete: Bool, isInterrupted: Bool
  ) throws -> TuneOutcome {
    var recipe = request.complete(winner.recipe)
    recipe.architecture = winner.architecture
    recipe.recipe.epochs = full.epochs
    recipe.recipe.patience = try request.recipe(samples: data.split.training.count).patience
    if data.geometry.width == data.geometry.height { recipe.images.size = data.geometry.width }
    recipe.images.channels = data.geometry.channels
    let outcome = TuneOutcome(
      rows: rows, winner: row, start: rows.last { $0.candidate == 0 }, rounds: plan.rounds,
      candidates: Set(rows.map(\.candidate)).count, validationSamples: data.validation.count,
      isComplete: isComplete, isInterrupted: isInterrupted)
    let reports = try ReportWriter(folder: folder.path)
    try reports.write(Array(try recipe.yaml().utf8), to: RunFolder.File.recipe.rawValue)
    try reports.write(json: outcome, to: RunFolder.File.tune.rawValue)
    return outcome
  }
}

/// Why a search could not be made.
enum TuneError: Error, Hashable, CustomStringConvertible {
  case noValidation(path: String)
  case tooShort(minutes: Double, epochSeconds: Double, spent: Double)

  var description: String {
    switch self {
    case .noValidation(let path):
      "\(path): expected images that are held out for validation, received none; recipes are chosen by them, so give a --val-split above 0"
    case .tooShort(let minutes, let epochSeconds, let spent):
      "--minutes \(minutes): too short for two recipes of one epoch each, which takes about \(ProgressLine.duration(epochSeconds)) after \(ProgressLine.duration(spent)) of reading; give at least --minutes \(Int(((spent + epochSeconds * 3) / 60 + 1).rounded(.up)))"
    }
  }
}
