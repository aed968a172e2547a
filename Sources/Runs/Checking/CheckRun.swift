public import Foundation
public import FoveaDatasets
public import FoveaImages

/// A look for what is wrong with labeled images, before a model learns from them; nothing is changed.
public struct CheckRun: Sendable {
  /// The labeled images.
  public let data: String
  /// The folder for `check.html`, `findings.csv` and `check.json`; nil writes nothing.
  public let output: String?
  /// A model, or a run folder that has one, to find which of the images it was trained on; nil looks for none.
  public let model: String?
  /// Threads that decode.
  public let workers: Int
  /// What is refused before it is decoded.
  public let limits: DecodingLimits
  /// Which columns of a manifest are read, and what codes mean.
  public var columns = ManifestColumns.standard

  /// Makes the job; nothing happens before it is performed or started.
  public init(
    data: String, output: String? = nil, model: String? = nil,
    workers: Int = ProcessInfo.processInfo.activeProcessorCount, limits: DecodingLimits = DecodingLimits()
  ) {
    self.data = data
    self.output = output
    self.model = model
    self.workers = workers
    self.limits = limits
  }

  /// Begins on a thread of its own.
  public func start() -> Job<CheckReport> { Job { try perform($0) } }

  /// Performs all of it on this thread.
  ///
  /// - Throws: `CheckError.noDigests` where nobody can tell what `model` was trained on.
  public func perform(_ monitor: RunMonitor = RunMonitor()) throws -> CheckReport {
    let labeled = try LabeledData(path: data, columns: columns)
    let digests = try model.map { try TrainingDigests(of: $0) }
    for note in labeled.notes { try monitor.warn(.data(note)) }
    let check = try monitor.phase {
      try DataCheck(labeled, workers: workers, limits: limits) { phase, done, count in
        monitor.advance("\(phase)", done, of: count)
        return !monitor.isCancelled
      }
    }
    let trained = try digests.map { try $0.images(of: labeled, workers: workers, limits: limits, monitor) }
    let report = CheckReport(data: labeled, check: check, trained: trained, limits: limits)
    if let output { try report.write(to: output) }
    return report
  }
}
