import FoveaDatasets

/// Pictures whose features are far from those of their class.
///
/// The distance of a picture is the mean one to the nearest 20 of its class, by the cosine of the roots of features. It is
/// an outlier where that lies further above the median of the class than `limit` times its upper spread, which is what the
/// upper tenth of the class tells of a deviation. Distances lean to the right, so that the spread of the lower half would
/// name too many.
struct ClassOutliers {
  /// A picture that is far from its class.
  struct Outlier: Hashable, Sendable {
    let position: Int
    /// The mean distance to the nearest of the class.
    let distance: Float
    /// What half of the class are within.
    let median: Float
    /// What it would have to be within.
    let bar: Float
  }

  /// The furthest first, in deviations of their classes.
  let outliers: [Outlier]
  /// Classes with too few pictures to tell.
  let small: [Int]

  /// One of 160 of a normal distribution is further away; distances of photos have less of an upper end than that.
  private static let limit: Float = 2.5
  /// Nearest ones of the class that the distance is the mean of: a few odd ones of a kind do not hide each other.
  static let neighbours = 20
  /// Where the upper tenth of a normal distribution begins, in deviations.
  private static let tenth: Float = 1.2816
  /// Classes of fewer pictures have no distribution.
  static let least = 20
  /// Distances differ by so much of the median, whatever a class of copies says.
  private static let leastSpread: Float = 0.02

  /// - Parameters:
  ///   - neighbours: the nearest of each picture within its class.
  ///   - labels: the class of each.
  init(_ neighbours: [[FeatureNeighbours.Neighbour]], labels: [Int], classes: Int) {
    var members = Array(repeating: [Int](), count: classes)
    for (position, label) in labels.enumerated() { members[label].append(position) }
    var found: [(outlier: Outlier, deviations: Float)] = []
    for positions in members where positions.count >= ClassOutliers.least {
      // A third of a small class.
      let count = min(ClassOutliers.neighbours, positions.count / 3)
      let distances = positions.map { position in
        let near = neighbours[position].prefix(count)
        return near.isEmpty ? 1 : near.reduce(0) { $0 + $1.distance } / Float(near.count)
      }
      let sorted = distances.sorted()
      let (median, high) = (sorted[sorted.count / 2], sorted[sorted.count * 9 / 10])
      let spread = max((high - median) / ClassOutliers.tenth, ClassOutliers.leastSpread * median)
      let bar = median + ClassOutliers.limit * spread
      for (position, distance) in zip(positions, distances) where distance > bar {
        found.append(
          (
            Outlier(position: position, distance: distance, median: median, bar: bar),
            (distance - median) / spread
          ))
      }
    }
    outliers = found.sorted { ($1.deviations, $0.outlier.position) < ($0.deviations, $1.outlier.position) }
      .map(\.outlier)
    small = members.indices.filter { !members[$0].isEmpty && members[$0].count < ClassOutliers.least }
  }
}
