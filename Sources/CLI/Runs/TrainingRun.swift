import Foundation
import Fovea

/// One run of `fovea train`: data that is decoded, one model trained on it, its run folder filled.
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
  /// The run that this one goes on with; nil for a new one.
  var resumption: Resumption?
  var checkpointMinutes: Double
  /// Who hears of it while it goes on.
  let observers: TrainingObservers

  /// What a run gave.
  struct Outcome {
    let result: EvaluationResult
    let summary: String
    let isInterrupted: Bool
  }

  func perform() throws -> Outcome {
    let started = Date()
    let interruption = Interruption()
    let decoded = try decodedData(interruption)
    let recipe = try recipeOptions.recipe(
      defaults: .default(for: architecture, samples: decoded.split.training.count))
    let training = try ModelTraining(
      decoded,
      TrainingSetup(
        architecture: architecture, patch: patch, recipe: recipe, thresholdRule: thresholdRule,
        precision: precision, tuner: resumption?.tuner ?? tuner))
    // Nothing has been learned yet that could be written.
    if interruption.isRequested { throw CancellationError() }
    try resumption?.restore(training.trainer, decoded)
    let writer = try RunWriter(folder, training, isResumed: resumption != nil)
    training.trainer.samplesScoredAfter = decoded.validation.count + decoded.scored.pixels.count
    training.trainer.secondsBefore = Date().timeIntervalSince(started)
    let plan = try training.trainer.plan()
    if !isQuiet { Console.note(plan.description) }
    let seconds = try training.run(
      writer.facts, observers, interruption, keep: writer.keep, checkpointMinutes: checkpointMinutes,
      checkpoint: writer.checkpoint)
    let result = try writer.finish()
    try observers.scored(result)
    return Outcome(
      result: result, summary: summary(training.trainer, result, seconds),
      isInterrupted: TrainingEnd(of: training.trainer, interruption) == .interrupted)
  }

  private func decodedData(_ interruption: Interruption) throws -> DecodedData {
    let prepared = try DataPreparation(
      data: data, options: splitOptions, seed: recipeOptions.seed, isStrict: isStrict, workers: workers,
      isQuiet: isQuiet, interruption: interruption)
    let split = try prepared.split(holding: splitOptions.heldFold)
    prepared.announce(split)
    let geometry = GeometryChoice.geometry(for: split.training, preprocessing)
    try GeometryChoice.require(architecture, canTake: geometry, patch: patch, classes: split.classes.count)
    let decoder = PartDecoder(
      classes: split.classes, geometry: geometry, workers: workers, isStrict: isStrict, isQuiet: isQuiet,
      interruption: interruption, cache: cache)
    return try DecodedData(prepared, split, path: data, with: decoder)
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
