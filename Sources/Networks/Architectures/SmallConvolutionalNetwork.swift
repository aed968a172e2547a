/// A small batch-normalised convolutional network for images of any size from 16 pixels: the default.
///
/// - Shapes: input `[C, H, W]` of at least 16 pixels a side. Images above 48 pixels are halved by a strided
///   convolution. Stages of two 3×3 convolutions of 32, 64 and 128 channels follow, each but the last ending in a 2×2
///   maximum; where six pixels a side are left after them, one of 256. Pooled `[128]` or `[256]`; output `[1]` or
///   `[classes]`.
/// - Source: the plain stacks of 3×3 convolutions of Simonyan, Zisserman, arXiv:1409.1556, with batch normalisation
///   (arXiv:1502.03167) and global average pooling (arXiv:1312.4400) instead of wide linear layers. Channels are
///   multiples of 16, the width of the processor's registers.
public struct SmallConvolutionalNetwork: Hashable, Sendable {
  /// Before the head.
  public var dropout: Float

  public init(dropout: Float = 0.1) { self.dropout = dropout }
}

extension SmallConvolutionalNetwork: ArchitectureDefinition {
  package var name: String { "cnn" }

  package func append(to builder: inout NetworkBuilder, input: Shape) throws(NetworkError) {
    _ = try channels(of: input, atLeast: 16)
    var side = (input.extent ?? 1).shorter
    if side > 48 {
      append(32, "stem", stride: 2, to: &builder)
      side = (side + 1) / 2
    }
    let widths = [32, 64, 128] + (side / 8 >= 6 ? [256] : [])
    for (index, width) in widths.enumerated() {
      let name = "stage\(index + 1)"
      append(width, "\(name).1", to: &builder)
      append(width, "\(name).2", to: &builder)
      if index < widths.count - 1 { builder.append(.maxPooling(2), name: "\(name).pool") }
    }
    builder.append(.globalAveragePooling, name: "pool")
    builder.append(dropout: dropout, name: "dropout")
  }

  private func append(
    _ channels: Int, _ name: String, stride: Extent = 1, to builder: inout NetworkBuilder
  ) {
    let convolution = Convolution(channels, kernelSize: 3, stride: stride, bias: false)
    builder.append(convolution, "\(name).conv", norm: "\(name).norm", activation: .relu, "\(name).relu")
  }
}
