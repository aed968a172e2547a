import Foundation
import FoveaExecution
import FoveaNetworks

/// What an optimiser remembers between steps, one value of each kind for each parameter.
final class OptimizerState {
  let optimizer: Optimizer
  let weightDecay: Float
  /// What is remembered: velocity for SGD; first and second moment for Adam; mean square for RMSProp.
  let memories: [(name: String, block: AlignedMemory)]
  /// Steps taken, which Adam corrects the start of its moments by.
  var steps = 0
  /// The rates that steps have instead of the schedule's, while a range of them is tested.
  var sweep: LearningRateSweep?
  let parameters: ParameterStore
  let pieces: [Piece]
  /// Hidden weights, which Muon moves as matrices; empty for other optimisers.
  let matrices: [Matrix]

  /// A range of the flat blocks that one thread updates at a time.
  struct Piece {
    let range: Range<Int>
    /// Which parameter it is a part of.
    let segment: Int
    let decays: Bool
    /// What the learning rate is multiplied with.
    let rate: Float
  }

  // Small enough to share evenly, large enough that starting it costs nothing.
  private static let pieceSize = 1 << 14

  init(
    _ optimizer: Optimizer, weightDecay: Float, layerDecay: Float = 1, groups: [ParameterGroup] = [],
    parameters: ParameterStore
  ) throws(ExecutionError) {
    self.optimizer = optimizer
    self.weightDecay = weightDecay
    self.parameters = parameters
    let segments = parameters.segments
    let depths = OptimizerState.depths(segments.map(\.spec))
    let rates = zip(depths, segments).map { depth, segment in
      groups.rate(of: segment.spec)
        * Float(Foundation.pow(Double(layerDecay), Double((depths.max() ?? 0) - depth)))
    }
    matrices = OptimizerState.matrices(of: segments, optimizer, rates)
    let moved = Set(matrices.map(\.segment))
    var pieces: [Piece] = []
    for (index, (spec, range)) in segments.enumerated() where !moved.contains(index) && rates[index] > 0 {
      for start in stride(from: range.lowerBound, to: range.upperBound, by: OptimizerState.pieceSize) {
        pieces.append(
          Piece(
            range: start..<min(range.upperBound, start + OptimizerState.pieceSize), segment: index,
            decays: spec.role == .weight, rate: rates[index]))
      }
    }
    self.pieces = pieces
    var memories: [(name: String, block: AlignedMemory)] = []
    for name in optimizer.memoryNames { memories.append((name, try parameters.makeBuffer())) }
    self.memories = memories
  }

  /// Which layer each parameter belongs to: one more with each weight, whose biases and norms go with it.
  static func depths(_ specs: [ParameterSpec]) -> [Int] {
    var depth = -1
    return specs.map { spec in
      if spec.role == .weight { depth += 1 }
      return max(0, depth)
    }
  }

  /// One update of the parameters from `gradients`, which it may overwrite, both in the order of the store.
  func step(
    _ gradients: UnsafeMutableBufferPointer<Float>, learningRate scheduled: Float
  ) throws(ExecutionError) {
    let learningRate = sweep?.learningRate(at: steps) ?? scheduled
    steps += 1
    guard let w = parameters.trainable.baseAddress, let g = gradients.baseAddress else { return }
    switch optimizer {
    case .lamb(let beta1, let beta2, let epsilon):
      lamb(w, g, Moments(beta1, beta2, epsilon, steps: steps), rate: learningRate)
      return
    case .muon(let momentum, _):
      for matrix in matrices { try move(matrix, w, g, momentum: momentum, learningRate) }
    case .sgd, .adam, .adamW, .rmsProp: break
    }
    // Elements are independent, so the pieces may run in any order and in parallel.
    Threads.perform(pieces.count) { index in
      let piece = pieces[index]
      let first = piece.range.lowerBound
      update(
        w + first, g + first, addresses(at: first), piece.range.count,
        decay: piece.decays ? weightDecay : 0, learningRate * piece.rate)
    }
  }

  /// Where each memory has its value for the element at `first`.
  func addresses(at first: Int) -> [UnsafeMutablePointer<Float>] {
    memories.map { $0.block.address.assumingMemoryBound(to: Float.self) + first }
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
      Moments(beta1, beta2, epsilon, steps: steps).step(w, g, memories, count, coupledDecay: decay, rate)
    case .adamW(let beta1, let beta2, let epsilon):
      shrink(w, count, 1 - rate * decay)
      Moments(beta1, beta2, epsilon, steps: steps).step(w, g, memories, count, coupledDecay: 0, rate)
    case .rmsProp(let smoothing, let epsilon):
      let v = memories[0]
      for i in 0..<count {
        let gradient = g[i] + decay * w[i]
        v[i] = smoothing * v[i] + (1 - smoothing) * gradient * gradient
        w[i] -= rate * gradient / (v[i].squareRoot() + epsilon)
      }
    case .muon(_, let auxiliary):
      shrink(w, count, 1 - rate * auxiliary * decay)
      Moments(0.9, 0.999, 1e-8, steps: steps).step(w, g, memories, count, coupledDecay: 0, rate * auxiliary)
    case .lamb: break
    }
  }

  func shrink(_ w: UnsafeMutablePointer<Float>, _ count: Int, _ keep: Float) {
    if keep != 1 { for i in 0..<count { w[i] *= keep } }
  }
}

/// Adam's moments of one step, with what corrects their start.
struct Moments {
  let beta1: Float
  let beta2: Float
  let epsilon: Float
  /// 1 − β₁ᵗ, and the root of 1 − β₂ᵗ.
  private let bias1: Float
  private let bias2: Float

  init(_ beta1: Float, _ beta2: Float, _ epsilon: Float, steps: Int) {
    (self.beta1, self.beta2, self.epsilon) = (beta1, beta2, epsilon)
    // In double precision: 1 − β₂ᵗ of the first steps would lose its digits.
    bias1 = Float(1 - Foundation.pow(Double(beta1), Double(steps)))
    bias2 = Float((1 - Foundation.pow(Double(beta2), Double(steps))).squareRoot())
  }

  /// Adam's step on `count` elements.
  func step(
    _ w: UnsafeMutablePointer<Float>, _ g: UnsafeMutablePointer<Float>,
    _ memories: [UnsafeMutablePointer<Float>], _ count: Int, coupledDecay decay: Float, _ rate: Float
  ) {
    let (m, v) = (memories[0], memories[1])
    let scale = rate / bias1
    for i in 0..<count {
      let gradient = g[i] + decay * w[i]
      m[i] = beta1 * m[i] + (1 - beta1) * gradient
      v[i] = beta2 * v[i] + (1 - beta2) * gradient * gradient
      w[i] -= scale * m[i] / (v[i].squareRoot() / bias2 + epsilon)
    }
  }

  /// Updates the moments and puts m̂ / (√v̂ + ε) + λ·w in place of the gradient.
  func direct(
    _ w: UnsafeMutablePointer<Float>, _ g: UnsafeMutablePointer<Float>,
    _ memories: [UnsafeMutablePointer<Float>], _ count: Int, decay: Float
  ) {
    let (m, v) = (memories[0], memories[1])
    let scale = 1 / bias1
    for i in 0..<count {
      m[i] = beta1 * m[i] + (1 - beta1) * g[i]
      v[i] = beta2 * v[i] + (1 - beta2) * g[i] * g[i]
      g[i] = scale * m[i] / (v[i].squareRoot() / bias2 + epsilon) + decay * w[i]
    }
  }
}
