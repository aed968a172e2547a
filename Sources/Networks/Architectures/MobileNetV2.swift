/// Inverted residual blocks: narrow between blocks, wide and depthwise within, for little work and few weights.
///
/// - Shapes: input `[C, H, W]`; a strided stem and 17 blocks shrink the image to 1 / 32; 1280 channels, pooled
///   `[1280]`; output `[1]` or `[classes]`.
/// - Source: Sandler, Howard, Zhu, Zhmoginov, Chen: *MobileNetV2: Inverted Residuals and Linear Bottlenecks*,
///   arXiv:1801.04381, table 2. Parameters have the names and shapes of `torchvision.models.mobilenet_v2`.
public struct MobileNetV2: Hashable, Sendable, Codable {
  /// Before the head.
  public var dropout: Float

  /// Makes the definition; the network is built for an input and a number of classes.
  public init(dropout: Float = 0.2) { self.dropout = dropout }
}

extension MobileNetV2: ArchitectureDefinition {
  package var name: String { "mobilenet-v2" }
  package var headName: String { "classifier.1" }

  // Expansion t, channels c, blocks n and first stride s of the paper's table.
  private static let stages: [(t: Int, c: Int, n: Int, s: Int)] = [
    (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2),
    (6, 320, 1, 1),
  ]

  package func append(to builder: inout NetworkBuilder, input: Shape) throws(NetworkError) {
    _ = try channels(of: input)
    append(32, "features.0", kernel: 3, stride: 2, to: &builder)
    var (index, channels) = (1, 32)
    for stage in MobileNetV2.stages {
      for block in 0..<stage.n {
        appendBlock(
          "features.\(index).conv", from: channels, to: stage.c, expansion: stage.t,
          stride: block == 0 ? stage.s : 1, to: &builder)
        (index, channels) = (index + 1, stage.c)
      }
    }
    append(1280, "features.\(index)", kernel: 1, to: &builder)
    builder.append(.globalAveragePooling, name: "pool")
    builder.append(dropout: dropout, name: "classifier.0")
  }

  private func appendBlock(
    _ name: String, from inputs: Int, to outputs: Int, expansion: Int, stride: Int,
    to builder: inout NetworkBuilder
  ) {
    let (input, hidden) = (builder.last, inputs * expansion)
    var part = 0
    if expansion > 1 {
      append(hidden, "\(name).0", kernel: 1, to: &builder)
      part = 1
    }
    append(hidden, "\(name).\(part)", kernel: 3, stride: stride, groups: hidden, to: &builder)
    let projection = Convolution(
      outputs, kernelSize: 1, padding: .valid, bias: false, initializer: .heFanOut)
    let path = builder.append(projection, "\(name).\(part + 1)", norm: "\(name).\(part + 2)")
    if stride == 1 && inputs == outputs { builder.append(.add, name: "\(name).add", to: path, input) }
  }

  /// Convolution, normalisation and ReLU6, numbered as torchvision's `Conv2dNormActivation`.
  private func append(
    _ channels: Int, _ name: String, kernel: Int, stride: Int = 1, groups: Int = 1,
    to builder: inout NetworkBuilder
  ) {
    let convolution = Convolution(
      channels, kernelSize: Extent(kernel), stride: Extent(stride), padding: .symmetric(kernel / 2),
      groups: groups, bias: false, initializer: .heFanOut)
    builder.append(convolution, "\(name).0", norm: "\(name).1", activation: .relu6, "\(name).2")
  }
}
