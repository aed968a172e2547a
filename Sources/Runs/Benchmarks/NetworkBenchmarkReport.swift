import Foundation
import FoveaExecution
import FoveaFiles
package import FoveaTraining

/// What `benchmark` prints of a network.
package struct NetworkBenchmarkReport: Encodable {
  let network: String
  let task: String
  let precision: String
  let engine: String
  let batch: Int
  let threads: Int
  let imagesPerSecond: Double
  let best: Double
  let peakMemoryBytes: Int
  let steps: Int

  enum CodingKeys: String, CodingKey {
    case network, task, precision, engine, batch, threads, best, steps
    case imagesPerSecond = "images_per_second"
    case peakMemoryBytes = "peak_memory_bytes"
  }

  package init(
    network: String, task: String, precision: String, batch: Int, threads: Int, _ result: StepBenchmark.Result
  ) {
    self.network = network
    self.task = task
    self.precision = precision
    engine = "oneDNN \(oneDNNVersion)"
    self.batch = batch
    self.threads = threads
    imagesPerSecond = (result.imagesPerSecond * 10).rounded() / 10
    best = (result.best * 10).rounded() / 10
    peakMemoryBytes = ProcessMemory.peakBytes
    steps = result.seconds.count
  }

  /// The same for people.
  package var text: String {
    """
    \(network), \(task), \(precision), batch \(batch), \(threads) threads
    \(fixed(imagesPerSecond, 1)) images/s at the median of \(steps) steps, \(fixed(best, 1)) at the fastest, \
    peak memory \(peakMemoryBytes >> 20) MiB
    """
  }
}

/// What the operating system says of this process.
enum ProcessMemory {
  /// The most memory that was resident at any time.
  static var peakBytes: Int {
    var usage = rusage()
    #if os(Linux)
      getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
      return Int(usage.ru_maxrss) << 10  // Linux counts kibibytes
    #else
      getrusage(RUSAGE_SELF, &usage)
      return Int(usage.ru_maxrss)
    #endif
  }
}
