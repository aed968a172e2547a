package import FoveaImages
import FoveaNetworks

/// Pictures that are copies of each other though their files differ.
///
/// An index of coarse shapes, also of those of trimmed and mirrored pictures, names the few that each picture may be a
/// copy of; these are laid on each other. A pair counts where it differs less than different pictures of this set do
/// (`LookAlikes`), and for both of the two much less than the next one that is not a copy.
package struct NearDuplicates: Sendable {
  /// Two of the pictures, by position, the first one lower.
  package struct Pair: Hashable, Sendable {
    package let first: Int
    package let second: Int
    /// How well their edges agree when they are laid on each other, up to 1.
    package let likeness: Float
    package let isMirrored: Bool

    package init(first: Int, second: Int, likeness: Float, isMirrored: Bool) {
      self.first = first
      self.second = second
      self.likeness = likeness
      self.isMirrored = isMirrored
    }
  }

  package let pairs: [Pair]
  /// The least likeness of copies in this set.
  package let leastLikeness: Float

  /// How many pictures are compared with each one: more where there are few, because that costs little.
  private static let candidates = 5...24
  private static let comparisons = 40_000

  /// Compares each of `signatures` with those that are nearest to it; nil is like nothing.
  ///
  /// - Parameter onProgress: called with how many are done; false stops.
  package init(
    _ signatures: [PictureSignature?], workers: Int = 1, onProgress: (Int) -> Bool = { _ in true }
  ) throws {
    let positions = signatures.indices.filter { signatures[$0] != nil }
    let known = signatures.compactMap(\.self)
    let random = RandomSource(seed: 0).stream("near-duplicates")
    let space = ShapeSpace(known, workers: workers, random: random)
    let limit = LookAlikes(known, space, workers: workers, random: random).limit
    leastLikeness = 1 - limit
    let bounds = NearDuplicates.candidates
    let count = min(
      bounds.upperBound, max(bounds.lowerBound, NearDuplicates.comparisons / max(1, known.count)))
    var measured: [Pair] = []
    var compared: Set<ShapeSpace.Candidate> = []
    for start in stride(from: 0, to: known.count, by: 1024) {
      let portion = min(1024, known.count - start)
      let named = ParallelMap.map(portion, workers: workers) {
        space.nearest(to: start + $0, count: count, trimmed: max(1, count / 8))
      }
      // Each pair once, whichever of the two named it.
      let fresh = named.joined().filter { compared.insert($0).inserted }
      measured += ParallelMap.map(fresh.count, workers: workers) { number -> Pair? in
        let candidate = fresh[number]
        let second = AlignedPicture(known[candidate.second], mirrored: candidate.isMirrored)
        let difference = AlignedPicture(known[candidate.first]).difference(
          from: second, limit: limit * LookAlikes.gap)
        return difference.map {
          Pair(
            first: candidate.first, second: candidate.second, likeness: 1 - $0,
            isMirrored: candidate.isMirrored)
        }
      }.compactMap(\.self)
      guard onProgress(positions[start + portion - 1] + 1) else { throw CancellationError() }
    }
    let best = NearDuplicates.best(measured)
    let reach = NearDuplicates.reach(of: known.count, best, limit)
    pairs = best.filter { 1 - $0.likeness <= min(reach[$0.first], reach[$0.second]) }.map {
      Pair(
        first: positions[$0.first], second: positions[$0.second], likeness: $0.likeness,
        isMirrored: $0.isMirrored)
    }
  }

  /// In order, and of two ways to lie on each other the better one.
  private static func best(_ pairs: [Pair]) -> [Pair] {
    let sorted = pairs.sorted {
      ($0.first, $0.second, $1.likeness) < ($1.first, $1.second, $0.likeness)
    }
    var result: [Pair] = []
    for pair in sorted where result.last?.first != pair.first || result.last?.second != pair.second {
      result.append(pair)
    }
    return result
  }

  /// The largest difference of a copy of each picture.
  private static func reach(of count: Int, _ pairs: [Pair], _ limit: Float) -> [Float] {
    var differences = [[Float]](repeating: [], count: count)
    for pair in pairs {
      differences[pair.first].append(1 - pair.likeness)
      differences[pair.second].append(1 - pair.likeness)
    }
    return differences.map { unsorted in
      let sorted = unsorted.sorted()
      let copies = LookAlikes.copies(sorted, limit: limit)
      return copies > 0 ? sorted[copies - 1] : -1
    }
  }
}
