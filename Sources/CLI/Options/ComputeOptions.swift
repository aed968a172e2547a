import ArgumentParser
import Foundation
import Fovea

/// How much of the machine a verb uses.
struct ComputeOptions: ParsableArguments {
  @Option(name: [.customShort("j"), .long], help: "Threads that decode images (default: one a core).")
  var workers: Int?

  @Option(help: "Threads that compute (default: one a core).")
  var threads: Int?

  @Option(
    help:
      "Refuse pictures of more pixels (default: as many as a quarter of the machine's memory is enough for).")
  var maxPixels: Int?

  func validate() throws {
    if let workers, workers < 1 {
      throw ValidationError("--workers: expected at least 1, received \(workers)")
    }
    if let threads, threads < 1 {
      throw ValidationError("--threads: expected at least 1, received \(threads)")
    }
    if let maxPixels, maxPixels < 1 {
      throw ValidationError("--max-pixels: expected at least 1, received \(maxPixels)")
    }
  }

  /// The number of decoding threads.
  var workerCount: Int { workers ?? ProcessInfo.processInfo.activeProcessorCount }

  /// What is refused before it is decoded.
  var limits: DecodingLimits { DecodingLimits(pixels: maxPixels ?? DecodingLimits.standardPixels) }

  /// Sets the number of threads that compute, for jobs that take none.
  func apply() {
    if let threads { Threads.use(threads) }
  }
}
