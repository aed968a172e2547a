import Foundation
import FoveaDatasets
public import FoveaEvaluation
import FoveaExecution
import FoveaInference
public import FoveaNetworks
import FoveaReports
import FoveaTraining

/// A ladder: models from the simplest to the most expensive, trained on one split within one span of time.
public struct LadderRun: Sendable {
  /// The architecture, the patch and the threshold are not those of these settings.
  public let settings: TrainingSettings
  /// Where the ladder and, below it, the run of each model go.
  public let folder: RunFolder
  /// The time for all of it, reading included.
  public let minutes: Double
  /// The models, from the simplest to the most expensive; nil takes those that pictures of the size are usually given.
  public var architectures: [Architecture]?
  /// The command that reports name; nil for a run of a library.
  public var command: String?

  /// Makes the job; nothing happens before it is performed or started.
  public init(
    _ settings: TrainingSettings, minutes: Double = 10, architectures: [Architecture]? = nil,
    folder: RunFolder, command: String? = nil
  ) {
    self.settings = settings
    self.minutes = minutes
    self.architectures = architectures
    self.folder = folder
    self.command = command
  }

  private var source: DataSource { settings.source }

  /// Begins on a thread of its own.
  public func start() -> Job<ModelLadder?> { Job { try perform($0) } }

  /// The ladder; nil where it was interrupted.
  public func perform(_ monitor: RunMonitor = RunMonitor()) throws -> ModelLadder? {
    let start = monotonicSeconds()
    settings.useThreads()
    let data = try source.decoded(monitor) { geometry, _ in
      for architecture in architectures ?? [] {
        try GeometryChoice.require(architecture, canTake: geometry, patch: nil, classes: 2)
      }
    }
    if let advice = data.advice(choosing: "epochs") { try monitor.warn(.smallValidation(advice)) }
    try monitor.requireGoingOn()
    try folder.create()
    let reports = try ReportWriter(folder: folder.path)

    let (pixels, part) = data.scored
    let labels = pixels.samples.map(\.label)
    var rungs = [LadderRun.majority(of: data.training, on: labels)]
    var notes = self.notes(data, part)
    let models = architectures ?? LadderRun.architectures(for: data.geometry)
    var wanted = try models.map { try wantedSeconds($0, data, monitor) }
    let backbone = try TransferSource(settings).map { try BackboneRung($0, source, data, monitor) }
    // A head cannot be shortened, so that its time is kept, unless it would take most of it from the others.
    let reserved = LadderTime.reserve(
      backbone?.seconds, of: minutes * 60 - (monotonicSeconds() - start))
    for architecture in models {
      let left = minutes * 60 - (monotonicSeconds() - start)
      // Anew before each: what one leaves goes to those after it.
      let share = LadderTime.shares(of: left - reserved, wanted: wanted)[0]
      wanted.removeFirst()
      try monitor.note(.rung(name: architecture.name, seconds: share))
      rungs.append(try rung(architecture, data, seconds: share, monitor))
      if monitor.isCancelled { return nil }
      if let note = LadderRun.shortness(of: rungs[rungs.count - 1], architecture, data) { notes.append(note) }
    }
    if let backbone {
      let left = minutes * 60 - (monotonicSeconds() - start)
      if backbone.seconds <= left { try monitor.note(.rung(name: backbone.name, seconds: left)) }
      let (rung, note) = try backbone.perform(
        in: RunFolder(existing: "\(folder.path)/\(backbone.name)"), command: command, seconds: left, monitor)
      if monitor.isCancelled { return nil }
      if let rung { rungs.append(rung) }
      notes.append(note)
    }
    let ladder = ModelLadder(
      split: part.rawValue, classes: data.split.classes, labels: labels, rungs: rungs,
      notes: notes)
    try reports.write(ladder)
    return ladder
  }

  /// What a reader should know of a model that had time for less than half of its default epochs; nil where it had more.
  private static func shortness(
    of rung: ModelLadder.Rung, _ architecture: Architecture, _ data: DecodedData
  ) -> String? {
    let usual = Recipe.default(for: architecture, samples: data.split.training.count).epochs
    guard rung.epochs * 2 < usual else { return nil }
    return
      "\(rung.name) had time for \(rung.epochs) of the \(usual) epochs of its default recipe: what it is worth shows with more --minutes"
  }

  private func notes(_ data: DecodedData, _ part: Part) -> [String] {
    var notes = data.split.notes
    if part == .validation {
      notes.append(
        "there is no test part: the images that chose the epochs are also those that score, which is somewhat too good"
      )
    }
    if part == .training {
      notes.append("these are the images that the models learned from: the scores say nothing about others")
    }
    return notes
  }

  /// The rung of all who learn nothing: the most frequent class of the training part.
  private static func majority(of training: PixelStore, on labels: [Int]) -> ModelLadder.Rung {
    var counts = Array(repeating: 0, count: training.classes.count)
    for sample in training.samples { counts[sample.label] += 1 }
    let most = counts.indices.max { (counts[$0], $1) < (counts[$1], $0) } ?? 0
    return ModelLadder.Rung(
      name: "majority", parameters: 0, fileSize: 0, trainingSeconds: 0, epochs: 0, imagesPerSecond: nil,
      logLoss: nil, predicted: labels.map { _ in most }, labels: labels)
  }

  /// The architectures in order of their cost; the last is a residual network that pictures of this size can pay for.
  private static func architectures(for geometry: Preprocessing.Geometry) -> [Architecture] {
    let side = min(geometry.width, geometry.height)
    let residual: Architecture =
      side <= 32 ? .resnet9(ResNet9()) : side <= 96 ? .resnet20(CIFARResNet()) : .resnet(ResNet(.eighteen))
    let all: [Architecture] = [
      .logistic(LogisticRegression()), .mlp(MultilayerPerceptron()), .cnn(SmallConvolutionalNetwork()),
      residual,
    ]
    // Pictures that are too small for a network leave it out.
    return all.filter {
      (try? GeometryChoice.require($0, canTake: geometry, patch: nil, classes: 2)) != nil
    }
  }

  /// What training by the default recipe would take.
  private func wantedSeconds(
    _ architecture: Architecture, _ data: DecodedData, _ monitor: RunMonitor
  ) throws -> Double {
    try monitor.requireGoingOn()
    return try monitor.phase("timing a step of \(architecture.name)") {
      var recipe = Recipe.default(for: architecture, samples: data.split.training.count)
      recipe.seed = source.seed
      let setup = TrainingSetup(
        architecture: architecture, recipe: recipe, precision: settings.precision.precision,
        tuner: settings.tuner)
      return try ModelTraining(data, setup).trainer.plan().seconds
    }
  }

  /// Trains by the default recipe, or for as long as there is time where that takes longer.
  private func rung(
    _ architecture: Architecture, _ data: DecodedData, seconds: Double, _ monitor: RunMonitor
  ) throws -> ModelLadder.Rung {
    var recipe = Recipe.default(for: architecture, samples: data.split.training.count)
    recipe.seed = source.seed
    func training() throws -> ModelTraining {
      try ModelTraining(
        data,
        TrainingSetup(
          architecture: architecture, recipe: recipe, precision: settings.precision.precision,
          tuner: settings.tuner))
    }
    var current = try training()
    if try current.trainer.plan().seconds > seconds {
      recipe.minutes = seconds / 60
      current = try training()
      current.trainer.samplesScoredAfter = data.scored.pixels.count
    }
    let writer = try RunWriter(
      RunFolder(existing: "\(folder.path)/\(architecture.name)"), current, command: command)
    let recording = RunRecording(monitor)
    let trained = try current.run(writer.facts, recording.monitor, keep: writer.keep)
    let scored = try writer.finish().scored
    try recording.monitor.tell(.scored(scored.result))
    let file = try FileManager.default.attributesOfItem(atPath: writer.folder.path(of: .model))
    return ModelLadder.Rung(
      name: architecture.name, parameters: current.trainer.network.parameterCount,
      fileSize: file[.size] as? Int ?? 0, trainingSeconds: trained, epochs: current.trainer.history.count,
      imagesPerSecond: try LadderRun.speed(current.trainer.best(), scored.pixels),
      logLoss: scored.result.logLoss,
      predicted: scored.analysis.outcomes.map { Int($0.predicted) },
      labels: scored.pixels.samples.map(\.label))
  }

  /// Images a second through the network, the second time: the first one makes the kernels.
  static func speed(_ model: ModelBundle, _ pixels: PixelStore) throws -> Double {
    let evaluator = try Evaluator(model)
    _ = try evaluator.predict(pixels, part: "")
    let start = monotonicSeconds()
    _ = try evaluator.predict(pixels, part: "")
    return Double(pixels.count) / max(monotonicSeconds() - start, 1e-9)
  }
}
