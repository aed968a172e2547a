/// Draws as many samples as there are, with replacement, again and again; always the same draws for the same number.
///
/// A thousand replicates, or fewer for very many samples: an interval's ends then waver less than its width, which
/// shrinks with the root of the number of samples.
package struct Bootstrap {
  private let samples: Int
  package let replicates: Int
  private var state: UInt64

  /// All draws together, beyond which there are fewer replicates.
  private static let draws = 100_000_000

  package init(samples: Int) {
    precondition(samples > 0, "expected at least one sample, received \(samples)")
    self.samples = samples
    replicates = min(1000, max(200, Bootstrap.draws / samples))
    state = 0x5eed ^ UInt64(samples)
  }

  /// Calls `body` with how often each sample is in the replicate.
  ///
  /// Counts, because whoever scores a replicate then goes through the samples in order instead of here and there.
  package mutating func forEachReplicate(_ body: (UnsafeBufferPointer<UInt16>) -> Void) {
    var counts = [UInt16](repeating: 0, count: samples)
    for _ in 0..<replicates {
      counts.withUnsafeMutableBufferPointer { counts in
        for sample in counts.indices { counts[sample] = 0 }
        for _ in counts.indices { counts[Int(next())] &+= 1 }
        body(UnsafeBufferPointer(counts))
      }
    }
  }

  /// An index by SplitMix64, which `RandomSource` of Networks is too: this module imports nothing, and a generator
  /// handed in could not be inlined into a hundred million draws.
  private mutating func next() -> UInt32 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    z ^= z >> 31
    return UInt32(truncatingIfNeeded: z.multipliedFullWidth(by: UInt64(samples)).high)
  }
}
