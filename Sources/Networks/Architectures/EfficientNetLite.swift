/// EfficientNets without squeeze-and-excitation and with ReLU6, for processors.
///
/// - Shapes: input `[C, H, W]`; a strided stem and 16 blocks, 21 in the larger ones, shrink the image to 1 / 32; 1280
///   channels, pooled `[1280]`; output `[1]` or `[classes]`.
/// - Source: Tan, Le: *EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks*, arXiv:1905.11946,
///   table 1, with the changes of the authors' EfficientNet-Lite (2020, tensorflow/tpu). Parameters have the names
///   and shapes of timm's `efficientnet_lite0` and `tf_efficientnet_lite0`.
public struct EfficientNetLite: Hashable, Sendable {
  /// How much the network of the paper is scaled.
  public enum Size: Int, Hashable, Sendable, Codable, CaseIterable {
    /// Not at all; made for pictures of 224 pixels.
    case zero = 0
    /// Deeper; made for 240.
    case one
    /// Deeper and a little wider; made for 260.
    case two
  }

  /// What two frameworks do differently with the same weights.
  public enum Convention: String, Hashable, Sendable, Codable, CaseIterable {
    /// The same padding on every side; 1e-5 is added to variances.
    case pytorch
    /// An odd pixel of padding at the bottom and right; 1e-3 is added to variances, whose running means move slowly.
    case tensorflow
  }

  /// Before the head.
  public var dropout: Float
  /// How large it is.
  public var size: Size
  /// Whose convolutions and normalisations it has.
  public var convention: Convention

  /// Makes the definition; the network is built for an input and a number of classes.
  public init(_ size: Size = .zero, convention: Convention = .pytorch, dropout: Float = 0.2) {
    self.dropout = dropout
    self.size = size
    self.convention = convention
  }
}

extension EfficientNetLite: Codable {
  private enum CodingKeys: String, CodingKey { case dropout, size, convention }

  /// Reads the settings; before there were sizes and conventions there was one of each.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      try container.decodeIfPresent(Size.self, forKey: .size) ?? .zero,
      convention: try container.decodeIfPresent(Convention.self, forKey: .convention) ?? .pytorch,
      dropout: try container.decode(Float.self, forKey: .dropout))
  }

  /// Writes the settings, without those that are as they were before there was a choice.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(dropout, forKey: .dropout)
    if size != .zero { try container.encode(size, forKey: .size) }
    if convention != .pytorch { try container.encode(convention, forKey: .convention) }
  }
}

extension EfficientNetLite: ArchitectureDefinition {
  package var name: String {
    (convention == .tensorflow ? "tf-" : "") + "efficientnet-lite\(size.rawValue)"
  }
  package var headName: String { "classifier" }

  private typealias Stage = (expansion: Int, kernel: Int, channels: Int, blocks: Int, stride: Int)

  // Expansion, kernel, channels, blocks and first stride. Channels are the paper's times 1.1 in lite2, to the nearest
  // eight; blocks are its times 1.1 or 1.2, rounded up, but for the first and the last stage.
  private var stages: [Stage] {
    switch size {
    case .zero:
      [
        (1, 3, 16, 1, 1), (6, 3, 24, 2, 2), (6, 5, 40, 2, 2), (6, 3, 80, 3, 2), (6, 5, 112, 3, 1),
        (6, 5, 192, 4, 2), (6, 3, 320, 1, 1),
      ]
    case .one:
      [
        (1, 3, 16, 1, 1), (6, 3, 24, 3, 2), (6, 5, 40, 3, 2), (6, 3, 80, 4, 2), (6, 5, 112, 4, 1),
        (6, 5, 192, 5, 2), (6, 3, 320, 1, 1),
      ]
    case .two:
      [
        (1, 3, 16, 1, 1), (6, 3, 24, 3, 2), (6, 5, 48, 3, 2), (6, 3, 88, 4, 2), (6, 5, 120, 4, 1),
        (6, 5, 208, 5, 2), (6, 3, 352, 1, 1),
      ]
    }
  }

  package func append(to builder: inout NetworkBuilder, input: Shape) throws(NetworkError) {
    _ = try channels(of: input)
    append(32, "conv_stem", norm: "bn1", kernel: 3, stride: 2, to: &builder)
    var channels = 32
    for (index, stage) in stages.enumerated() {
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
      channels, kernelSize: Extent(kernel), stride: Extent(stride),
      padding: convention == .tensorflow ? .same : .symmetric(kernel / 2), groups: groups, bias: false,
      initializer: .heFanOut)
    let normalization =
      convention == .tensorflow ? BatchNormalization(momentum: 0.01, epsilon: 1e-3) : BatchNormalization()
    builder.append(
      convolution, name, norm: norm, normalization, activation: isLinear ? nil : .relu6, "\(norm).act")
  }
}
