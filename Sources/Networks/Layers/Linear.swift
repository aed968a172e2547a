/// A fully connected layer over the last dimension.
///
/// - Shapes: input `[D]` or `[T, D]` (each token alike); `weight` `[outputs, D]`, `bias` `[outputs]`;
///   output `[outputs]` or `[T, outputs]`.
/// - Formula: y = x Wᵀ + b.
/// - Also known as `torch.nn.Linear`, ONNX `Gemm`, Keras `Dense`.
public struct Linear: Hashable, Sendable {
  /// Features of the output.
  public let outputs: Int
  /// Whether a number is added to each output.
  public let hasBias: Bool
  /// How the first weights are drawn.
  public let initializer: Initializer

  /// Makes the operation.
  public init(_ outputs: Int, bias: Bool = true, initializer: Initializer = .he) {
    precondition(outputs > 0, "a linear layer needs at least one output, received \(outputs)")
    self.outputs = outputs
    self.hasBias = bias
    self.initializer = initializer
  }
}

extension Linear: Layer {
  package var kind: String { "linear" }

  package func outputShape(for inputs: [Shape]) throws(ShapeMismatch) -> Shape {
    let input = try single(inputs)
    switch input.rank {
    case 1: return [outputs]
    case 2: return [input[0], outputs]
    default:
      throw ShapeMismatch(expected: "[D] or [T, D]", remedy: "put a flatten before it")
    }
  }

  package func parameters(for inputs: [Shape]) -> [ParameterSpec] {
    let features = inputs[0].dimensions.last ?? 1
    let weight = ParameterSpec("weight", [outputs, features], role: .weight, initializer: initializer)
    let bias = ParameterSpec("bias", [outputs], role: .offset, initializer: .zeros)
    return hasBias ? [weight, bias] : [weight]
  }

  package func multiplyAdds(for inputs: [Shape]) -> Int { inputs[0].count * outputs }

  package func write(to fields: inout FieldWriter) throws {
    try fields.set(.outputs, outputs)
    try fields.set(.bias, hasBias)
    try fields.set(.initializer, initializer)
  }

  init(from fields: FieldReader) throws {
    self.init(
      try fields.value(.outputs, "at least 1") { $0 > 0 }, bias: try fields.flag(.bias),
      initializer: try fields.initializer())
  }
}

extension NodeOperation {
  /// A fully connected layer with `outputs` features.
  public static func linear(_ outputs: Int, bias: Bool = true, initializer: Initializer = .he)
    -> NodeOperation
  {
    .linear(Linear(outputs, bias: bias, initializer: initializer))
  }
}
