import FoveaImages
package import FoveaNetworks

/// Finds near neighbours among many vectors without comparing all pairs.
///
/// Several trees halve the vectors again and again, each time by the middle of their projections on the line between
/// two of them, so that every leaf is small however alike the vectors are. Dasgupta, Freund: *Random Projection Trees
/// and Low Dimensional Manifolds*, STOC 2008; the direction is that of Bernhardsson's *Annoy*.
package struct NeighbourForest: Sendable {
  /// A vector that is near, and how far it is, squared.
  package struct Neighbour: Hashable, Sendable {
    package let index: Int
    package let distance: Float
  }

  private let dimension: Int
  private let vectors: [Float]
  private let trees: [Tree]

  /// The most vectors of a leaf.
  static let leaf = 16

  private struct Tree: Sendable {
    struct Node: Sendable {
      /// Where the direction begins, −1 for a leaf.
      var direction = -1
      var threshold: Float = 0
      /// Nodes below, or the range of a leaf in `order`.
      var lower = 0
      var upper = 0
    }

    var nodes: [Node] = []
    var directions: [Float] = []
    var order: [Int32]
  }

  /// - Parameters:
  ///   - vectors: one after the other, each of `dimension` numbers, a multiple of 8.
  ///   - trees: how many there are; more find more.
  package init(_ vectors: [Float], dimension: Int, trees: Int, workers: Int, random: RandomSource) {
    precondition(dimension % 8 == 0 && vectors.count % dimension == 0, "\(vectors.count) by \(dimension)")
    self.vectors = vectors
    self.dimension = dimension
    let count = vectors.count / dimension
    self.trees = ParallelMap.map(trees, workers: workers) { number in
      var tree = Tree(order: (0..<count).map(Int32.init))
      var stream = random.stream("tree", number)
      NeighbourForest.divide(0..<count, &tree, vectors, dimension, &stream)
      return tree
    }
  }

  /// Makes the node of the vectors at `range` of the order; its number.
  @discardableResult
  private static func divide(
    _ range: Range<Int>, _ tree: inout Tree, _ vectors: [Float], _ dimension: Int,
    _ random: inout RandomSource
  ) -> Int {
    let number = tree.nodes.count
    tree.nodes.append(Tree.Node(lower: range.lowerBound, upper: range.upperBound))
    guard range.count > leaf else { return number }
    let start = tree.directions.count
    // Of a few lines the longest, so that equal vectors do not make one of no length.
    var longest: ([Float], Float) = ([Float](repeating: 0, count: dimension), -1)
    for _ in 0..<3 {
      let first = Int(tree.order[Int.random(in: range, using: &random)]) * dimension
      let second = Int(tree.order[Int.random(in: range, using: &random)]) * dimension
      let line = (0..<dimension).map { vectors[first + $0] - vectors[second + $0] }
      let length = line.reduce(0) { $0 + $1 * $1 }
      if length > longest.1 { longest = (line, length) }
    }
    tree.directions += longest.0
    var projected = vectors.withUnsafeBufferPointer { vectors in
      range.map { position -> (value: Float, index: Int32) in
        let index = tree.order[position]
        return (product(vectors, Int(index) * dimension, longest.0, dimension), index)
      }
    }
    projected.sort { ($0.value, $0.index) < ($1.value, $1.index) }
    for (position, item) in zip(range, projected) { tree.order[position] = item.index }
    let middle = range.lowerBound + range.count / 2
    let threshold = (projected[range.count / 2 - 1].value + projected[range.count / 2].value) / 2
    let lower = divide(range.lowerBound..<middle, &tree, vectors, dimension, &random)
    let upper = divide(middle..<range.upperBound, &tree, vectors, dimension, &random)
    tree.nodes[number] = Tree.Node(direction: start, threshold: threshold, lower: lower, upper: upper)
    return number
  }

  private static func product(
    _ vectors: UnsafeBufferPointer<Float>, _ start: Int, _ other: [Float], _ dimension: Int
  ) -> Float {
    other.withUnsafeBufferPointer {
      VectorLoops.dot(vectors, from: start, $0, count: dimension)
    }
  }

  /// Calls `body` with what lies in the leaves that `query` falls into, and the ones next to them, `leaves` a tree.
  ///
  /// A vector may come several times.
  package func forEach(near query: [Float], leaves: Int, _ body: (Neighbour) -> Void) {
    vectors.withUnsafeBufferPointer { vectors in
      for tree in trees {
        // Ways that were not taken, with how far the query is from where they part.
        var others: [(margin: Float, node: Int)] = [(0, 0)]
        for _ in 0..<leaves {
          guard let nearest = others.indices.min(by: { others[$0].margin < others[$1].margin }) else { break }
          var (margin, node) = others.remove(at: nearest)
          while tree.nodes[node].direction >= 0 {
            let here = tree.nodes[node]
            let side =
              tree.directions.withUnsafeBufferPointer {
                NeighbourForest.product($0, here.direction, query, dimension)
              } - here.threshold
            others.append((max(margin, abs(side)), side < 0 ? here.upper : here.lower))
            node = side < 0 ? here.lower : here.upper
            margin = max(margin, 0)
          }
          let members = tree.order[tree.nodes[node].lower..<tree.nodes[node].upper]
          withUnsafeTemporaryAllocation(of: Float.self, capacity: NeighbourForest.leaf) { distances in
            query.withUnsafeBufferPointer {
              VectorLoops.squareDistances(vectors, members, to: $0, distances)
            }
            for (index, distance) in zip(members, distances) {
              body(Neighbour(index: Int(index), distance: distance))
            }
          }
        }
      }
    }
  }
}
