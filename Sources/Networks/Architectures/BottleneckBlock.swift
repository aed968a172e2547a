/// The residual block of deep residual networks: a 3×3 convolution between two of 1×1, beside a shortcut.
///
/// - Shapes: input `[I, H, W]`; output `[4·C, ⌈H / stride⌉, ⌈W / stride⌉]`.
/// - Formula: y = ReLU(BN(conv₁(ReLU(BN(conv₃(ReLU(BN(conv₁(x)))))))) + s(x)), s a strided 1×1 convolution with BN where the
///   shape changes, else the identity.
/// - Source: He, Zhang, Ren, Sun: *Deep Residual Learning for Image Recognition*, arXiv:1512.03385, figure 5 right, with the
///   stride in the 3×3 convolution, as `torchvision.models.resnet.Bottleneck` has it, whose names these are.
struct BottleneckBlock {
  let name: String
  let inputChannels: Int
  /// Of the convolution in the middle; the block has four times as many.
  let channels: Int
  let stride: Extent

  /// By how many times the block is wider than its middle.
  static let expansion = 4

  func append(to builder: inout NetworkBuilder) {
    let (input, outputs) = (builder.last, channels * BottleneckBlock.expansion)
    builder.append(
      convolution(channels, 1), "\(name).conv1", norm: "\(name).bn1", activation: .relu, "\(name).relu1")
    builder.append(
      convolution(channels, 3, stride: stride), "\(name).conv2", norm: "\(name).bn2", activation: .relu,
      "\(name).relu2")
    let path = builder.append(convolution(outputs, 1), "\(name).conv3", norm: "\(name).bn3")
    var shortcut = input
    if stride != 1 || inputChannels != outputs {
      shortcut = builder.append(
        convolution(outputs, 1, stride: stride), "\(name).downsample.0", norm: "\(name).downsample.1",
        to: input)
    }
    builder.append(.add, name: "\(name).add", to: path, shortcut)
    builder.append(.relu, name: "\(name).relu3")
  }

  private func convolution(_ outputs: Int, _ kernel: Int, stride: Extent = 1) -> Convolution {
    Convolution(
      outputs, kernelSize: Extent(kernel), stride: stride, padding: .symmetric(kernel / 2), bias: false,
      initializer: .heFanOut)
  }

  /// Adds stages of blocks, `layer1`, `layer2` and so on: from the second on each begins by halving the image.
  static func appendStages(
    _ stages: [(blocks: Int, channels: Int)], inputChannels: Int, to builder: inout NetworkBuilder
  ) {
    var channels = inputChannels
    for (stage, (blocks, width)) in stages.enumerated() {
      for block in 0..<blocks {
        BottleneckBlock(
          name: "layer\(stage + 1).\(block)", inputChannels: channels, channels: width,
          stride: block == 0 && stage > 0 ? 2 : 1
        ).append(to: &builder)
        channels = width * expansion
      }
    }
  }
}
