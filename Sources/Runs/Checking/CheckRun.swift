public import Foundation
import FoveaDatasets

/// A look for what is wrong with labeled images, before a model learns from them; nothing is changed.
public struct CheckRun: Sendable {
  /// The labeled images.
  public let data: String
  /// The folder for `check.html`, `findings.csv` and `check.json`; nil writes nothing.
  public let output: String?
  /// Threads that decode.
  public let workers: Int

  /// Makes the job; nothing happens before it is performed or started.
  public init(
    data: String, output: String? = nil, workers: Int = ProcessInfo.processInfo.activeProcessorCount
  ) {
    self.data = data
    self.output = output
    self.workers = workers
  }

  /// Begins on a thread of its own.
  public func start() -> Job<CheckReport> { Job { try perform($0) } }

  /// Performs all of it on this thread.
  public func perform(_ monitor: RunMonitor = RunMonitor()) throws -> CheckReport {
    let labeled = try LabeledData(path: data)
    for note in labeled.notes { try monitor.warn(.data(note)) }
    let check = try monitor.phase {
      try DataCheck(labeled, workers: workers) { phase, done, count in
        monitor.advance("\(phase)", done, of: count)
        return !monitor.isCancelled
      }
    }
    let report = CheckReport(data: labeled, check: check)
    if let output { try report.write(to: output) }
    return report
  }
}
