import Dispatch
package import FoveaDatasets

/// Who a job tells what happens, and who can cancel it.
///
/// A job calls both functions from the one thread that it performs on.
public struct RunMonitor {
  private let cancelled: () -> Bool
  private let receive: (RunEvent) throws -> Void

  /// - Parameters:
  ///   - isCancelled: asked often, at least once a batch; true ends the job soon, as if it was interrupted.
  ///   - receive: called with each event in order; an error that it throws ends the job.
  public init(isCancelled: @escaping () -> Bool, receive: @escaping (RunEvent) throws -> Void) {
    cancelled = isCancelled
    self.receive = receive
  }

  /// Tells `receive` what happens, nothing by default; nobody cancels.
  public init(receive: @escaping (RunEvent) throws -> Void = { _ in }) {
    self.init(isCancelled: { false }, receive: receive)
  }

  /// Whether the job should end.
  public var isCancelled: Bool { cancelled() }

  func requireGoingOn() throws { if isCancelled { throw CancellationError() } }

  func tell(_ event: RunEvent) throws { try receive(event) }
  func note(_ note: RunNote) throws { try receive(.note(note)) }
  func warn(_ warning: RunWarning) throws { try receive(.warning(warning)) }

  /// Tells how far a phase is, where nothing can be thrown: a receiver that fails is heard of at the next event.
  func advance(_ name: String, _ done: Int? = nil, of count: Int? = nil, _ detail: String? = nil) {
    try? receive(.phase(RunPhase(name: name, done: done, count: count, detail: detail)))
  }

  /// Performs `body` as a phase, which is over when it returns or throws.
  func phase<Result>(_ name: String? = nil, _ body: () throws -> Result) throws -> Result {
    if let name { advance(name) }
    let result: Result
    do {
      result = try body()
    } catch {
      try? receive(.phaseEnded)
      throw error
    }
    try receive(.phaseEnded)
    return result
  }

  /// Names the first files of `issues`, and how many more there are.
  func warn(of issues: [SampleIssue]) throws {
    for warning in RunWarning.list(issues) { try warn(warning) }
  }
}

extension RunWarning {
  /// The most files that are warned of by name; `errors.csv` has all of them.
  private static let shownFiles = 5

  /// Warnings of the first files of `issues`, and of how many more there are.
  package static func list(_ issues: [SampleIssue]) -> [RunWarning] {
    issues.prefix(shownFiles).map { .file($0) }
      + (issues.count > shownFiles ? [.moreFiles(issues.count - shownFiles)] : [])
  }
}

/// Seconds of a clock that only goes forward.
func monotonicSeconds() -> Double { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }

/// Spans of time for people.
package enum TimeText {
  /// `8 s`, `3 min 20 s`, `2 h 05 min`.
  package static func words(_ seconds: Double) -> String {
    let total = Int(max(0, seconds.isFinite ? min(seconds, 1e9) : 0).rounded())
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    if total < 60 { return "\(total) s" }
    if total < 3600 { return "\(total / 60) min \(two(total % 60)) s" }
    return "\(total / 3600) h \(two(total / 60 % 60)) min"
  }
}
