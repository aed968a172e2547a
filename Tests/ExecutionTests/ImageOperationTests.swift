import FoveaNetworks
import TestSupport
import Testing

/// Pooling, normalisation, upsampling and activations of images, and the operations that join two values, against the
/// naive loops and their numerical derivatives.
struct ImageOperationTests {
  typealias Case = ConvolutionTests.Case

  static let shapes: [Shape] = [
    [1, 1, 1], [3, 5, 7], [8, 4, 4], [16, 3, 5], [17, 6, 1], [67, 2, 2], [1, 9, 9], [32, 6, 6],
  ]

  static let operations: [NodeOperation] = [
    .maxPooling(1), .maxPooling(2), .maxPooling(3, stride: 2, padding: .symmetric(1)),
    .maxPooling(3, stride: 1, padding: .same),
    .maxPooling(Extent(height: 1, width: 2), padding: .same),
    .averagePooling(2), .averagePooling(3, stride: 2, padding: .symmetric(1)),
    .averagePooling(3, stride: 2, padding: .symmetric(1), includesPadding: false),
    .averagePooling(2, stride: 1, padding: .same, includesPadding: false),
    .globalAveragePooling, .globalMaxPooling, .upsampling(2), .upsampling(3, mode: .bilinear),
    .upsampling(2, mode: .bilinear),
    .upsampling(1, mode: .bilinear), .activation(.sigmoid), .activation(.tanh), .relu, .relu6,
    .activation(.leakyReLU(slope: 0.3)), .activation(.silu),
    .activation(.gelu), .batchNormalization,
    .batchNormalization(BatchNormalization(momentum: 1, epsilon: 0.1)), .flatten,
  ]

  @Test(arguments: operations, shapes)
  func agreesWithItsReference(operation: NodeOperation, shape: Shape) throws {
    guard (try? operation.layer.outputShape(for: [shape])) != nil else { return }
    for batch in [1, 3] {
      // Normalising one or two values divides by a variance near zero, which magnifies every rounding.
      if case .batchNormalization = operation, batch * shape.count / shape[0] < 3 { continue }
      try Case(shape, operation).check(batch: batch, isFirst: false)
    }
    guard operation != .flatten else { return }
    if case .batchNormalization = operation, 2 * shape.count / shape[0] < 3 { return }
    try Case(shape, operation).check(batch: 2, isFirst: true)
  }

  @Test(arguments: [[7], [1], [67], [5, 3], [1, 17], [4, 16]] as [Shape])
  func layerNormalizationAgrees(_ shape: Shape) throws {
    // One feature normalises to zero whatever its value.
    for batch in [1, 3] {
      let network = try chain(
        shape, .linear(shape[shape.rank - 1]), .layerNormalization(LayerNormalization(epsilon: 0.01)),
        .flatten,
        .linear(3))
      try GradientCheck("layer normalisation of \(shape), batch \(batch)", Trial(network, batch: batch))
        .expectAgreement()
    }
  }

  /// What joins values, after a 1×1 convolution `stem`.
  struct Join: Sendable, CustomStringConvertible {
    let description: String
    let append: @Sendable (inout NetworkBuilder, Source, Int) -> Void
  }

  static let joins: [Join] = [
    Join(description: "product of equals") { builder, stem, _ in
      let gate = builder.append(.activation(.sigmoid), to: stem)
      builder.append(.multiply, to: gate, stem)
    },
    Join(description: "square") { builder, stem, _ in builder.append(.multiply, to: stem, stem) },
    Join(description: "squeeze and excitation by a vector") { builder, stem, channels in
      builder.append(.globalAveragePooling, to: stem)
      builder.append(.linear(max(1, channels / 4)))
      builder.append(.relu)
      builder.append(.linear(channels))
      builder.append(.activation(.sigmoid))
      builder.append(.multiply, to: stem, builder.last)
    },
    Join(description: "squeeze and excitation by convolutions") { builder, stem, channels in
      builder.append(.convolution(channels, kernelSize: 3, stride: 16), to: stem)
      builder.append(.activation(.silu))
      builder.append(.convolution(channels, kernelSize: 1))
      builder.append(.activation(.sigmoid))
      builder.append(.multiply, to: stem, builder.last)
    },
    Join(description: "concatenation of three") { builder, stem, channels in
      let other = builder.append(.convolution(channels + 3, kernelSize: 3), to: stem)
      let third = builder.append(.activation(.tanh), to: stem)
      builder.append(.concatenate, to: other, stem, third)
      builder.append(.convolution(5, kernelSize: 1))
    },
    Join(description: "concatenation of vectors") { builder, stem, _ in
      let mean = builder.append(.globalAveragePooling, to: stem)
      let largest = builder.append(.globalMaxPooling, to: stem)
      builder.append(.concatenate, to: mean, largest)
    },
    Join(description: "concatenation with the input") { builder, stem, _ in
      builder.append(.concatenate, to: .input, stem)
      builder.append(.convolution(4, kernelSize: 3))
    },
    Join(description: "a U with a skip") { builder, stem, channels in
      builder.append(.convolution(channels, kernelSize: 3), name: "wide", to: stem)
      builder.append(.maxPooling(1))
      builder.append(.upsampling(2))
      let up = builder.append(.averagePooling(2))
      builder.append(.concatenate, to: up, stem)
      builder.append(.convolution(channels, kernelSize: 3))
    },
    Join(description: "residual block") { builder, stem, channels in
      builder.append(.convolution(channels, kernelSize: 3, bias: false), to: stem)
      builder.append(.batchNormalization)
      builder.append(.relu)
      builder.append(.convolution(channels, kernelSize: 3, bias: false))
      let path = builder.append(.batchNormalization)
      builder.append(.add, to: path, stem)
      builder.append(.relu)
    },
    Join(description: "residual block that is left out at random") { builder, stem, channels in
      builder.append(.convolution(channels, kernelSize: 3, bias: false), to: stem)
      let path = builder.append(.batchNormalization)
      builder.append(.add(Addition(dropRate: 0.4)), to: path, stem)
      builder.append(.relu)
    },
    Join(description: "residual block with the shortcut first and projected") { builder, stem, channels in
      let short = builder.append(
        .convolution(channels + 1, kernelSize: 1, stride: 2, padding: .valid), to: stem)
      let path = builder.append(
        .convolution(channels + 1, kernelSize: 3, stride: 2, padding: .symmetric(1)), to: stem)
      builder.append(.add, to: short, path)
      builder.append(.relu)
    },
    Join(description: "inverted residual") { builder, stem, channels in
      builder.append(.convolution(channels * 2, kernelSize: 1, bias: false), to: stem)
      builder.append(.batchNormalization)
      builder.append(.relu6)
      builder.append(.convolution(channels * 2, kernelSize: 3, groups: channels * 2, bias: false))
      builder.append(.batchNormalization)
      builder.append(.relu6)
      builder.append(.convolution(channels, kernelSize: 1, bias: false))
      let path = builder.append(.batchNormalization)
      builder.append(.add, to: stem, path)
    },
    Join(description: "ReLU whose input is used again") { builder, stem, channels in
      let wide = builder.append(.convolution(channels, kernelSize: 3), to: stem)
      let relu = builder.append(.relu, to: wide)
      builder.append(.add, to: relu, wide)
    },
    Join(description: "normalisation whose input is used again") { builder, stem, channels in
      let wide = builder.append(.convolution(channels, kernelSize: 3), to: stem)
      let norm = builder.append(.batchNormalization, to: wide)
      let relu = builder.append(.relu, to: norm)
      builder.append(.add, to: relu, wide)
    },
    Join(description: "normalisation whose output is used again") { builder, stem, channels in
      let wide = builder.append(.convolution(channels, kernelSize: 3), to: stem)
      let norm = builder.append(.batchNormalization, to: wide)
      let relu = builder.append(.relu, to: norm)
      builder.append(.add, to: norm, relu)
    },
  ]

  @Test(arguments: joins, [[3, 5, 6], [16, 4, 4], [17, 5, 3]] as [Shape])
  func joinsAgree(join: Join, shape: Shape) throws {
    var builder = NetworkBuilder(input: shape)
    let stem = builder.append(.convolution(shape[0], kernelSize: 1), name: "stem")
    join.append(&builder, stem, shape[0])
    builder.append(.flatten)
    builder.append(.linear(3), name: "head")
    let trial = Trial(try builder.build(), batch: 2, seed: 8)
    try GradientCheck("\(join), \(shape)", trial).expectAgreement()
  }
}
