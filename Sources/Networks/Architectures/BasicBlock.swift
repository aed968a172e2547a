/// The residual block of shallow residual networks: two 3×3 convolutions beside a shortcut.
///
/// - Shapes: input `[I, H, W]`; output `[O, ⌈H / stride⌉, ⌈W / stride⌉]`.
/// - Formula: y = ReLU(BN(conv₃(ReLU(BN(conv₃(x))))) + s(x)), s a strided 1×1 convolution with BN where the shape
///   changes, else the identity.
/// - Source: He, Zhang, Ren, Sun: *Deep Residual Learning for Image Recognition*, arXiv:1512.03385, figure 5 left,
///   shortcut option B; names of `torchvision.models.resnet.BasicBlock`.
struct BasicBlock {
  let name: String
  let inputChannels: Int
  let outputChannels: Int
  let stride: Extent

  func append(to builder: inout NetworkBuilder) {
    let input = builder.last
    builder.append(
      convolution(3, stride: stride), "\(name).conv1", norm: "\(name).bn1", activation: .relu,
      "\(name).relu1")
    let path = builder.append(convolution(3, stride: 1), "\(name).conv2", norm: "\(name).bn2")
    var shortcut = input
    if stride != 1 || inputChannels != outputChannels {
      shortcut = builder.append(
        convolution(1, stride: stride), "\(name).downsample.0", norm: "\(name).downsample.1", to: input)
    }
    builder.append(.add, name: "\(name).add", to: path, shortcut)
    builder.append(.relu, name: "\(name).relu2")
  }

  private func convolution(_ kernel: Int, stride: Extent) -> Convolution {
    Convolution(
      outputChannels, kernelSize: Extent(kernel), stride: stride, padding: .symmetric(kernel / 2),
      bias: false,
      initializer: .heFanOut)
  }

  /// Adds stages of blocks, `layer1`, `layer2` and so on: from the second on each begins by halving the image.
  static func appendStages(
    _ stages: [(blocks: Int, channels: Int)], inputChannels: Int, to builder: inout NetworkBuilder
  ) {
    var channels = inputChannels
    for (stage, (blocks, width)) in stages.enumerated() {
      for block in 0..<blocks {
        BasicBlock(
          name: "layer\(stage + 1).\(block)", inputChannels: channels, outputChannels: width,
          stride: block == 0 && stage > 0 ? 2 : 1
        ).append(to: &builder)
        channels = width
      }
    }
  }
}
