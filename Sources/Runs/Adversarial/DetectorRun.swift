import Foundation
import FoveaDatasets
public import FoveaEvaluation
import FoveaExecution
import FoveaFiles
public import FoveaInference
import FoveaNetworks
import FoveaReports
import FoveaTraining

/// A classifier that tells real images from those of one generator, with its scores on held-out images of both.
///
/// It is trained once and kept in `detector/` of the generator's run, with a report page of its own; it is trained anew
/// where the generator has changed.
public struct DetectorRun: Sendable {
  /// The run folder of the generator.
  public let run: String
  /// Decides which images are held out, and the first weights.
  public let seed: UInt64
  /// Threads that compute; nil is as many as the generator was trained with.
  public let threads: Int?
  /// The command that the report names; nil for a run of a library.
  public var command: String?

  /// Makes the job; nothing happens before it is performed.
  public init(run: String, seed: UInt64 = 0, threads: Int? = nil, command: String? = nil) {
    self.run = run
    self.seed = seed
    self.threads = threads
    self.command = command
  }

  /// A detector and what it is worth.
  public struct Outcome: Sendable {
    /// Its two classes are `real` and `generated`.
    public let model: ModelBundle
    /// Its scores on images that it has not seen.
    public let result: EvaluationResult
    /// The folder with the model and its report.
    public let folder: String
    /// The scores in a sentence, and what they do not say.
    public let summary: String
  }

  private enum File {
    /// The digest of the generator that the detector knows.
    static let generator = "generator.sha256"
  }

  private static let epochs = 8

  /// Trains the detector, or reads the one that is there.
  public func perform(_ monitor: RunMonitor = RunMonitor()) throws -> Outcome {
    let (folder, start) = try AdversarialConfiguration.start(of: run)
    let path = folder.path(of: .generator)
    let bundle = try GeneratorBundle(contentsOf: path)
    let digest = SHA256Digest(FileManager.default.contents(atPath: path) ?? Data()).hexadecimal()
    let detector = RunFolder(existing: folder.path(of: .detector))
    let known = FileManager.default.contents(atPath: detector.path + "/" + File.generator)
    if known == Data(digest.utf8),
      let data = FileManager.default.contents(atPath: detector.path(of: .metrics)),
      let result = try? JSONDecoder().decode(EvaluationResult.self, from: data)
    {
      return outcome(try ModelBundle(contentsOf: detector.path(of: .model)), result, detector)
    }
    var settings = start.settings
    settings.threads = threads ?? settings.threads
    settings.useThreads()
    let data = try DetectorData(settings, Generator(bundle), seed: seed, monitor)
    let trainer = try train(data, monitor)
    let model = try trainer.best().calibrated(on: data.validation)
    let reports = try ReportWriter(folder: detector.path)
    let scored = try ScoredPart(
      model, model: detector.path, data: "\(start.settings.source.path) and \(path)", part: "test",
      pixels: data.test, evaluator: Evaluator(model), issues: [], notes: data.notes)
    var content = scored.content()
    content.title = "Real or generated?"
    content.history = trainer.history.map(\.point)
    content.commands = [command].compactMap { $0 }
    try model.write(to: detector.path(of: .model))
    try scored.write(content, with: reports)
    // The last one: what has it is complete.
    try reports.write(Array(digest.utf8), to: File.generator)
    return outcome(model, scored.result, detector)
  }

  private func train(_ data: DetectorData, _ monitor: RunMonitor) throws -> Trainer {
    let architecture = Architecture.cnn(SmallConvolutionalNetwork())
    var recipe = Recipe.default(for: architecture, samples: data.training.count)
    recipe.epochs = DetectorRun.epochs
    recipe.seed = seed
    let preprocessing = try Preprocessing(for: architecture, training: data.training)
    let network = try architecture.network(input: preprocessing.shape, classes: 2)
    let trainer = try Trainer(
      network, training: data.training, validation: data.validation, preprocessing: preprocessing,
      recipe: recipe)
    try monitor.phase {
      while try trainer.nextEpoch(onBatch: { progress in
        monitor.advance(
          "learning to tell real from generated, epoch \(progress.epoch) of \(progress.epochs)",
          progress.batch, of: progress.batches)
        return !monitor.isCancelled
      }) != nil { try monitor.requireGoingOn() }
    }
    return trainer
  }

  private func outcome(
    _ model: ModelBundle, _ result: EvaluationResult, _ folder: RunFolder
  ) -> Outcome {
    func percent(_ share: Double) -> String { "\(fixed(share * 100, 1)) %" }
    let interval = result.accuracyInterval
    var first =
      "real or generated: accuracy \(percent(result.accuracy)) (\(percent(interval.low)) to \(percent(interval.high))) on \(Sentence.count(result.samples, "held-out image"))"
    if let area = result.rocAUC { first += ", ROC AUC \(fixed(area, 4))" }
    if let interval = result.intervals.rocAUC {
      first += " (\(fixed(interval.low, 4)) to \(fixed(interval.high, 4)))"
    }
    return Outcome(
      model: model, result: result, folder: folder.path,
      summary: ([first] + result.notes + ["the report is \(folder.path(of: .report))"]).joined(
        separator: "\n"))
  }
}
