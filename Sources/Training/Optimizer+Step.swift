import Foundation
import FoveaExecution
import FoveaNetworks

/// An optimiser at work: what it remembers about every parameter, and its step.
///
/// Parameters, gradients and memories are flat blocks in one order, so a step is one pass over each.
final class OptimizerState {
  let optimizer: Optimizer
  let weightDecay: Float
  /// What is remembered: velocity for SGD; first and second moment for Adam.
  let memories: [(name: String, block: AlignedMemory)]
  private(set) var steps = 0
  private let segments: [(decays: Bool, range: Range<Int>)]

  init(_ optimizer: Optimizer, weightDecay: Float, parameters: ParameterStore) throws(ExecutionError) {
    self.optimizer = optimizer
    self.weightDecay = weightDecay
    self.segments = parameters.segments.map { ($0.spec.role == .weight, $0.range) }
    let names =
      switch optimizer {
      case .sgd(let momentum): momentum == 0 ? [] : ["velocity"]
      case .adam: ["moment1", "moment2"]
      }
    var memories: [(name: String, block: AlignedMemory)] = []
    for name in names { memories.append((name, try parameters.makeBuffer())) }
    self.memories = memories
  }

  /// One update of `parameters` from `gradients`, both in the order of the store that this was made for.
  func step(
    _ parameters: UnsafeMutableBufferPointer<Float>, _ gradients: UnsafeMutableBufferPointer<Float>,
    learningRate: Float
  ) {
    steps += 1
    guard let w = parameters.baseAddress, let g = gradients.baseAddress else { return }
    for segment in segments {
      let decay = segment.decays ? weightDecay : 0
      let start = segment.range.lowerBound
      // Elements are independent, so the ranges may run in any order and in parallel.
      Threads.perform(over: segment.range.count, grain: 1 << 14) { range in
        let first = start + range.lowerBound
        update(w + first, g + first, first, range.count, decay, learningRate)
      }
    }
  }

  /// Updates `count` elements from `first` on; `w` and `g` point at the first of them.
  private func update(
    _ w: UnsafeMutablePointer<Float>, _ g: UnsafeMutablePointer<Float>, _ first: Int, _ count: Int,
    _ decay: Float, _ rate: Float
  ) {
    func memory(_ index: Int) -> UnsafeMutablePointer<Float> {
      memories[index].block.address.assumingMemoryBound(to: Float.self) + first
    }
    switch optimizer {
    case .sgd(let momentum) where momentum == 0:
      for i in 0..<count { w[i] -= rate * (g[i] + decay * w[i]) }
    case .sgd(let momentum):
      let v = memory(0)
      for i in 0..<count {
        v[i] = momentum * v[i] + (g[i] + decay * w[i])
        w[i] -= rate * v[i]
      }
    case .adam(let beta1, let beta2, let epsilon):
      let (m, v) = (memory(0), memory(1))
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
}
