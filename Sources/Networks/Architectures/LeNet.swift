/// The convolutional network that read cheques.
///
/// - Shapes: input `[C, H, W]` of at least 12 pixels a side; 6 and 16 channels under 5×5 kernels, each halved by
///   averages; flattened, 120 and 84 features; output `[1]` or `[classes]`.
/// - Source: LeCun, Bottou, Bengio, Haffner: *Gradient-Based Learning Applied to Document Recognition*, Proc. IEEE 86
///   (1998), doi:10.1109/5.726791, figure 2, with full connections between the channels, plain averages, and softmax
///   instead of radial basis functions. Images of 28 pixels are padded to the paper's 32 by the first convolution.
public struct LeNet: Hashable, Sendable, Codable {
  /// Before the head; the paper has none.
  public var dropout: Float

  /// Makes the definition; the network is built for an input and a number of classes.
  public init(dropout: Float = 0) { self.dropout = dropout }
}

extension LeNet: ArchitectureDefinition {
  package var name: String { "lenet" }

  package func append(to builder: inout NetworkBuilder, input: Shape) throws(NetworkError) {
    _ = try channels(of: input, atLeast: 12)
    for (index, (channels, padding)) in [(6, Padding.same), (16, .valid)].enumerated() {
      builder.append(
        .convolution(channels, kernelSize: 5, padding: padding, initializer: .glorot),
        name: "conv\(index + 1)")
      builder.append(.activation(.tanh), name: "tanh\(index + 1)")
      builder.append(.averagePooling(2), name: "pool\(index + 1)")
    }
    builder.append(.flatten, name: "flatten")
    for (index, width) in [120, 84].enumerated() {
      builder.append(.linear(width, initializer: .glorot), name: "fc\(index + 1)")
      builder.append(.activation(.tanh), name: "tanh\(index + 3)")
    }
    builder.append(dropout: dropout, name: "dropout")
  }
}
