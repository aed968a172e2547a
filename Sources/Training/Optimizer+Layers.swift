import Foundation
import FoveaExecution
import FoveaNetworks

// LAMB: steps whose length follows that of the layer.
extension OptimizerState {
  func lamb(
    _ w: UnsafeMutablePointer<Float>, _ g: UnsafeMutablePointer<Float>, _ moments: Moments, rate: Float
  ) {
    let squares = UnsafeMutablePointer<(weight: Double, step: Double)>.allocate(capacity: pieces.count)
    defer { squares.deallocate() }
    Threads.perform(pieces.count) { index in
      let piece = pieces[index]
      let (w, g) = (w + piece.range.lowerBound, g + piece.range.lowerBound)
      moments.direct(
        w, g, addresses(at: piece.range.lowerBound), piece.range.count,
        decay: piece.decays ? weightDecay : 0)
      squares[index] = (squareSum(w, piece.range.count), squareSum(g, piece.range.count))
    }
    // In the order of the pieces, so that the number of threads changes nothing.
    var sums: [Int: (weight: Double, step: Double)] = [:]
    for (index, piece) in pieces.enumerated() {
      sums[piece.segment, default: (0, 0)].weight += squares[index].weight
      sums[piece.segment, default: (0, 0)].step += squares[index].step
    }
    let ratios = sums.mapValues { sum in
      sum.weight > 0 && sum.step > 0 ? Float((sum.weight / sum.step).squareRoot()) : 1
    }
    Threads.perform(pieces.count) { index in
      let piece = pieces[index]
      let ratio = piece.decays ? ratios[piece.segment] ?? 1 : 1
      let factor = rate * piece.rate * ratio
      for i in piece.range { w[i] -= factor * g[i] }
    }
  }
}

/// Σ x² in double precision.
func squareSum(_ x: UnsafePointer<Float>, _ count: Int) -> Double {
  var sum = 0.0
  for i in 0..<count { sum += Double(x[i]) * Double(x[i]) }
  return sum
}

// Muon: orthogonal steps of hidden weights.
extension OptimizerState {
  /// A hidden weight as the matrix `[outputs, inputs · kernel]`.
  struct Matrix {
    let segment: Int
    let range: Range<Int>
    let rows: Int
    let columns: Int
    let rate: Float
  }

  /// The weights between the first and the last.
  static func matrices(
    of segments: [(spec: ParameterSpec, range: Range<Int>)], _ optimizer: Optimizer, _ rates: [Float]
  ) -> [Matrix] {
    guard case .muon = optimizer else { return [] }
    let weights = segments.indices.filter { segments[$0].spec.role == .weight }
    return weights.dropFirst().dropLast().compactMap { index in
      let (spec, range) = segments[index]
      guard spec.shape.rank >= 2 else { return nil }
      return Matrix(
        segment: index, range: range, rows: spec.shape[0], columns: spec.shape.count / spec.shape[0],
        rate: rates[index])
    }
  }

  /// One step of a matrix.
  func move(
    _ matrix: Matrix, _ w: UnsafeMutablePointer<Float>, _ g: UnsafeMutablePointer<Float>, momentum: Float,
    _ learningRate: Float
  ) throws(ExecutionError) {
    let first = matrix.range.lowerBound
    let (w, g, v) = (w + first, g + first, addresses(at: first)[0])
    let count = matrix.range.count
    Threads.perform(over: count, grain: 1 << 14) { range in
      for i in range {
        v[i] = momentum * v[i] + g[i]
        g[i] += momentum * v[i]
      }
    }
    // Blocks of a kernel's layout are no rows: the matrix is made of a plain copy.
    let values = try parameters.plain(segment: matrix.segment, from: g)
    orthogonalize(values.floats, rows: matrix.rows, columns: matrix.columns)
    try parameters.place(values, segment: matrix.segment, to: g)
    let rate = learningRate * matrix.rate
    let step = rate * max(1, Float(matrix.rows) / Float(matrix.columns)).squareRoot()
    let keep = 1 - rate * weightDecay
    Threads.perform(over: count, grain: 1 << 14) { range in
      for i in range { w[i] = keep * w[i] - step * g[i] }
    }
  }
}

/// Brings the singular values of a matrix close to one, in place, by five steps of X ← a·X + (b·A + c·A²)·X, A = X·Xᵀ.
///
/// The coefficients are Jordan's, which leave values between about 0.7 and 1.2.
func orthogonalize(_ matrix: UnsafeMutableBufferPointer<Float>, rows: Int, columns: Int) {
  let (a, b, c): (Float, Float, Float) = (3.4445, -4.7750, 2.0315)
  guard let start = matrix.baseAddress, rows > 0, columns > 0 else { return }
  let count = rows * columns
  let length = Float(squareSum(start, count).squareRoot()) + 1e-7
  for i in 0..<count { start[i] /= length }
  // The products are smaller over the short side, whichever that is.
  let isWide = rows <= columns
  let side = min(rows, columns)
  let product = Scratch(side * side)
  let polynomial = Scratch(side * side)
  let next = Scratch(count)
  for _ in 0..<5 {
    if isWide {
      MatrixProduct.multiply(
        start, start, transposes: (false, true), (rows, rows, columns), to: product.start)
    } else {
      MatrixProduct.multiply(
        start, start, transposes: (true, false), (columns, columns, rows), to: product.start)
    }
    for i in 0..<side * side { polynomial.start[i] = b * product.start[i] }
    MatrixProduct.multiply(
      product.start, product.start, (side, side, side), scale: c, adding: 1, to: polynomial.start)
    for i in 0..<count { next.start[i] = a * start[i] }
    if isWide {
      MatrixProduct.multiply(polynomial.start, start, (rows, columns, rows), adding: 1, to: next.start)
    } else {
      MatrixProduct.multiply(start, polynomial.start, (rows, columns, columns), adding: 1, to: next.start)
    }
    start.update(from: next.start, count: count)
  }
}

/// Room for intermediate numbers, freed with its owner.
private final class Scratch {
  let start: UnsafeMutablePointer<Float>
  init(_ count: Int) { start = .allocate(capacity: count) }
  deinit { start.deallocate() }
}
