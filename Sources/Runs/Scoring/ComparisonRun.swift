public import Foundation
public import FoveaDatasets
public import FoveaEvaluation
public import FoveaImages
import FoveaReports

/// A comparison of models on the same labeled images.
public struct ComparisonRun: Sendable {
  /// Models, or run folders that have one, at least two; each is compared with the first.
  public let models: [String]
  /// The labeled images.
  public let data: String
  /// The part that is scored; nil is the test part where there is one, else all.
  public let part: PartSelection?
  /// The folder for `compare.json`, `compare.html` and `flips.csv`; nil writes nothing.
  public let output: String?
  /// Threads that decode.
  public let workers: Int
  /// What is refused before it is decoded.
  public let limits: DecodingLimits
  /// Which columns of a manifest are read, and what codes mean.
  public var columns = ManifestColumns.standard
  /// The positive one of two classes, which scores are of; nil is that of the first model.
  public var positive: String?

  /// Makes the job; nothing happens before it is performed or started.
  public init(
    models: [String], data: String, part: PartSelection? = nil, output: String? = nil,
    workers: Int = ProcessInfo.processInfo.activeProcessorCount, limits: DecodingLimits = DecodingLimits()
  ) {
    self.models = models
    self.data = data
    self.part = part
    self.output = output
    self.workers = workers
    self.limits = limits
  }

  /// Begins on a thread of its own.
  public func start() -> Job<ModelComparison> { Job { try perform($0) } }

  /// Performs all of it on this thread.
  public func perform(_ monitor: RunMonitor = RunMonitor()) throws -> ModelComparison {
    let contest = try Contest(
      models: models, data: data, columns: columns, split: part, positive: positive, workers: workers,
      limits: limits, monitor)
    let comparison = try contest.comparison()
    for note in contest.notes { try monitor.warn(.data(note)) }
    if let output { try ReportWriter(folder: output).write(comparison, thumbnail: contest.thumbnail) }
    return comparison
  }
}
