import Foundation
import FoveaDatasets
import FoveaEvaluation
import FoveaFiles
import FoveaInference
import FoveaTraining

/// A training of a head alone: features are computed or found, a head is learned, scored and written with its report.
///
/// A run that is killed begins anew and finds the features that it had; one that is finished is left as it is.
struct HeadRun {
  let settings: TrainingSettings
  let recipe: RecipeChoice
  let folder: RunFolder
  let command: String?
  /// The run that this one goes on with; nil for a new one.
  let resumption: Resumption?

  func perform(_ monitor: RunMonitor) throws -> TrainingRun.Outcome {
    if resumption != nil, let outcome = try finished() { return outcome }
    var settings = settings
    settings.useThreads()
    guard let source = try TransferSource(settings) else { preconditionFailure("a head has a backbone") }
    let data = try settings.source.decoded(monitor, as: source.backbone.preprocessing) {
      try settings.requireUsable($0, classes: $1)
    }
    if let advice = data.advice(choosing: "penalties") { try monitor.warn(.smallValidation(advice)) }
    let training = try HeadTraining(
      data, source, recipe: try source.recipe(recipe), thresholdRule: settings.thresholdRule,
      positive: settings.positive, prevalence: settings.prevalence)
    try monitor.requireGoingOn()
    try resumption?.requireSameData(data)
    settings.backbone = source.settings
    let writer = try HeadRunWriter(
      folder, training, isResumed: resumption != nil, settings: settings, command: command)
    if resumption == nil { try writer.write(CompleteRecipe(settings, training)) }
    let learned = try training.learned(writer, monitor, eventFolder: settings.eventFolder)
    var curve: LearningCurve?
    if source.settings.hasLearningCurve {
      curve = try HeadLearningCurve(training).perform(monitor)
      try curve?.write(to: folder)
    }
    let (model, scored) = try writer.finish(learned, monitor, curve: curve)
    try monitor.tell(.scored(scored.result))
    let history: [Epoch] = if case .perceptron(let fit) = learned.history { fit.history } else { [] }
    return TrainingRun.Outcome(
      model: model, result: scored.result, history: history, bestEpoch: model.provenance.epoch,
      seconds: learned.seconds, isInterrupted: false,
      summary: summary(learned, scored.result, source, curve))
  }

  private func summary(
    _ learned: HeadTraining.Learned, _ result: EvaluationResult, _ source: TransferSource,
    _ curve: LearningCurve?
  ) -> String {
    var lines = [result.headline.text(of: result.split)]
    switch learned.history {
    case .logistic(let fit): lines.append(fit.note)
    case .perceptron(let fit):
      if let best = fit.best { lines.append("epoch \(best.number) of \(fit.history.count) is kept") }
    }
    lines.append(source.note)
    lines += curve?.lines ?? []
    if result.split == Part.training.rawValue {
      lines.append("these are the images that it learned from: the score says nothing about others")
    }
    lines.append("the head took \(fixed(learned.seconds, 1)) s; the run is in \(folder.path)")
    return lines.joined(separator: "\n")
  }

  /// What a run gave that is finished already; nil where it is not.
  private func finished() throws -> TrainingRun.Outcome? {
    // The last file of a run.
    guard FileManager.default.fileExists(atPath: folder.path(of: .slices)),
      let data = FileManager.default.contents(atPath: folder.path(of: .metrics)),
      let result = try? JSONDecoder().decode(EvaluationResult.self, from: data)
    else { return nil }
    let model = try ModelBundle(contentsOf: folder.path(of: .model))
    return TrainingRun.Outcome(
      model: model, result: result, history: [], bestEpoch: model.provenance.epoch, seconds: 0,
      isInterrupted: false,
      summary: result.headline.text(of: result.split)
        + "\nthe run in \(folder.path) is finished: there is nothing to go on with")
  }
}

extension HeadTraining {
  /// Learns the head and tells of it as of any training.
  func learned(
    _ writer: HeadRunWriter, _ monitor: RunMonitor, eventFolder: String? = nil
  ) throws -> Learned {
    // Penalties are no epochs: their rows are written by the writer.
    let recording =
      source.settings.hidden.isEmpty
      ? monitor : RunRecording(monitor, eventFolder: eventFolder).monitor
    try recording.tell(.trainingStarted(writer.facts))
    let learned = try learn(recording)
    try recording.tell(.trainingEnded(.complete))
    return learned
  }
}
