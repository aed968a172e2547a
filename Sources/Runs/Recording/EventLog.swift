import Dispatch
import FoveaEvaluation
import FoveaExecution
import FoveaTraining

/// What a training says to scripts: an object of JSON a line, with keys that stay (`Docs/Training.md`).
package struct EventLog {
  private var folder = ""
  private var seconds = 0.0
  private var best: Epoch?
  private var epochsDone = 0
  private var lastProgress: UInt64 = 0

  /// After the first batch a line a second is enough to see that a run is alive.
  private static let interval: UInt64 = 1_000_000_000

  package init() {}

  /// The line for `event`; nil where it says nothing to scripts, or too soon after the last of its kind.
  package mutating func line(for event: RunEvent) -> LogLine? {
    switch event {
    case .trainingStarted(let facts): return begin(facts)
    case .batch(let progress): return advanced { Progress(progress) }
    case .epoch(let epoch): return finished(epoch)
    case .trainingEnded(let end):
      return LogLine(
        "end",
        End(reason: end.name, epochs: epochsDone, bestEpoch: best?.number, seconds: seconds, run: folder))
    case .scored(let result): return LogLine("result", Scores(result, run: folder))
    case .adversarialStep(let progress): return advanced { AdversarialSteps(progress) }
    case .adversarialEpoch(let epoch, let sheet):
      return LogLine("epoch", AdversarialScores(epoch: epoch, samples: sheet))
    case .phase, .phaseEnded, .note, .warning, .trainingFailed: return nil
    }
  }

  private mutating func begin(_ facts: TrainingFacts) -> LogLine {
    folder = facts.folder
    seconds = 0
    best = facts.history.last(where: \.isBest)
    epochsDone = facts.history.count
    return LogLine("start", Start(facts))
  }

  private mutating func advanced(_ progress: () -> any Encodable) -> LogLine? {
    let now = DispatchTime.now().uptimeNanoseconds
    guard now - lastProgress >= EventLog.interval else { return nil }
    lastProgress = now
    return LogLine("progress", progress())
  }

  private mutating func finished(_ epoch: Epoch) -> LogLine {
    seconds += epoch.seconds
    if epoch.isBest { best = epoch }
    epochsDone = epoch.number
    return LogLine("epoch", EpochScores(epoch))
  }
}

extension TrainingEnd {
  /// The word of the log.
  fileprivate var name: String {
    switch self {
    case .complete: "complete"
    case .outOfPatience: "patience"
    case .interrupted: "interrupted"
    }
  }
}

/// The objects of the log; keys are the names in snake case.
extension EventLog {
  fileprivate struct Start: Encodable {
    let run: String
    let version: String
    let engine: String
    let data: String
    let model: String
    let classes: [String]
    let trainingImages: Int
    let validationImages: Int
    let testImages: Int
    let epochs: Int
    let epochsDone: Int
    let minutes: Double?
    let batchSize: Int
    let seed: UInt64
    let threads: Int
    let precision: String

    init(_ facts: TrainingFacts) {
      let configuration = facts.configuration
      run = facts.folder
      (version, engine, data) = (configuration.version, configuration.engine, configuration.data)
      (model, classes) = (configuration.model, configuration.classes)
      trainingImages = configuration.samples.training
      validationImages = configuration.samples.validation
      testImages = configuration.samples.test
      epochs = configuration.recipe.epochs
      epochsDone = facts.history.count
      minutes = configuration.recipe.minutes
      batchSize = configuration.recipe.batchSize.size(of: configuration.samples.training)
      seed = configuration.recipe.seed
      threads = configuration.threads
      precision = configuration.precision.rawValue
    }
  }

  fileprivate struct Progress: Encodable {
    let epoch: Int
    let epochs: Int
    let batch: Int
    let batches: Int
    let trainLoss: Double
    let trainAccuracy: Double
    let imagesPerSecond: Double
    let secondsLeft: Double

    init(_ progress: BatchProgress) {
      (epoch, epochs) = (progress.epoch, progress.epochs)
      (batch, batches) = (progress.batch, progress.batches)
      (trainLoss, trainAccuracy) = (progress.loss, progress.accuracy)
      (imagesPerSecond, secondsLeft) = (progress.imagesPerSecond, progress.secondsLeft)
    }
  }

  /// A row of `history.csv` under the names of its columns; null where it has nothing.
  fileprivate struct EpochScores: Encodable {
    let epoch: Epoch

    init(_ epoch: Epoch) { self.epoch = epoch }

    private struct Key: CodingKey {
      let stringValue: String
      var intValue: Int? { nil }
      init(_ name: String) { stringValue = name }
      init?(stringValue: String) { self.init(stringValue) }
      init?(intValue: Int) { nil }
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(epoch.number, forKey: Key("epoch"))
      for (name, value) in epoch.scores { try container.encode(value, forKey: Key(name)) }
      try container.encode(epoch.isBest, forKey: Key("best"))
    }
  }

  fileprivate struct End: Encodable {
    let reason: String
    let epochs: Int
    let bestEpoch: Int?
    let seconds: Double
    let run: String
  }

  fileprivate struct Scores: Encodable {
    let split: String
    let samples: Int
    let accuracy: Double
    let accuracyInterval: [Double]
    let baselineAccuracy: Double
    let logLoss: Double
    /// These are of two classes; for more the keys are left out.
    let rocAUC: Double?
    let threshold: Double?
    let thresholdIsChosen: Bool?
    let run: String

    init(_ result: EvaluationResult, run: String) {
      (split, samples) = (result.split, result.samples)
      accuracy = result.accuracy
      accuracyInterval = [result.accuracyInterval.low, result.accuracyInterval.high]
      (baselineAccuracy, logLoss) = (result.baselineAccuracy, result.logLoss)
      (rocAUC, threshold) = (result.rocAUC, result.threshold)
      thresholdIsChosen = result.threshold.map { _ in result.hasChosenThreshold }
      self.run = run
    }
  }
}
