package import FoveaImages

/// Pictures that are copies of each other though their files differ.
package struct NearDuplicates: Sendable {
  /// Two of the pictures, by position, the first one lower.
  package struct Pair: Hashable, Sendable {
    package let first: Int
    package let second: Int
    /// Correlation of their edges, up to 1.
    package let likeness: Float
    package let isMirrored: Bool
  }

  package let pairs: [Pair]

  /// Compares all of `signatures` with each other; nil is like nothing.
  ///
  /// - Parameter onProgress: called with how many are done; false stops.
  package init(
    _ signatures: [PictureSignature?], workers: Int = 1, onProgress: (Int) -> Bool = { _ in true }
  ) throws {
    let known = signatures.indices.compactMap { index in signatures[index].map { (index, $0) } }
    let scan = HashScan(known.map(\.1.hash))
    var pairs: [Pair] = []
    for start in stride(from: 0, to: known.count, by: 4096) {
      let portion = min(4096, known.count - start)
      pairs += ParallelMap.map(portion, workers: workers) { offset -> [Pair] in
        let position = start + offset
        let (index, signature) = known[position]
        var found: [Int: Pair] = [:]
        for (hash, isMirrored) in [(signature.hash, false), (signature.mirroredHash, true)] {
          let near = scan.neighbours(of: hash, from: position + 1, limit: PictureSignature.hashLimit)
          for other in near where signature.mayBeCopy(of: known[other].1, mirrored: isMirrored) {
            let likeness = signature.likeness(to: known[other].1, mirrored: isMirrored)
            guard likeness >= PictureSignature.likeness else { continue }
            guard likeness > found[other]?.likeness ?? 0 else { continue }
            found[other] = Pair(
              first: index, second: known[other].0, likeness: likeness, isMirrored: isMirrored)
          }
        }
        return found.values.sorted { $0.second < $1.second }
      }.flatMap { $0 }
      guard onProgress(start + portion) else { throw CancellationError() }
    }
    self.pairs = pairs
  }
}
