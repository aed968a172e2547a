/// A small batch-normalised convolutional network for images of any size from 16 pixels: the default.
///
/// - Shapes: input `[C, H, W]` of at least 16 pixels a side. Images above 48 pixels are halved by a strided
///   convolution. Stages of two 3×3 convolutions of 32, 64 and 128 channels follow; in each but the last a 2×2 maximum
///   comes after the first convolution. Where six pixels a side are left after them, there is a stage of 256.
///   Pooled `[128]` or `[256]`, all times `width`; output `[1]` or `[classes]`.
/// - Source: the plain stacks of 3×3 convolutions of Simonyan, Zisserman, arXiv:1409.1556, with batch normalisation
///   (arXiv:1502.03167) and global average pooling (arXiv:1312.4400) instead of wide linear layers. The maximum inside
///   of a stage, before the normalisation, is that of Jordan, arXiv:2404.00498: the second convolution has a quarter of
///   the work. Channels are multiples of 16, the width of the processor's registers.
public struct SmallConvolutionalNetwork: Hashable, Sendable, Codable {
  /// Before the head; short runs have no use for it.
  public var dropout: Float

  /// What the channels are multiplied with, to a multiple of 16.
  public var width: Float

  /// Makes the definition; the network is built for an input and a number of classes.
  public init(dropout: Float = 0, width: Float = 1) { (self.dropout, self.width) = (dropout, width) }
}

extension SmallConvolutionalNetwork: ArchitectureDefinition {
  package var name: String { "cnn" }

  package func append(to builder: inout NetworkBuilder, input: Shape) throws(NetworkError) {
    _ = try channels(of: input, atLeast: 16)
    var side = (input.extent ?? 1).shorter
    if side > 48 {
      append(Convolution.channels(32, times: width), "stem", stride: 2, to: &builder)
      side = (side + 1) / 2
    }
    let stages = [32, 64, 128] + (side / 8 >= 6 ? [256] : [])
    for (index, base) in stages.enumerated() {
      let name = "stage\(index + 1)"
      let channels = Convolution.channels(base, times: width)
      append(channels, "\(name).1", pools: index < stages.count - 1, to: &builder)
      append(channels, "\(name).2", to: &builder)
    }
    builder.append(.globalAveragePooling, name: "pool")
    builder.append(dropout: dropout, name: "dropout")
  }

  private func append(
    _ channels: Int, _ name: String, stride: Extent = 1, pools: Bool = false, to builder: inout NetworkBuilder
  ) {
    let convolution = Convolution(channels, kernelSize: 3, stride: stride, bias: false)
    builder.append(.convolution(convolution), name: "\(name).conv")
    if pools { builder.append(.maxPooling(2), name: "\(name).pool") }
    builder.append(.batchNormalization(BatchNormalization()), name: "\(name).norm")
    builder.append(.activation(.relu), name: "\(name).relu")
  }
}
