/// Normalises each feature over the batch, then scales and shifts it.
///
/// - Shapes: input `[D]` or `[T, D]` (feature `D`, tokens count as samples); `weight`, `bias`, `running_mean`,
///   `running_var` `[D]`; output as the input.
/// - Formula: y = (x − μ) / √(σ² + ε) · weight + bias, with the batch's μ and biased σ² while training and the
///   running ones otherwise. Running statistics move by `momentum` towards the batch's, the variance unbiased
///   (n / (n − 1)), as in PyTorch.
/// - Source: Ioffe, Szegedy: *Batch Normalization*, arXiv:1502.03167.
public struct BatchNormalization: Hashable, Sendable {
  public let momentum: Float
  public let epsilon: Float

  public init(momentum: Float = 0.1, epsilon: Float = 1e-5) {
    precondition(momentum > 0 && momentum <= 1, "momentum lies in 0 < m ≤ 1, received \(momentum)")
    precondition(epsilon > 0, "epsilon must be positive, received \(epsilon)")
    self.momentum = momentum
    self.epsilon = epsilon
  }
}

extension BatchNormalization: Layer {
  package var kind: String { "batch-normalization" }

  package func outputShape(for inputs: [Shape]) throws(ShapeMismatch) -> Shape {
    let input = try single(inputs)
    guard input.rank == 1 || input.rank == 2 else {
      throw ShapeMismatch(expected: "[D] or [T, D]", remedy: "put a flatten before it")
    }
    return input
  }

  package func parameters(for inputs: [Shape]) -> [ParameterSpec] {
    let features: Shape = [inputs[0].dimensions.last ?? 1]
    return [
      ParameterSpec("weight", features, role: .offset, initializer: .ones),
      ParameterSpec("bias", features, role: .offset, initializer: .zeros),
      ParameterSpec("running_mean", features, role: .statistic, initializer: .zeros),
      ParameterSpec("running_var", features, role: .statistic, initializer: .ones),
    ]
  }

  package func multiplyAdds(for inputs: [Shape]) -> Int { inputs[0].count }
}

extension Operation {
  /// Batch normalisation with PyTorch's defaults.
  public static var batchNormalization: Operation { .batchNormalization(BatchNormalization()) }
}
