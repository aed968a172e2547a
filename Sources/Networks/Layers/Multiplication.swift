/// The product of two values, or of an image and one factor a channel, as squeeze-and-excitation scales channels.
///
/// - Shapes: two inputs of one shape; or `[C, H, W]` and `[C]` or `[C, 1, 1]`; output as the first.
/// - Formula: z = x · y, or z[c, i, j] = x[c, i, j] · y[c].
/// - Also known as `torch.mul`, ONNX `Mul`.
/// - Source: Hu, Shen, Sun: *Squeeze-and-Excitation Networks*, arXiv:1709.01507, equation 4.
public struct Multiplication: Hashable, Sendable {
  /// Makes the operation.
  public init() {}

  /// Whether the second input has one factor for each channel of the first, which is an image of more than that.
  package static func isByChannel(_ inputs: [Shape]) -> Bool {
    guard inputs.count == 2, inputs[0] != inputs[1], inputs[0].rank == 3 else { return false }
    let channels = inputs[0][0]
    return inputs[1] == [channels] || inputs[1] == [channels, 1, 1]
  }
}

extension Multiplication: Layer {
  package var kind: String { "multiply" }

  package func outputShape(for inputs: [Shape]) throws(ShapeMismatch) -> Shape {
    guard inputs.count == 2, inputs[0] == inputs[1] || Multiplication.isByChannel(inputs) else {
      throw ShapeMismatch(
        expected: "two inputs of one shape, or [C, H, W] and [C] or [C, 1, 1]",
        remedy: "put the image first and give as many factors as it has channels")
    }
    return inputs[0]
  }

  package func multiplyAdds(for inputs: [Shape]) -> Int { inputs[0].count }
}

extension NodeOperation {
  /// The product of two values, or of an image and one factor a channel.
  public static var multiply: NodeOperation { .multiply(Multiplication()) }
}
