/// The smallest EfficientNet without squeeze-and-excitation and with ReLU6, for processors.
///
/// - Shapes: input `[C, H, W]`; a strided stem and 16 blocks shrink the image to 1 / 32; 1280 channels, pooled
///   `[1280]`; output `[1]` or `[classes]`.
/// - Source: Tan, Le: *EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks*, arXiv:1905.11946,
///   table 1, with the changes of the authors' EfficientNet-Lite (2020, tensorflow/tpu). Parameters have the names
///   and shapes of timm's `efficientnet_lite0`.
public struct EfficientNetLite: Hashable, Sendable, Codable {
  /// Before the head.
  public var dropout: Float

  /// Makes the definition; the network is built for an input and a number of classes.
  public init(dropout: Float = 0.2) { self.dropout = dropout }
}

extension EfficientNetLite: ArchitectureDefinition {
  package var name: String { "efficientnet-lite0" }
  package var headName: String { "classifier" }

  // Expansion, kernel, channels, blocks and first stride of the paper's table.
  private static let stages: [(expansion: Int, kernel: Int, channels: Int, blocks: Int, stride: Int)] = [
    (1, 3, 16, 1, 1), (6, 3, 24, 2, 2), (6, 5, 40, 2, 2),
    (6, 3, 80, 3, 2), (6, 5, 112, 3, 1), (6, 5, 192, 4, 2), (6, 3, 320, 1, 1),
  ]

  package func append(to builder: inout NetworkBuilder, input: Shape) throws(NetworkError) {
    _ = try channels(of: input)
    append(32, "conv_stem", norm: "bn1", kernel: 3, stride: 2, to: &builder)
    var channels = 32
    for (index, stage) in EfficientNetLite.stages.enumerated() {
      for block in 0..<stage.blocks {
        let name = "blocks.\(index).\(block)"
        let stride = block == 0 ? stage.stride : 1
        let (input, hidden) = (builder.last, channels * stage.expansion)
        var norm = 1
        if stage.expansion > 1 {
          append(hidden, "\(name).conv_pw", norm: "\(name).bn1", to: &builder)
          norm = 2
        }
        append(
          hidden, "\(name).conv_dw", norm: "\(name).bn\(norm)", kernel: stage.kernel, stride: stride,
          groups: hidden, to: &builder)
        // timm calls the projection of a block without expansion its pointwise convolution.
        append(
          stage.channels, stage.expansion > 1 ? "\(name).conv_pwl" : "\(name).conv_pw",
          norm: "\(name).bn\(norm + 1)", isLinear: true, to: &builder)
        if stride == 1 && channels == stage.channels {
          builder.append(.add, name: "\(name).add", to: builder.last, input)
        }
        channels = stage.channels
      }
    }
    append(1280, "conv_head", norm: "bn2", to: &builder)
    builder.append(.globalAveragePooling, name: "global_pool")
    builder.append(dropout: dropout, name: "dropout")
  }

  private func append(
    _ channels: Int, _ name: String, norm: String, kernel: Int = 1, stride: Int = 1, groups: Int = 1,
    isLinear: Bool = false, to builder: inout NetworkBuilder
  ) {
    let convolution = Convolution(
      channels, kernelSize: Extent(kernel), stride: Extent(stride), padding: .symmetric(kernel / 2),
      groups: groups, bias: false, initializer: .heFanOut)
    builder.append(convolution, name, norm: norm, activation: isLinear ? nil : .relu6, "\(norm).act")
  }
}
