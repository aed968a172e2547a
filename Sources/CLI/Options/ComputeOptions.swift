import ArgumentParser
import Foundation
import Fovea

/// How much of the machine a verb uses.
struct ComputeOptions: ParsableArguments {
  @Option(name: [.customShort("j"), .long], help: "Threads that decode images (default: one a core).")
  var workers: Int?

  @Option(help: "Threads that compute (default: one a core).")
  var threads: Int?

  func validate() throws {
    if let workers, workers < 1 {
      throw ValidationError("--workers: expected at least 1, received \(workers)")
    }
    if let threads, threads < 1 {
      throw ValidationError("--threads: expected at least 1, received \(threads)")
    }
  }

  /// The number of decoding threads.
  var workerCount: Int { workers ?? ProcessInfo.processInfo.activeProcessorCount }

  /// Sets the number of computing threads for this process.
  func apply() {
    if let threads { Threads.use(threads) }
  }
}
