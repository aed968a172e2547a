import Foundation
import FoveaDatasets
import FoveaEvaluation
import FoveaExecution
import FoveaFiles
public import FoveaInference
public import FoveaTraining

/// A whole adversarial training: images are read, a generator and a discriminator are trained, and the folder gets the
/// generator, a sheet of its pictures after each epoch, and the history.
///
/// A job that is cancelled ends within a step, and leaves a folder that `resuming` takes up: what follows is what would have
/// followed, bit for bit.
public struct AdversarialRun: Sendable {
  /// What is decided before.
  public let settings: AdversarialSettings
  /// The folder that is filled.
  public let folder: RunFolder
  /// The command that `config.json` names; nil for a run of a library.
  public var command: String?
  private let isResumed: Bool
  private let acceptsChangedData: Bool

  /// Makes the job; nothing happens before it is performed or started.
  public init(_ settings: AdversarialSettings, folder: RunFolder, command: String? = nil) {
    self.settings = settings
    self.folder = folder
    self.command = command
    (isResumed, acceptsChangedData) = (false, false)
  }

  /// Goes on with a run that was killed or interrupted, as its `config.json` says.
  ///
  /// - Parameter acceptsChangedData: whether the images may be other than they were.
  /// - Throws: `ResumptionError` where `path` is no run folder, that of a classifier, or one that cannot be resumed.
  public init(resuming path: String, acceptsChangedData: Bool = false) throws {
    let (folder, start) = try AdversarialConfiguration.start(of: path)
    (settings, command) = (start.settings, start.command)
    self.folder = folder
    self.acceptsChangedData = acceptsChangedData
    isResumed = true
  }

  /// What a run gave.
  public struct Outcome: Sendable {
    /// The generator; the folder has it as `generator.safetensors`.
    public let generator: GeneratorBundle
    /// Every epoch, those before it was resumed included.
    public let history: [AdversarialEpoch]
    /// Whether it was cancelled; `resuming` then goes on.
    public let isInterrupted: Bool
    /// The same for people.
    public let summary: String
  }

  /// Begins on a thread of its own.
  public func start() -> Job<Outcome> { Job { try perform($0) } }

  /// Performs all of it on this thread.
  public func perform(_ monitor: RunMonitor = RunMonitor()) throws -> Outcome {
    let started = Date()
    settings.useThreads()
    let data = try AdversarialData(settings, monitor)
    let trainer = try AdversarialTrainer(
      data.pixels, recipe: settings.recipe, precision: settings.precision)
    try monitor.requireGoingOn()
    let writer = AdversarialWriter(folder: folder, trainer: trainer)
    if isResumed {
      let checkpoint = folder.path(of: .last)
      if FileManager.default.fileExists(atPath: checkpoint) {
        try trainer.restore(from: checkpoint, acceptsOtherData: acceptsChangedData)
      }
    } else {
      try writer.begin(data, settings, command: command)
    }
    if let root = settings.eventFolder { try writer.writeEvents(below: root) }
    trainer.secondsBefore = Date().timeIntervalSince(started)
    try monitor.note(
      .adversarial(
        path: settings.source.path, classes: data.pixels.classes.count, images: data.pixels.count,
        side: data.pixels.geometry.width, stepsPerEpoch: trainer.stepsPerEpoch))
    try train(trainer, writer, monitor)
    let generator = try writer.finish()
    return Outcome(
      generator: generator, history: trainer.history,
      isInterrupted: trainer.isInterrupted || (monitor.isCancelled && !trainer.isComplete),
      summary: summary(trainer.history))
  }

  private func train(
    _ trainer: AdversarialTrainer, _ writer: AdversarialWriter, _ monitor: RunMonitor
  ) throws {
    let history = try HistoryFile(
      folder.path(of: .history), columns: AdversarialEpoch.columns, keepingRows: trainer.history.count)
    var pace = CheckpointPace()
    func checkpoint() throws {
      do {
        try trainer.writeCheckpoint(to: folder.path(of: .last))
      } catch {
        try monitor.warn(.noCheckpoint(reason: "\(error)"))
      }
    }
    while !monitor.isCancelled || trainer.history.isEmpty {
      let epoch = try trainer.nextEpoch { progress in
        try monitor.tell(.adversarialStep(progress))
        let isCancelled = monitor.isCancelled
        if isCancelled || pace.secondsSince >= settings.checkpointMinutes * 60 {
          try pace.perform(checkpoint)
        }
        return !isCancelled
      }
      guard let epoch else { break }
      try history.append(epoch.row)
      try monitor.tell(.adversarialEpoch(epoch, sheet: try writer.keep(epoch)))
      if let alarm = AdversarialAlarm.raised(by: trainer.history) { try monitor.warn(.adversarial(alarm)) }
      if pace.isDue { try pace.perform(checkpoint) } else { pace.isBehind = true }
    }
    if pace.isBehind, !trainer.isInterrupted { try pace.perform(checkpoint) }
  }

  private func summary(_ history: [AdversarialEpoch]) -> String {
    var lines: [String] = []
    if let last = history.last {
      lines.append(
        "\(Sentence.count(history.count, "epoch")), \(Sentence.count(last.steps, "step")): generator \(fixed(last.generatorLoss, 4)), discriminator \(fixed(last.discriminatorLoss, 4)), spread \(fixed(last.spread, 2)) of that of real images"
      )
    }
    lines.append("the generator, and a sheet of samples for each epoch, are in \(folder.path)")
    return lines.joined(separator: "\n")
  }
}
