import FoveaDatasets
import FoveaImages
import FoveaNetworks

/// Copies that features find: pictures that were cut, lightened or coloured more than the search by pixels follows.
///
/// A pair is looked at twice where one of the two is the nearest of the other by standardised features, or where it is nearer
/// than three quarters of the pictures are to the one most like them. It counts where, in the second look of `CroppedCopies`, it
/// differs less than one of a thousand pairs of this set that are alike to features and are no copies.
struct FeatureCopies {
  /// By positions of samples; the likeness is the cosine.
  let pairs: [NearDuplicates.Pair]
  /// How much a copy differs at most in the second look; nil where there are too few pictures to tell.
  let mostDifference: Float?

  /// Pictures below which nothing is said.
  private static let least = 20
  /// How many different pairs say what pictures of the set reach.
  private static let different = 300

  /// - Parameters:
  ///   - neighbours: of each of `samples`.
  ///   - onProgress: called with how many of how many pairs are done; false stops.
  init(
    _ neighbours: FeatureNeighbours, _ samples: [Sample], limits: DecodingLimits, workers: Int,
    onProgress: (Int, Int) -> Bool
  ) throws {
    // Pictures in memory are centred and alike, so that likeness says nothing of copies.
    guard samples.count >= FeatureCopies.least, samples.allSatisfy({ $0.source.image == nil }) else {
      (pairs, mostDifference) = ([], nil)
      return
    }
    let distances = neighbours.nearest.compactMap { $0.first?.distance }.sorted()
    let bar = distances.isEmpty ? 0 : distances[distances.count / 4]
    var candidates: [[Int]: Float] = [:]
    for (index, near) in neighbours.nearest.enumerated() {
      for (rank, neighbour) in near.enumerated() where rank == 0 || neighbour.distance <= bar {
        candidates[[min(index, neighbour.index), max(index, neighbour.index)]] = neighbour.distance
      }
    }
    let named = candidates.sorted { $0.key.lexicographicallyPrecedes($1.key) }
    // The last of the nearest: alike as different pictures of the set are.
    var random = RandomSource(seed: 0).stream("different pictures")
    let others = neighbours.nearest.indices.shuffled(using: &random).prefix(FeatureCopies.different)
      .compactMap { index in neighbours.nearest[index].last.map { (first: index, second: $0.index) } }
    let all = others + named.map { (first: $0.key[0], second: $0.key[1]) }
    let differences = try CroppedCopies(samples, limits: limits, workers: workers)
      .differences(of: all) { onProgress($0, all.count) }
    let limit = CroppedCopies.limit(different: differences.prefix(others.count).compactMap(\.self))
    pairs = zip(named, differences.dropFirst(others.count)).compactMap { pair, difference in
      guard let difference, difference <= limit else { return nil }
      return NearDuplicates.Pair(
        first: pair.key[0], second: pair.key[1], likeness: 1 - pair.value, isMirrored: false)
    }
    mostDifference = limit
  }
}
