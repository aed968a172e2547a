/// The networks whose speed is measured against PyTorch's, with fixed input, batch and ten outputs.
///
/// They are the networks of `Benchmarks/pytorch_baseline.py`, layer for layer.
package enum BenchmarkNetwork: String, Hashable, Sendable, CaseIterable {
  /// Two pairs of convolutions with bias and ReLU, pooled, and two linear layers.
  case cnn28 = "bench-cnn28"
  /// Linear layers of 256, 128 and 10.
  case mlp784 = "bench-mlp784"
  /// A 3×3 stem and four stages of one residual block each, of 32, 64, 128 and 256 channels.
  case resnet32 = "bench-resnet32"
  /// The same with two blocks a stage, for larger images.
  case resnet112 = "bench-resnet112"
  /// A layer of 128 hidden units over the rows, its last state, and a linear layer.
  case rnn28 = "bench-rnn28"
  case lstm28 = "bench-lstm28"
  case gru28 = "bench-gru28"

  package var input: Shape {
    switch self {
    case .cnn28, .mlp784, .rnn28, .lstm28, .gru28: [1, 28, 28]
    case .resnet32: [3, 32, 32]
    case .resnet112: [3, 112, 112]
    }
  }

  package var batchSize: Int { self == .resnet112 ? 32 : 128 }

  package func network() throws(NetworkError) -> Network {
    var builder = NetworkBuilder(input: input)
    switch self {
    case .cnn28:
      for channels in [32, 64] {
        for _ in 0..<2 {
          builder.append(.convolution(channels, kernelSize: 3, padding: .symmetric(1)))
          builder.append(.relu)
        }
        builder.append(.maxPooling(2))
      }
      builder.append(.flatten)
      builder.append(.linear(128))
      builder.append(.relu)
    case .mlp784:
      builder.append(.flatten)
      for width in [256, 128] {
        builder.append(.linear(width))
        builder.append(.relu)
      }
    case .resnet32: BenchmarkNetwork.appendResidual(blocks: 1, to: &builder)
    case .resnet112: BenchmarkNetwork.appendResidual(blocks: 2, to: &builder)
    case .rnn28: try RecurrentNetwork(.tanh).append(to: &builder, input: input)
    case .lstm28: try RecurrentNetwork(.lstm).append(to: &builder, input: input)
    case .gru28: try RecurrentNetwork(.gru).append(to: &builder, input: input)
    }
    builder.append(.linear(10, initializer: .glorot), name: "head")
    return try builder.build()
  }

  private static func appendResidual(blocks: Int, to builder: inout NetworkBuilder) {
    let stem = Convolution(32, kernelSize: 3, padding: .symmetric(1), bias: false)
    builder.append(stem, "conv1", norm: "bn1", activation: .relu, "relu")
    let stages = [32, 64, 128, 256].map { (blocks: blocks, channels: $0) }
    ResidualBlock.appendStages(.basic, stages, inputChannels: 32, to: &builder)
    builder.append(.globalAveragePooling, name: "pool")
  }
}
