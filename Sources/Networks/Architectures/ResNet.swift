/// The residual networks for photographs.
///
/// - Shapes: input `[C, H, W]`; a 7×7 stem and pooling quarter the image, four stages of 64, 128, 256 and 512
///   channels, of four times as many in the deepest; pooled `[512]` or `[2048]`; output `[1]` or `[classes]`.
/// - Source: He, Zhang, Ren, Sun: *Deep Residual Learning for Image Recognition*, arXiv:1512.03385, table 1.
///   Parameters have the names and shapes of `torchvision.models.resnet18`, `resnet34` and `resnet50`.
public struct ResNet: Hashable, Sendable, Codable {
  /// The number of layers with weights.
  public enum Depth: Int, Hashable, Sendable, Codable, CaseIterable {
    /// Two blocks in each of four stages.
    case eighteen = 18
    /// Three, four, six and three blocks.
    case thirtyFour = 34
    /// As many blocks as 34 layers have, of three convolutions with a narrow one in the middle.
    case fifty = 50
  }

  /// How many layers it has.
  public var depth: Depth
  /// Before the head; the paper has none.
  public var dropout: Float

  /// Makes the definition; the network is built for an input and a number of classes.
  public init(_ depth: Depth = .eighteen, dropout: Float = 0) {
    self.depth = depth
    self.dropout = dropout
  }
}

extension ResNet: ArchitectureDefinition {
  package var name: String { "resnet\(depth.rawValue)" }
  package var headName: String { "fc" }

  package func append(to builder: inout NetworkBuilder, input: Shape) throws(NetworkError) {
    _ = try channels(of: input)
    let stem = Convolution(
      64, kernelSize: 7, stride: 2, padding: .symmetric(3), bias: false, initializer: .heFanOut)
    builder.append(stem, "conv1", norm: "bn1", activation: .relu, "relu")
    builder.append(.maxPooling(3, stride: 2, padding: .symmetric(1)), name: "maxpool")
    let blocks =
      switch depth {
      case .eighteen: [2, 2, 2, 2]
      case .thirtyFour, .fifty: [3, 4, 6, 3]
      }
    let stages = zip(blocks, [64, 128, 256, 512]).map { (blocks: $0, channels: $1) }
    switch depth {
    case .eighteen, .thirtyFour: ResidualBlock.appendStages(.basic, stages, inputChannels: 64, to: &builder)
    case .fifty: ResidualBlock.appendStages(.bottleneck, stages, inputChannels: 64, to: &builder)
    }
    builder.append(.globalAveragePooling, name: "avgpool")
    builder.append(dropout: dropout, name: "dropout")
  }
}
