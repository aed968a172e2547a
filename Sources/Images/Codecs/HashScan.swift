import CPixelLoops

/// Finds near hashes among many.
package struct HashScan: Sendable {
  private let hashes: [UInt64]

  package init(_ hashes: [UInt64]) { self.hashes = hashes }

  /// The positions from `first` on whose hash differs from `hash` in at most `limit` bits.
  package func neighbours(of hash: UInt64, from first: Int, limit: Int) -> [Int] {
    var found: [Int] = []
    var next = first
    // In portions of a fixed size: a folder of one picture many times over has many neighbours.
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 1024) { portion in
      guard let base = portion.baseAddress else { return }
      while next < hashes.count {
        let count = fovea_hash_neighbours(hashes, next, hashes.count, hash, Int32(limit), base, 1024)
        found += portion[..<count].map(Int.init)
        guard count == 1024 else { return }
        next = Int(base[count - 1]) + 1
      }
    }
    return found
  }
}
