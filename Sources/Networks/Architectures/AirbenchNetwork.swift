/// A plain convolutional network behind a whitening stem, made to reach a high accuracy on small images in the fewest
/// seconds.
///
/// - Shapes: input `[C, H, W]` of at least 16 pixels a side; a 2×2 convolution of 8·C channels, then three
///   stages of two 3×3 convolutions of 64, 256 and 256 channels, each halved by a 2×2 maximum after its first; maximum
///   of all pixels `[256]`; output `[1]` or `[classes]`.
/// - Source: Jordan: *94% on CIFAR-10 in 3.29 Seconds on a Single GPU*, arXiv:2404.00498; the stem begins as the
///   patches' whitening (see `Initializer.whitening`), the other convolutions as the identity. Channels times `width`;
///   a stem that keeps the size, so that the maxima halve 32 pixels to 4 and drop no border, and has no bias, so that
///   nothing before the first stage is learned and no gradient goes there.
public struct AirbenchNetwork: Hashable, Sendable, Codable {
  /// Before the head; the original has none.
  public var dropout: Float
  /// What the channels of the stages are multiplied with, to a multiple of 16.
  public var width: Float
  /// Behind the stem and every normalisation.
  public var activation: Activation

  /// Makes the definition; the network is built for an input and a number of classes.
  public init(dropout: Float = 0, width: Float = 1, activation: Activation = .gelu) {
    (self.dropout, self.width, self.activation) = (dropout, width, activation)
  }
}

extension AirbenchNetwork: ArchitectureDefinition {
  package var name: String { "airbench" }

  package func append(to builder: inout NetworkBuilder, input: Shape) throws(NetworkError) {
    let channels = try channels(of: input, atLeast: 16)
    builder.append(
      .convolution(
        Convolution(8 * channels, kernelSize: 2, padding: .same, bias: false, initializer: .whitening)),
      name: "stem.conv")
    builder.append(.activation(activation), name: "stem.\(activation.kind)")
    for (index, base) in [64, 256, 256].enumerated() {
      let name = "stage\(index + 1)"
      let channels = Convolution.channels(base, times: width)
      builder.append(.convolution(convolution(channels)), name: "\(name).1.conv")
      builder.append(.maxPooling(2), name: "\(name).pool")
      normalize("\(name).1", to: &builder)
      builder.append(.convolution(convolution(channels)), name: "\(name).2.conv")
      normalize("\(name).2", to: &builder)
    }
    builder.append(.globalMaxPooling, name: "pool")
    builder.append(dropout: dropout, name: "dropout")
  }

  private func convolution(_ channels: Int) -> Convolution {
    Convolution(channels, kernelSize: 3, bias: false, initializer: .identity)
  }

  private func normalize(_ name: String, to builder: inout NetworkBuilder) {
    // Statistics that follow fast: a run has few steps.
    builder.append(
      .batchNormalization(BatchNormalization(momentum: 0.4, epsilon: 1e-5)), name: "\(name).norm")
    builder.append(.activation(activation), name: "\(name).\(activation.kind)")
  }
}
