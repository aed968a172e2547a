import Foundation
import FoveaExecution
import FoveaNetworks

/// An optimiser at work: what it remembers about every parameter, and its step.
///
/// Parameters, gradients and memories are flat blocks in one order, so a step is one pass over each, at the speed
/// of memory.
final class OptimizerState {
  let optimizer: Optimizer
  let weightDecay: Float
  /// What is remembered: velocity for SGD; first and second moment for Adam; mean square for RMSProp.
  let memories: [(name: String, block: AlignedMemory)]
  private(set) var steps = 0
  private let pieces: [Piece]

  /// A range of the flat blocks that one thread updates at a time.
  private struct Piece {
    let range: Range<Int>
    let decays: Bool
  }

  // Small enough to share evenly, large enough that starting it costs nothing.
  private static let pieceSize = 1 << 14

  init(_ optimizer: Optimizer, weightDecay: Float, parameters: ParameterStore) throws(ExecutionError) {
    self.optimizer = optimizer
    self.weightDecay = weightDecay
    var pieces: [Piece] = []
    for (spec, range) in parameters.segments {
      for start in stride(from: range.lowerBound, to: range.upperBound, by: OptimizerState.pieceSize) {
        pieces.append(
          Piece(
            range: start..<min(range.upperBound, start + OptimizerState.pieceSize),
            decays: spec.role == .weight))
      }
    }
    self.pieces = pieces
    var memories: [(name: String, block: AlignedMemory)] = []
    for name in optimizer.memoryNames { memories.append((name, try parameters.makeBuffer())) }
    self.memories = memories
  }

  /// One update of `parameters` from `gradients`, both in the order of the store that this was made for.
  func step(
    _ parameters: UnsafeMutableBufferPointer<Float>, _ gradients: UnsafeMutableBufferPointer<Float>,
    learningRate: Float
  ) {
    steps += 1
    guard let w = parameters.baseAddress, let g = gradients.baseAddress else { return }
    let blocks = memories.map { $0.block.address.assumingMemoryBound(to: Float.self) }
    // Elements are independent, so the pieces may run in any order and in parallel.
    Threads.perform(pieces.count) { index in
      let piece = pieces[index]
      let first = piece.range.lowerBound
      update(
        w + first, g + first, blocks.map { $0 + first }, piece.range.count,
        decay: piece.decays ? weightDecay : 0, learningRate)
    }
  }

  /// Updates `count` elements that all pointers point at the first of.
  private func update(
    _ w: UnsafeMutablePointer<Float>, _ g: UnsafeMutablePointer<Float>,
    _ memories: [UnsafeMutablePointer<Float>], _ count: Int, decay: Float, _ rate: Float
  ) {
    switch optimizer {
    case .sgd(let momentum, _) where momentum == 0:
      for i in 0..<count { w[i] -= rate * (g[i] + decay * w[i]) }
    case .sgd(let momentum, let nesterov):
      let v = memories[0]
      for i in 0..<count {
        let gradient = g[i] + decay * w[i]
        v[i] = momentum * v[i] + gradient
        w[i] -= rate * (nesterov ? gradient + momentum * v[i] : v[i])
      }
    case .adam(let beta1, let beta2, let epsilon):
      adam(w, g, memories, count, beta1, beta2, epsilon, coupledDecay: decay, rate)
    case .adamW(let beta1, let beta2, let epsilon):
      let keep = 1 - rate * decay
      if keep != 1 { for i in 0..<count { w[i] *= keep } }
      adam(w, g, memories, count, beta1, beta2, epsilon, coupledDecay: 0, rate)
    case .rmsProp(let smoothing, let epsilon):
      let v = memories[0]
      for i in 0..<count {
        let gradient = g[i] + decay * w[i]
        v[i] = smoothing * v[i] + (1 - smoothing) * gradient * gradient
        w[i] -= rate * gradient / (v[i].squareRoot() + epsilon)
      }
    }
  }

  private func adam(
    _ w: UnsafeMutablePointer<Float>, _ g: UnsafeMutablePointer<Float>,
    _ memories: [UnsafeMutablePointer<Float>], _ count: Int, _ beta1: Float, _ beta2: Float,
    _ epsilon: Float, coupledDecay decay: Float, _ rate: Float
  ) {
    let (m, v) = (memories[0], memories[1])
    // In double precision: 1 − β₂ᵗ of the first steps would lose its digits.
    let bias1 = Float(1 - Foundation.pow(Double(beta1), Double(steps)))
    let bias2 = Float((1 - Foundation.pow(Double(beta2), Double(steps))).squareRoot())
    let scale = rate / bias1
    for i in 0..<count {
      let gradient = g[i] + decay * w[i]
      m[i] = beta1 * m[i] + (1 - beta1) * gradient
      v[i] = beta2 * v[i] + (1 - beta2) * gradient * gradient
      w[i] -= scale * m[i] / (v[i].squareRoot() / bias2 + epsilon)
    }
  }
}
