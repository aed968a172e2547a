import FoveaDatasets
import FoveaImages
import FoveaInference
import FoveaNetworks
import FoveaTraining

/// Which pictures are nearest to each, by the cosine of features: among all, and within the class.
struct FeatureNeighbours {
  /// A picture that is near.
  struct Neighbour: Hashable, Sendable {
    let index: Int
    /// One less the cosine: 0 for equal features, 1 for features that have nothing to do with each other.
    let distance: Float
  }

  /// Of each picture the nearest, the first one the most alike.
  let nearest: [[Neighbour]]
  /// The same among the pictures of its class.
  let own: [[Neighbour]]

  /// What of features is compared.
  enum Space: Hashable, Sendable {
    /// Features without their mean and of one deviation: tells copies from what is merely alike.
    case standardised
    /// The roots of their sizes, so that a few large features do not decide: tells what is of another kind.
    case roots
  }

  /// How many are kept where nothing else is said.
  static let usualCount = 10
  /// Up to so many pictures all are compared with all; above, a forest names those that may be near.
  private static let exact = 12_000
  private static let (trees, leaves) = (8, 4)
  /// Pictures whose neighbours one thread looks for at a time, and pictures that stay in its cache.
  private static let (queries, block) = (16, 64)

  /// - Parameters:
  ///   - labels: the class of each row of `features`.
  ///   - onProgress: called with how many are done; false stops.
  init(
    _ features: FeatureMatrix, labels: [Int], in space: Space = .standardised,
    count: Int = FeatureNeighbours.usualCount, workers: Int, exactUpTo exact: Int = FeatureNeighbours.exact,
    onProgress: (Int) -> Bool
  ) throws {
    let (vectors, width) = FeatureNeighbours.units(features, space)
    guard features.rows <= exact else {
      nearest = try FeatureNeighbours.approximate(
        Array(0..<features.rows), vectors, width, count, workers, onProgress)
      var own = Array(repeating: [Neighbour](), count: features.rows)
      for members in Dictionary(grouping: labels.indices, by: { labels[$0] }).values.sorted(by: {
        $0[0] < $1[0]
      }) {
        let found = try FeatureNeighbours.approximate(members, vectors, width, count, workers) { _ in
          onProgress(features.rows)
        }
        for (member, neighbours) in zip(members, found) { own[member] = neighbours }
      }
      self.own = own
      return
    }
    var all: [(nearest: [Neighbour], own: [Neighbour])] = []
    let step = FeatureNeighbours.queries * max(1, workers) * 4
    for start in stride(from: 0, to: features.rows, by: step) {
      let end = min(features.rows, start + step)
      let chunks = stride(from: start, to: end, by: FeatureNeighbours.queries).map {
        $0..<min(end, $0 + FeatureNeighbours.queries)
      }
      let found = ParallelMap.map(chunks.count, workers: workers) {
        FeatureNeighbours.compared(chunks[$0], vectors, width, labels, count)
      }
      all += found.joined()
      guard onProgress(end) else { throw CancellationError() }
    }
    (nearest, own) = (all.map(\.nearest), all.map(\.own))
  }

  /// Features of length one, one after the other, and how many numbers each has.
  private static func units(_ features: FeatureMatrix, _ space: Space) -> (vectors: [Float], width: Int) {
    let standard =
      switch space {
      case .standardised: Standardization(features).applied(to: features)
      case .roots:
        FeatureMatrix(
          width: features.width,
          values: features.values.map { $0 < 0 ? -(-$0).squareRoot() : $0.squareRoot() })
      }
    // Loops over vectors take eight numbers at a time.
    let width = (features.width + 7) / 8 * 8
    var vectors = [Float](repeating: 0, count: features.rows * width)
    standard.values.withUnsafeBufferPointer { values in
      vectors.withUnsafeMutableBufferPointer { vectors in
        for row in 0..<features.rows {
          var squares = 0.0
          for i in 0..<features.width {
            let value = Double(values[row * features.width + i])
            squares += value * value
          }
          // A picture that is the mean of all is near to none.
          guard squares > 0 else { continue }
          let scale = Float(1 / squares.squareRoot())
          for i in 0..<features.width { vectors[row * width + i] = values[row * features.width + i] * scale }
        }
      }
    }
    return (vectors, width)
  }

  /// The neighbours of the pictures in `chunk`, which are compared with all others.
  private static func compared(
    _ chunk: Range<Int>, _ vectors: [Float], _ width: Int, _ labels: [Int], _ count: Int
  ) -> [(nearest: [Neighbour], own: [Neighbour])] {
    var nearest = chunk.map { _ in Nearest(count: count) }
    var own = nearest
    vectors.withUnsafeBufferPointer { vectors in
      for start in stride(from: 0, to: labels.count, by: block) {
        for (position, query) in chunk.enumerated() {
          for other in start..<min(labels.count, start + block) where other != query {
            let product = VectorLoops.dot(
              vectors, from: query * width, vectors, from: other * width, count: width)
            let neighbour = Neighbour(index: other, distance: max(0, 1 - product))
            nearest[position].add(neighbour)
            if labels[other] == labels[query] { own[position].add(neighbour) }
          }
        }
      }
    }
    return zip(nearest, own).map { ($0.items, $1.items) }
  }

  /// The neighbours of each of `members` among them, as far as a forest finds them.
  private static func approximate(
    _ members: [Int], _ vectors: [Float], _ width: Int, _ count: Int, _ workers: Int,
    _ onProgress: (Int) -> Bool
  ) throws -> [[Neighbour]] {
    var own: [Float] = []
    own.reserveCapacity(members.count * width)
    for member in members { own += vectors[member * width..<(member + 1) * width] }
    let forest = NeighbourForest(
      own, dimension: width, trees: trees, workers: workers,
      random: RandomSource(seed: 0).stream("features"))
    var found: [[Neighbour]] = []
    for start in stride(from: 0, to: members.count, by: 1024) {
      let (portion, all) = (min(1024, members.count - start), own)
      found += ParallelMap.map(portion, workers: workers) { position in
        let query = start + position
        var nearest = Nearest(count: count)
        forest.forEach(near: Array(all[query * width..<(query + 1) * width]), leaves: leaves) { near in
          // Of vectors of length one the squared distance is twice that of the cosine.
          if near.index != query {
            nearest.add(Neighbour(index: members[near.index], distance: near.distance / 2))
          }
        }
        return nearest.items
      }
      guard onProgress(start + portion) else { throw CancellationError() }
    }
    return found
  }

  /// The nearest ones so far, in order, each once.
  private struct Nearest {
    let count: Int
    private(set) var items: [Neighbour] = []

    init(count: Int) { self.count = count }

    mutating func add(_ neighbour: Neighbour) {
      if items.count == count {
        guard neighbour.distance < items[items.count - 1].distance else { return }
      }
      guard !items.contains(where: { $0.index == neighbour.index }) else { return }
      if items.count == count { items.removeLast() }
      let place = items.firstIndex { $0.distance > neighbour.distance } ?? items.count
      items.insert(neighbour, at: place)
    }
  }
}
