/// A wide residual network of nine layers, made to train fast on small images.
///
/// - Shapes: input `[C, H, W]` of at least 8 pixels a side; 64 channels, then 128, 256 and 512 with the image halved
///   each time, a residual pair of convolutions after the first and the last; maximum of all pixels `[512]`; output
///   `[1]` or `[classes]`.
/// - Source: Page: *How to Train Your ResNet*, myrtle.ai (2018), the network of the DAWNBench entry for CIFAR-10.
public struct ResNet9: Hashable, Sendable, Codable {
  /// Before the head; the original has none.
  public var dropout: Float

  /// Makes the definition; the network is built for an input and a number of classes.
  public init(dropout: Float = 0) { self.dropout = dropout }
}

extension ResNet9: ArchitectureDefinition {
  package var name: String { "resnet9" }

  package func append(to builder: inout NetworkBuilder, input: Shape) throws(NetworkError) {
    _ = try channels(of: input, atLeast: 8)
    append(64, "prep", to: &builder)
    append(128, "layer1", pools: true, residual: true, to: &builder)
    append(256, "layer2", pools: true, to: &builder)
    append(512, "layer3", pools: true, residual: true, to: &builder)
    builder.append(.globalMaxPooling, name: "pool")
    builder.append(dropout: dropout, name: "dropout")
  }

  private func append(
    _ channels: Int, _ name: String, pools: Bool = false, residual: Bool = false,
    to builder: inout NetworkBuilder
  ) {
    let convolution = Convolution(channels, kernelSize: 3, bias: false)
    func add(_ name: String) {
      builder.append(convolution, "\(name).conv", norm: "\(name).norm", activation: .relu, "\(name).relu")
    }
    add(name)
    if pools { builder.append(.maxPooling(2), name: "\(name).pool") }
    guard residual else { return }
    let shortcut = builder.last
    add("\(name).residual1")
    add("\(name).residual2")
    builder.append(.add, name: "\(name).add", to: builder.last, shortcut)
  }
}
