import FoveaDatasets
import FoveaExecution
import FoveaNetworks
import Synchronization

/// Contexts of a compiled network, each lent to one caller at a time.
///
/// Batches have one of a few sizes, so that no plan is compiled for each number of images that somebody brings: what is
/// left of a batch is filled with zeros, and its results are dropped. A few idle contexts are kept for the next caller.
final class ContextPool: Sendable {
  private let executable: Executable
  private let views: ScoringViews
  private let preprocessing: Preprocessing
  private let idle = Mutex<[Lent]>([])

  /// Every batch is one of these.
  static let sizes = [128, 32, 8, 1]
  /// Idle contexts that are kept; each has memory for the values between layers.
  private static let idleLimit = 4

  /// One thread uses it at a time: it is either in the pool or lent to one caller.
  private final class Lent: @unchecked Sendable {
    let context: ExecutionContext
    let average: ViewAverage

    init(_ context: ExecutionContext, _ average: ViewAverage) {
      (self.context, self.average) = (context, average)
    }
  }

  init(_ executable: Executable, _ preprocessing: Preprocessing, views: ScoringViews) {
    self.executable = executable
    self.preprocessing = preprocessing
    self.views = views
  }

  /// The raw outputs `[count, outputs]` of samples that `fill` writes, row-major: `fill` is called for each batch with the
  /// samples of it and where they go.
  func outputs(
    count: Int, _ fill: (Range<Int>, UnsafeMutableBufferPointer<Float>) throws -> Void
  ) throws -> [Float] {
    let (inputs, outputs) = (executable.network.input.count, executable.network.output.count)
    var result: [Float] = []
    result.reserveCapacity(count * outputs)
    var start = 0
    while start < count {
      let size = ContextPool.size(for: count - start)
      let samples = start..<min(count, start + size)
      let lent = try take(size)
      // Not given back where something fails: nobody knows what state it is in.
      let input = lent.context.input
      try fill(samples, UnsafeMutableBufferPointer(rebasing: input[..<(samples.count * inputs)]))
      input[(samples.count * inputs)...].update(repeating: 0)
      result += try lent.average.run(lent.context).prefix(samples.count * outputs)
      giveBack(lent)
      start = samples.upperBound
    }
    return result
  }

  /// The size of the next batch of `count` samples: the largest that is at least half full.
  static func size(for count: Int) -> Int { sizes.first { count * 2 > $0 } ?? 1 }

  private func take(_ size: Int) throws -> Lent {
    let known = idle.withLock { idle in
      idle.lastIndex { $0.context.batch == size }.map { idle.remove(at: $0) }
    }
    if let known { return known }
    return Lent(
      try executable.makeInferenceContext(batch: size),
      ViewAverage(views, preprocessing, network: executable.network))
  }

  private func giveBack(_ lent: Lent) {
    idle.withLock { idle in
      idle.append(lent)
      if idle.count > ContextPool.idleLimit { idle.removeFirst() }
    }
  }
}
