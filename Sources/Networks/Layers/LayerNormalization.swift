/// Normalises each sample over its features, then scales and shifts it.
///
/// - Shapes: input `[D]` or `[T, D]` (each token alike); `weight`, `bias` `[D]`; output as the input.
/// - Formula: y = (x − μ) / √(σ² + ε) · weight + bias, with mean and biased variance over D, in training and
///   after it alike.
/// - Also known as `torch.nn.LayerNorm(D)`, ONNX `LayerNormalization`.
/// - Source: Ba, Kiros, Hinton: *Layer Normalization*, arXiv:1607.06450.
public struct LayerNormalization: Hashable, Sendable {
  /// What is added to the variance, so that nothing is divided by zero.
  public let epsilon: Float

  /// Makes the operation.
  public init(epsilon: Float = 1e-5) {
    precondition(epsilon > 0 && epsilon.isFinite, "epsilon must be positive, received \(epsilon)")
    self.epsilon = epsilon
  }
}

extension LayerNormalization: Layer {
  package var kind: String { "layer-normalization" }

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
    ]
  }

  package func multiplyAdds(for inputs: [Shape]) -> Int { inputs[0].count }

  package func write(to fields: inout FieldWriter) throws { try fields.set(.epsilon, epsilon) }

  init(from fields: FieldReader) throws {
    self.init(epsilon: try fields.value(.epsilon, "a positive number") { $0 > 0 && $0.isFinite })
  }
}

extension NodeOperation {
  /// Layer normalisation with PyTorch's epsilon.
  public static var layerNormalization: NodeOperation { .layerNormalization(LayerNormalization()) }
}
