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

/// Σ x² in double precision, in eight sums that the processor adds side by side.
func squareSum(_ x: UnsafePointer<Float>, _ count: Int) -> Double {
  var sums = SIMD8<Double>(repeating: 0)
  let whole = count / 8 * 8
  for first in stride(from: 0, to: whole, by: 8) {
    let values = SIMD8<Double>(UnsafeRawPointer(x + first).loadUnaligned(as: SIMD8<Float>.self))
    sums += values * values
  }
  var sum = sums.sum()
  for i in whole..<count { sum += Double(x[i]) * Double(x[i]) }
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
      guard spec.shape.rank >= 2, rates[index] > 0 else { return nil }
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
