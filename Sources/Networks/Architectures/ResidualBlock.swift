/// The block of residual networks: convolutions beside a shortcut.
///
/// - Shapes: input `[I, H, W]`; output `[O, ⌈H / stride⌉, ⌈W / stride⌉]`, where O is `channels` times the kind's expansion.
/// - Formula: y = ReLU(f(x) + s(x)), s a strided 1×1 convolution with BN where the shape changes, else the identity.
/// - Source: He, Zhang, Ren, Sun: *Deep Residual Learning for Image Recognition*, arXiv:1512.03385, figure 5, shortcut
///   option B; the names are those of `torchvision.models.resnet`.
struct ResidualBlock {
  let kind: Kind
  let name: String
  let inputChannels: Int
  let channels: Int
  let stride: Extent

  /// What stands beside the shortcut.
  enum Kind {
    /// f(x) = BN(conv₃(ReLU(BN(conv₃(x))))), figure 5 left; strided at the first.
    case basic
    /// f(x) = BN(conv₁(ReLU(BN(conv₃(ReLU(BN(conv₁(x)))))))), figure 5 right; strided at the second, as torchvision has it,
    /// and four times as wide at its end as in its middle.
    case bottleneck

    /// By how many times the block's output is wider than its channels.
    var expansion: Int {
      switch self {
      case .basic: 1
      case .bottleneck: 4
      }
    }

    fileprivate var layers: [(kernel: Int, expansion: Int, isStrided: Bool)] {
      switch self {
      case .basic: [(3, 1, true), (3, 1, false)]
      case .bottleneck: [(1, 1, false), (3, 1, true), (1, expansion, false)]
      }
    }
  }

  func append(to builder: inout NetworkBuilder) {
    let input = builder.last
    let layers = kind.layers
    var path = input
    for (index, layer) in layers.enumerated() {
      let number = index + 1
      let convolution = convolution(
        channels * layer.expansion, layer.kernel, stride: layer.isStrided ? stride : 1)
      if number < layers.count {
        builder.append(
          convolution, "\(name).conv\(number)", norm: "\(name).bn\(number)", activation: .relu,
          "\(name).relu\(number)")
      } else {
        path = builder.append(convolution, "\(name).conv\(number)", norm: "\(name).bn\(number)")
      }
    }
    var shortcut = input
    let outputs = channels * kind.expansion
    if stride != 1 || inputChannels != outputs {
      shortcut = builder.append(
        convolution(outputs, 1, stride: stride), "\(name).downsample.0", norm: "\(name).downsample.1",
        to: input)
    }
    builder.append(.add, name: "\(name).add", to: path, shortcut)
    builder.append(.relu, name: "\(name).relu\(layers.count)")
  }

  private func convolution(_ outputs: Int, _ kernel: Int, stride: Extent) -> Convolution {
    Convolution(
      outputs, kernelSize: Extent(kernel), stride: stride, padding: .symmetric(kernel / 2), bias: false,
      initializer: .heFanOut)
  }

  /// Adds stages of blocks, `layer1`, `layer2` and so on: from the second on each begins by halving the image.
  static func appendStages(
    _ kind: Kind, _ stages: [(blocks: Int, channels: Int)], inputChannels: Int,
    to builder: inout NetworkBuilder
  ) {
    var inputs = inputChannels
    for (stage, (blocks, channels)) in stages.enumerated() {
      for block in 0..<blocks {
        ResidualBlock(
          kind: kind, name: "layer\(stage + 1).\(block)", inputChannels: inputs, channels: channels,
          stride: block == 0 && stage > 0 ? 2 : 1
        ).append(to: &builder)
        inputs = channels * kind.expansion
      }
    }
  }
}
