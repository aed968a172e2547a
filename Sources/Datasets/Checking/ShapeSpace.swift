import FoveaImages
import FoveaNetworks

/// Coarse shapes as vectors whose distances tell copies from look-alikes: what all pictures of the set share is taken
/// away, and what varies much counts less.
struct ShapeSpace: Sendable {
  /// Two pictures that may be copies, by position, the first one lower.
  struct Candidate: Hashable, Sendable {
    let first: Int
    let second: Int
    let isMirrored: Bool
  }

  private let signatures: [PictureSignature]
  private let mean: [Float]
  private let scale: [Float]
  private let forest: NeighbourForest
  /// As they are, one after the other.
  private let shapes: [Float]

  /// The least correlation of the shapes of two copies.
  private static let leastCorrelation: Float = 0.8
  /// The places at which a picture is trimmed to look for what it was trimmed to, either way: more where there are few
  /// pictures, because that costs little.
  private let trims: [PictureShape.Basis]

  private static let trees = 6
  private static let leaves = 2

  init(_ signatures: [PictureSignature], workers: Int, random: RandomSource) {
    self.signatures = signatures
    let places = signatures.count <= 5000 ? 5 : signatures.count <= 20_000 ? 3 : 2
    trims = PictureShape.Basis.trimmed(places: places)
    let count = PictureShape.count
    let shapes = ParallelMap.map(signatures.count, workers: workers) { signatures[$0].shape.values }
    var sum = [Float](repeating: 0, count: count)
    var square = sum
    for shape in shapes {
      for i in 0..<count {
        sum[i] += shape[i]
        square[i] += shape[i] * shape[i]
      }
    }
    let total = Float(max(1, shapes.count))
    let mean = sum.map { $0 / total }
    // The root of the standard deviation: between counting all alike and making them so.
    let scale = (0..<count).map { i in
      1 / (max(0, square[i] / total - mean[i] * mean[i]) + 1e-4).squareRoot().squareRoot()
    }
    (self.mean, self.scale) = (mean, scale)
    self.shapes = Array(shapes.joined())
    var vectors: [Float] = []
    vectors.reserveCapacity(shapes.count * count)
    for shape in shapes { for i in 0..<count { vectors.append((shape[i] - mean[i]) * scale[i]) } }
    forest = NeighbourForest(
      vectors, dimension: count, trees: ShapeSpace.trees, workers: workers, random: random)
  }

  /// What is nearest to the picture at `index`: `count` to it as it is, and `trimmed` to it trimmed at each of some
  /// places; mirrored or not.
  func nearest(to index: Int, count: Int, trimmed: Int) -> [Candidate] {
    var result = nearest(to: signatures[index].shape, except: index, count: count)
    for shape in signatures[index].trimmedShapes(trims) {
      result += nearest(to: shape, except: index, count: trimmed)
    }
    return Array(Set(result)).sorted {
      ($0.first, $0.second, $1.isMirrored ? 1 : 0) < ($1.first, $1.second, $0.isMirrored ? 1 : 0)
    }
  }

  private func nearest(to shape: PictureShape, except index: Int, count: Int) -> [Candidate] {
    var nearest: [(candidate: Candidate, distance: Float)] = []
    for isMirrored in [false, true] {
      let query = isMirrored ? shape.mirrored.values : shape.values
      let vector = query.indices.map { (query[$0] - mean[$0]) * scale[$0] }
      forest.forEach(near: vector, leaves: ShapeSpace.leaves) { found in
        guard found.index != index else { return }
        guard nearest.count < count || found.distance < nearest[nearest.count - 1].distance,
          correlation(query, found.index) >= ShapeSpace.leastCorrelation
        else { return }
        let candidate = Candidate(
          first: min(index, found.index), second: max(index, found.index), isMirrored: isMirrored)
        if let same = nearest.firstIndex(where: { $0.candidate == candidate }) {
          guard found.distance < nearest[same].distance else { return }
          nearest.remove(at: same)
        } else if nearest.count == count {
          nearest.removeLast()
        }
        let place = nearest.firstIndex { $0.distance > found.distance } ?? nearest.count
        nearest.insert((candidate, found.distance), at: place)
      }
    }
    return nearest.map(\.candidate)
  }

  private func correlation(_ query: [Float], _ index: Int) -> Float {
    shapes.withUnsafeBufferPointer { shapes in
      query.withUnsafeBufferPointer {
        VectorLoops.dot(shapes, from: index * query.count, $0, count: query.count)
      }
    }
  }
}
