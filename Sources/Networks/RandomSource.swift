/// A seeded stream of random numbers that can be divided into named, independent streams.
///
/// Randomness is a value handed down: `source.stream("shuffle", epoch)` is the same numbers whatever was
/// drawn elsewhere and whichever thread asks, which is what makes runs repeatable with any number of threads.
///
/// The generator is SplitMix64 (Steele, Lea, Flood: *Fast Splittable Pseudorandom Number Generators*,
/// OOPSLA 2014, doi:10.1145/2660193.2660195). Not for cryptography.
public struct RandomSource: RandomNumberGenerator, Hashable, Sendable {
  private let origin: UInt64
  private var state: UInt64

  /// Makes the root stream of a run.
  public init(seed: UInt64) {
    origin = RandomSource.mixed(seed &+ RandomSource.increment)
    state = origin
  }

  /// The stream that belongs to `name` and `indices`; it depends on nothing that was drawn before.
  public func stream(_ name: String, _ indices: Int...) -> RandomSource {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325  // FNV-1a: stable across runs, unlike Hasher
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    var seed = RandomSource.mixed(origin ^ RandomSource.mixed(hash))
    for index in indices {
      seed = RandomSource.mixed(seed &+ RandomSource.increment &* (UInt64(bitPattern: Int64(index)) &+ 1))
    }
    return RandomSource(seed: seed)
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    state &+= RandomSource.increment
    return RandomSource.mixed(state)
  }

  /// A number in 0 ..< 1 with 24 random bits, all that a `Float` holds.
  public mutating func uniform() -> Float {
    Float(next() >> 40) * 0x1p-24
  }

  private static let increment: UInt64 = 0x9e37_79b9_7f4a_7c15  // 2^64 divided by the golden ratio

  /// The finaliser of SplitMix64: a bijection in which every input bit moves every output bit.
  @inlinable
  package static func mixed(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
