import FoveaExecution

/// The gradients of several batches on their way to one step: their mean over samples, clipped.
struct GradientSum {
  /// The sum over samples; nil where each batch is a step of its own.
  private let sum: AlignedMemory?
  private var samples = 0

  init(_ recipe: Recipe, parameters: ParameterStore) throws(ExecutionError) {
    sum = recipe.accumulation > 1 ? try parameters.makeBuffer() : nil
  }

  /// Adds the mean gradient of a batch of `count` samples.
  mutating func add(_ gradients: UnsafeMutableBufferPointer<Float>, samples count: Int) {
    guard let sum, let total = sum.floats.baseAddress, let g = gradients.baseAddress else { return }
    let isFirst = samples == 0
    samples += count
    let weight = Float(count)
    Threads.perform(over: gradients.count, grain: 1 << 14) { range in
      for i in range { total[i] = (isFirst ? 0 : total[i]) + weight * g[i] }
    }
  }

  /// Puts the mean over everything added in place of `gradients`, and begins anew.
  mutating func take(into gradients: UnsafeMutableBufferPointer<Float>) {
    guard let sum, let total = sum.floats.baseAddress, let g = gradients.baseAddress else { return }
    let scale = 1 / Float(max(1, samples))
    samples = 0
    Threads.perform(over: gradients.count, grain: 1 << 14) { range in
      for i in range { g[i] = scale * total[i] }
    }
  }

  /// Shortens `gradients` to `limit` where √Σ g² is longer.
  static func clip(_ gradients: UnsafeMutableBufferPointer<Float>, to limit: Float) {
    guard let g = gradients.baseAddress else { return }
    let grain = 1 << 14
    let parts = (gradients.count + grain - 1) / grain
    let squares = UnsafeMutablePointer<Double>.allocate(capacity: max(1, parts))
    defer { squares.deallocate() }
    Threads.perform(parts) { part in
      squares[part] = squareSum(g + part * grain, min(grain, gradients.count - part * grain))
    }
    let length = (0..<parts).reduce(0.0) { $0 + squares[$1] }.squareRoot()
    // As PyTorch's clip_grad_norm_, whose 1e-6 keeps a length of zero from being divided by.
    let scale = Float(Double(limit) / (length + 1e-6))
    guard scale < 1 else { return }
    Threads.perform(over: gradients.count, grain: grain) { range in
      for i in range { g[i] *= scale }
    }
  }
}
