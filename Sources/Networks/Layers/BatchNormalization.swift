/// Normalises each feature over the batch, then scales and shifts it.
///
/// - Shapes: input `[D]` or `[T, D]` (feature `D`, tokens count as samples) or `[D, H, W]` (feature `D`, pixels
///   count as samples); `weight`, `bias`, `running_mean`, `running_var` `[D]`; output as the input.
/// - Formula: y = (x − μ) / √(σ² + ε) · weight + bias, with the batch's μ and biased σ² while training and the
///   running ones otherwise. Running statistics move by `momentum` towards the batch's, the variance unbiased
///   (n / (n − 1)), as in PyTorch.
/// - Also known as `torch.nn.BatchNorm1d` and `BatchNorm2d`, ONNX `BatchNormalization`.
/// - Source: Ioffe, Szegedy: *Batch Normalization*, arXiv:1502.03167.
public struct BatchNormalization: Hashable, Sendable {
  /// Share of a batch's statistics in the running ones.
  public let momentum: Float
  /// What is added to the variance, so that nothing is divided by zero.
  public let epsilon: Float

  /// Makes the operation.
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
    guard (1...3).contains(input.rank) else {
      throw ShapeMismatch(expected: "[D], [T, D] or [C, H, W]", remedy: "put a flatten before it")
    }
    return input
  }

  package func parameters(for inputs: [Shape]) -> [ParameterSpec] {
    let features: Shape = [BatchNormalization.features(of: inputs[0])]
    return [
      ParameterSpec("weight", features, role: .offset, initializer: .ones),
      ParameterSpec("bias", features, role: .offset, initializer: .zeros),
      ParameterSpec("running_mean", features, role: .statistic, initializer: .zeros),
      ParameterSpec("running_var", features, role: .statistic, initializer: .ones),
    ]
  }

  package func multiplyAdds(for inputs: [Shape]) -> Int { inputs[0].count }

  /// How many features an input has: its channels if it is an image, else its last dimension.
  package static func features(of input: Shape) -> Int {
    (input.rank == 3 ? input.dimensions.first : input.dimensions.last) ?? 1
  }

  package func write(to fields: inout FieldWriter) throws {
    try fields.set(.momentum, momentum)
    try fields.set(.epsilon, epsilon)
  }

  init(from fields: FieldReader) throws {
    self.init(
      momentum: try fields.value(.momentum, "0 < momentum ≤ 1") { $0 > 0 && $0 <= 1 },
      epsilon: try fields.value(.epsilon, "a positive number") { $0 > 0 && $0.isFinite })
  }
}

extension NodeOperation {
  /// Batch normalisation with PyTorch's defaults.
  public static var batchNormalization: NodeOperation { .batchNormalization(BatchNormalization()) }
}
