/// The residual network of 20 layers for small images.
///
/// - Shapes: input `[C, H, W]`; a 3×3 stem, three stages of three blocks of 16, 32 and 64 channels; pooled `[64]`;
///   output `[1]` or `[classes]`.
/// - Source: He, Zhang, Ren, Sun: *Deep Residual Learning for Image Recognition*, arXiv:1512.03385, section 4.2 with
///   n = 3 (6n + 2 layers). Where the shape changes the shortcut is a projection (option B), not the paper's
///   identity with zeros for the new channels, which costs 2,752 weights more.
public struct CIFARResNet: Hashable, Sendable, Codable {
  /// Before the head; the paper has none.
  public var dropout: Float

  /// Makes the definition; the network is built for an input and a number of classes.
  public init(dropout: Float = 0) { self.dropout = dropout }
}

extension CIFARResNet: ArchitectureDefinition {
  package var name: String { "resnet20" }
  package var headName: String { "fc" }

  package func append(to builder: inout NetworkBuilder, input: Shape) throws(NetworkError) {
    _ = try channels(of: input)
    let stem = Convolution(
      16, kernelSize: 3, padding: .symmetric(1), bias: false, initializer: .heFanOut)
    builder.append(stem, "conv1", norm: "bn1", activation: .relu, "relu")
    ResidualBlock.appendStages(.basic, [(3, 16), (3, 32), (3, 64)], inputChannels: 16, to: &builder)
    builder.append(.globalAveragePooling, name: "avgpool")
    builder.append(dropout: dropout, name: "dropout")
  }
}
