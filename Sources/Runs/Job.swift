import Foundation
import Synchronization

/// A job that is performing on a thread of its own: events to follow, a result to wait for.
///
/// ```swift
/// let job = run.start()
/// for try await event in job.events { print(event) }
/// let outcome = try await job.outcome()
/// ```
///
/// Cancelling the task that waits for the result cancels the job. It ends soon, at the latest after a batch, and leaves
/// what an interrupted run leaves.
public final class Job<Outcome: Sendable>: Sendable {
  /// What happens, in order, from the beginning.
  ///
  /// It ends with the job, and throws what ended it. One task may follow it.
  public let events: AsyncThrowingStream<RunEvent, any Error>
  private let result: Task<Outcome, any Error>
  private let isCancelled: Flag

  /// Starts `body` at once.
  init(_ body: @escaping @Sendable (RunMonitor) throws -> Outcome) {
    let (events, continuation) = AsyncThrowingStream<RunEvent, any Error>.makeStream()
    let isCancelled = Flag()
    self.events = events
    self.isCancelled = isCancelled
    result = Task {
      // Kernels block their thread for as long as they compute, which no thread of a pool of tasks should be.
      try await withCheckedThrowingContinuation { waiting in
        let thread = Thread {
          let monitor = RunMonitor(isCancelled: { isCancelled.isSet }, receive: { continuation.yield($0) })
          let result = Swift.Result { try body(monitor) }
          switch result {
          case .success: continuation.finish()
          case .failure(let error): continuation.finish(throwing: error)
          }
          waiting.resume(with: result)
        }
        thread.stackSize = 8 << 20
        thread.start()
      }
    }
  }

  /// Waits for the job's end, and gives its result.
  ///
  /// - Throws: what ended the job; `CancellationError` where it was cancelled before there was a result.
  public func outcome() async throws -> Outcome {
    try await withTaskCancellationHandler {
      try await result.value
    } onCancel: {
      cancel()
    }
  }

  /// Asks the job to end.
  public func cancel() { isCancelled.set() }
}

/// A flag that is set once, by any thread.
private final class Flag: Sendable {
  private let value = Atomic(false)
  var isSet: Bool { value.load(ordering: .relaxed) }
  func set() { value.store(true, ordering: .relaxed) }
}
