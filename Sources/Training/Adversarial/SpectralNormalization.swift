import FoveaExecution
import FoveaNetworks

/// Divides each weight of a network by its largest singular value σ, while the weights that are learned stay as they are.
///
/// - Formula: W̄ = W / σ with W as the matrix `[outputs, inputs · kernel]`. One power iteration a step, v ← Wᵀu / ‖Wᵀu‖,
///   u ← Wv / ‖Wv‖, follows σ = uᵀWv while W moves slowly. With G the gradient of W̄ that of W is
///   (G − ⟨G, W̄⟩ · uvᵀ) / σ, u and v held fixed.
/// - Source: Miyato et al.: *Spectral Normalization for Generative Adversarial Networks*, arXiv:1802.05957, equations 8
///   and 12 and algorithm 1.
///
/// Between two steps of the optimiser the store holds W̄, which is what the network runs with, and `learned` holds W.
final class SpectralNormalization {
  private let store: ParameterStore
  /// W, in the order and layouts of the store.
  private let learned: AlignedMemory
  /// uvᵀ of each weight, in the same order.
  private let directions: AlignedMemory
  private var matrices: [Matrix]

  private struct Matrix {
    let name: String
    let segment: Int
    let range: Range<Int>
    var u: [Float]
    var v: [Float]
    var sigma: Float = 1
  }

  // So many iterations bring a drawn u close to the singular vector of the first weights.
  private static let firstIterations = 10

  /// Takes over the weights that `store` has now, and normalises them.
  init(_ store: ParameterStore, random: RandomSource) throws(ExecutionError) {
    self.store = store
    learned = try store.makeBuffer()
    directions = try store.makeBuffer()
    matrices = store.segments.enumerated().compactMap { index, segment in
      guard segment.spec.role == .weight else { return nil }
      var stream = random.stream(segment.spec.name)
      let rows = segment.spec.shape[0]
      var u = (0..<rows).map { _ in stream.normal() }
      normalize(&u)
      return Matrix(
        name: segment.spec.name, segment: index, range: segment.range, u: u,
        v: Array(repeating: 0, count: segment.spec.shape.count / rows))
    }
    try apply(iterations: SpectralNormalization.firstIterations)
  }

  /// Puts the weights that are learned into the store, where an optimiser moves them.
  func restore() {
    _ = store.trainable.update(fromContentsOf: learned.floats.prefix(store.trainable.count))
  }

  /// Takes the weights of the store for the learned ones, follows their singular values, and divides by them.
  func apply(iterations: Int = 1) throws(ExecutionError) {
    guard let w = store.trainable.baseAddress else { return }
    for index in matrices.indices {
      let values = try store.plain(
        segment: matrices[index].segment, from: w + matrices[index].range.lowerBound)
      for _ in 0..<iterations { iterate(&matrices[index], values.floats) }
    }
    try divide()
  }

  /// Turns the gradient of W̄ into that of W.
  func correct(_ gradients: UnsafeMutableBufferPointer<Float>) {
    guard let g = gradients.baseAddress, let w = store.trainable.baseAddress,
      let d = directions.floats.baseAddress
    else { return }
    for matrix in matrices {
      let (first, count) = (matrix.range.lowerBound, matrix.range.count)
      let projection = Float(dot(g + first, w + first, count))
      let scale = 1 / matrix.sigma
      for i in matrix.range { g[i] = scale * (g[i] - projection * d[i]) }
    }
  }

  /// Keeps what the store has as the learned weights, and leaves them divided there.
  private func divide() throws(ExecutionError) {
    let weights = store.trainable
    _ = learned.floats.update(fromContentsOf: weights.prefix(learned.floats.count))
    guard let d = directions.floats.baseAddress else { return }
    for matrix in matrices {
      let scale = 1 / matrix.sigma
      for i in matrix.range { weights[i] *= scale }
      let outer = try AlignedMemory(bytes: matrix.u.count * matrix.v.count * MemoryLayout<Float>.stride)
      let values = outer.floats
      for (row, u) in matrix.u.enumerated() {
        let start = row * matrix.v.count
        for (column, v) in matrix.v.enumerated() { values[start + column] = u * v }
      }
      try store.place(outer, segment: matrix.segment, to: d + matrix.range.lowerBound)
    }
  }

  private func iterate(_ matrix: inout Matrix, _ w: UnsafeMutableBufferPointer<Float>) {
    guard let w = w.baseAddress else { return }
    let (rows, columns) = (matrix.u.count, matrix.v.count)
    matrix.v.withUnsafeMutableBufferPointer { v in
      v.update(repeating: 0)
      for row in 0..<rows {
        let (u, weights) = (matrix.u[row], w + row * columns)
        for column in 0..<columns { v[column] += u * weights[column] }
      }
    }
    normalize(&matrix.v)
    matrix.v.withUnsafeBufferPointer { v in
      guard let v = v.baseAddress else { return }
      for row in 0..<rows { matrix.u[row] = Float(dot(w + row * columns, v, columns)) }
    }
    // With u = Wv / ‖Wv‖ the estimate uᵀWv is that length.
    matrix.sigma = max(normalize(&matrix.u), .leastNormalMagnitude)
  }
}

extension SpectralNormalization {
  /// What going on needs beside the learned weights: u, v and σ of each weight.
  var tensors: [String: Tensor] {
    var tensors: [String: Tensor] = [:]
    for matrix in matrices {
      tensors["\(matrix.name).u"] = Tensor([matrix.u.count], matrix.u)
      tensors["\(matrix.name).v"] = Tensor([matrix.v.count], matrix.v)
      tensors["\(matrix.name).sigma"] = Tensor([1], [matrix.sigma])
    }
    return tensors
  }

  /// The largest singular value of a weight, as far as it was followed.
  func sigma(of name: String) -> Float? { matrices.first { $0.name == name }?.sigma }

  /// Goes on from `tensors`; the store has the learned weights.
  ///
  /// - Throws: `ExecutionError.missingParameter` and `.parameterShape` for those of another network.
  func load(_ tensors: [String: Tensor]) throws(ExecutionError) {
    func values(_ name: String, _ count: Int) throws(ExecutionError) -> [Float] {
      guard let tensor = tensors[name] else { throw .missingParameter(name) }
      guard tensor.shape == [count] else {
        throw .parameterShape(name, expected: [count], received: tensor.shape)
      }
      return tensor.elements
    }
    for index in matrices.indices {
      let matrix = matrices[index]
      matrices[index].u = try values("\(matrix.name).u", matrix.u.count)
      matrices[index].v = try values("\(matrix.name).v", matrix.v.count)
      matrices[index].sigma = try values("\(matrix.name).sigma", 1)[0]
    }
    try divide()
  }

  /// Calls `body` with the learned weights in the store, and divides them again as they were.
  func withLearned<Result>(_ body: () throws -> Result) throws -> Result {
    restore()
    let result = Swift.Result { try body() }
    try divide()
    return try result.get()
  }
}

/// Σ a·b in double precision, in eight sums that the processor adds side by side.
private func dot(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ count: Int) -> Double {
  var sums = SIMD8<Double>(repeating: 0)
  let whole = count / 8 * 8
  for first in stride(from: 0, to: whole, by: 8) {
    let left = SIMD8<Double>(UnsafeRawPointer(a + first).loadUnaligned(as: SIMD8<Float>.self))
    sums += left * SIMD8<Double>(UnsafeRawPointer(b + first).loadUnaligned(as: SIMD8<Float>.self))
  }
  var sum = sums.sum()
  for i in whole..<count { sum += Double(a[i]) * Double(b[i]) }
  return sum
}

/// Makes `values` as long as one, and returns their length.
@discardableResult
private func normalize(_ values: inout [Float]) -> Float {
  let length = values.withUnsafeBufferPointer { buffer in
    buffer.baseAddress.map { Float(squareSum($0, buffer.count).squareRoot()) } ?? 0
  }
  let scale = 1 / max(length, 1e-12)
  for index in values.indices { values[index] *= scale }
  return length
}
