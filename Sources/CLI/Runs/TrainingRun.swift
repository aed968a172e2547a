import Foundation
import Fovea

/// One run of `fovea train`: data that is decoded, one model trained on it, its run folder filled.
struct TrainingRun {
  let source: DataSource
  let request: TrainingRequest
  let folder: RunFolder
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
    let decoded = try source.decoded(interruption) { geometry, classes in
      try GeometryChoice.require(
        request.architecture, canTake: geometry, patch: request.patch, classes: classes)
    }
    var setup = try request.setup(samples: decoded.split.training.count)
    if !source.isQuiet, let advice = decoded.advice(training: setup.recipe) { Console.warning(advice) }
    if let resumption { setup.tuner = resumption.tuner }
    let training = try ModelTraining(decoded, setup)
    // Nothing has been learned yet that could be written.
    if interruption.isRequested { throw CancellationError() }
    try resumption?.restore(training.trainer, decoded)
    let writer = try RunWriter(folder, training, isResumed: resumption != nil)
    if resumption == nil { try writer.write(CompleteRecipe(request, training)) }
    training.trainer.samplesScoredAfter = decoded.validation.count + decoded.scored.pixels.count
    training.trainer.secondsBefore = Date().timeIntervalSince(started)
    let plan = try training.trainer.plan()
    if !source.isQuiet { Console.note(plan.description) }
    let seconds = try training.run(
      writer.facts, observers, interruption, keep: writer.keep, checkpointMinutes: checkpointMinutes,
      checkpoint: writer.checkpoint)
    let result = try writer.finish().result
    try observers.scored(result)
    return Outcome(
      result: result, summary: summary(training.trainer, result, seconds),
      isInterrupted: TrainingEnd(of: training.trainer, interruption) == .interrupted)
  }

  private func summary(_ trainer: Trainer, _ result: EvaluationResult, _ seconds: Double) -> String {
    let interval = result.accuracyInterval
    var lines = [
      "\(result.split) accuracy \(fixed(result.accuracy * 100, 2)) % (95 % interval \(fixed(interval.low * 100, 2)) to \(fixed(interval.high * 100, 2)) %), always saying the most frequent class gives \(fixed(result.baselineAccuracy * 100, 2)) %"
    ]
    if let best = trainer.bestEpoch, best.validationAccuracy != nil {
      lines.append(
        trainer.recipe.selection == .last
          ? "the last of \(trainer.history.count) epochs is kept, as the recipe says"
          : "epoch \(best.number) of \(trainer.history.count) was the best on validation")
    }
    if result.split == Part.training.rawValue {
      lines.append("these are the images that it learned from: the score says nothing about others")
    }
    lines.append("training took \(fixed(seconds, 1)) s; the run is in \(folder.path)")
    return lines.joined(separator: "\n")
  }
}
