import FoveaNetworks
import TestSupport
import Testing

@testable import FoveaExecution

/// Gradients of convolutions in bfloat16 by loops of our own, against the naive loops and oneDNN's kernels.
struct AMXGradientTests {
  private static let isAvailable = ProcessorLevel.current >= .amx
  private static let comment: Comment = "this processor has no AMX"

  struct Case: Sendable {
    let input: Shape
    let outputs: Int
    var kernelSize: Extent = 3
    var stride = 1
    var padding = Padding.same
    var hasBias = true
  }

  static let cases: [Case] = [
    Case(input: [16, 1, 1], outputs: 16),
    Case(input: [16, 5, 7], outputs: 32),
    Case(input: [32, 8, 8], outputs: 16, hasBias: false),
    Case(input: [48, 6, 5], outputs: 16, padding: .valid),
    Case(input: [16, 9, 9], outputs: 48, stride: 2),
    Case(input: [32, 7, 6], outputs: 16, kernelSize: 1, stride: 2, hasBias: false),
    Case(input: [16, 8, 8], outputs: 16, kernelSize: 1),
    Case(input: [16, 9, 6], outputs: 16, kernelSize: 5, padding: .symmetric(2)),
    Case(input: [16, 8, 7], outputs: 16, kernelSize: Extent(height: 2, width: 3), padding: .valid),
    Case(input: [16, 6, 6], outputs: 16, padding: .explicit(top: 0, left: 2, bottom: 1, right: 0)),
  ]

  private static func work(_ trial: Trial, _ ownLoops: Tuner.OwnLoops) throws -> [String] {
    let executable = try Executable(
      trial.network, batch: trial.batch, .training(.crossEntropy), precision: .bfloat16,
      tuner: Tuner(ownLoops: ownLoops)
    )
    return try executable.context(batch: trial.batch).profiledRun().map(\.work)
  }

  /// Both round the same inputs, so that sums differ by their order alone; the result of the one is rounded again.
  @Test(.enabled(if: isAvailable, comment), arguments: cases, [1, 5])
  func agreesWithKernels(_ sample: Case, batch: Int) throws {
    var builder = NetworkBuilder(input: sample.input)
    builder.append(.convolution(sample.input[0], kernelSize: 1), name: "before")
    builder.append(
      .convolution(
        sample.outputs, kernelSize: sample.kernelSize,
        stride: Extent(height: sample.stride, width: sample.stride),
        padding: sample.padding, bias: sample.hasBias), name: "tested")
    builder.append(.activation(.tanh))
    builder.append(.flatten)
    builder.append(.linear(3), name: "head")
    var trial = Trial(try builder.build(), batch: batch)
    trial.precision = .bfloat16
    let work = try Self.work(trial, .always)
    #expect(work.contains("AMX, weights gradient") && work.contains("AMX, source gradient"))
    trial.ownLoops = .always
    let ours = try withThreads(2) { try trial.train() }
    #expect(try withThreads(2) { try trial.train() } == ours, "the same bits again")
    trial.ownLoops = .never
    #expect(try !Self.work(trial, .never).contains { $0.hasPrefix("AMX") })
    let kernels = try trial.train()
    trial.precision = .float32
    let single = try trial.train()
    let name = "\(sample), batch \(batch)"
    func doubles(_ outcome: Trial.Outcome) -> [String: [Double]] {
      outcome.gradients.mapValues { $0.elements.map(Double.init) }
    }
    BFloat16Tests.expectNear(ours.gradients, doubles(kernels), share: 0.01, "\(name), kernels")
    BFloat16Tests.expectNear(ours.gradients, doubles(single), share: 0.05, "\(name), single precision")
    #expect(ours.logits == kernels.logits)
  }

  /// The gradient of its weights is that of a convolution which goes the other way.
  @Test(
    .enabled(if: isAvailable, comment),
    arguments: [
      TransposedConvolution(16, kernelSize: 4, stride: 2, padding: .symmetric(1), bias: false),
      TransposedConvolution(48, kernelSize: 3, bias: false),
      TransposedConvolution(1, kernelSize: 4, stride: 2, padding: .symmetric(1), bias: false),
    ])
  func aTransposedConvolutionAgrees(_ layer: TransposedConvolution) throws {
    var builder = NetworkBuilder(input: [32, 5, 4])
    builder.append(.convolution(32, kernelSize: 1), name: "before")
    builder.append(.transposedConvolution(layer), name: "tested")
    builder.append(.activation(.tanh))
    builder.append(.flatten)
    builder.append(.linear(3), name: "head")
    var trial = Trial(try builder.build(), batch: 3)
    trial.precision = .bfloat16
    #expect(try Self.work(trial, .always).count { $0 == "AMX, weights gradient" } == 2)
    trial.ownLoops = .always
    let ours = try trial.train()
    trial.ownLoops = .never
    let kernels = try trial.train()
    BFloat16Tests.expectNear(
      ours.gradients, kernels.gradients.mapValues { $0.elements.map(Double.init) }, share: 0.01, "\(layer)")
    #expect(ours.logits == kernels.logits)
  }

  /// A first layer has few channels, and nobody wants the gradient of the picture.
  @Test(.enabled(if: isAvailable, comment), arguments: [1, 3])
  func aFirstLayerOfFewChannelsAgrees(channels: Int) throws {
    var trial = Trial(
      try chain([channels, 9, 9], .convolution(32, kernelSize: 3), .activation(.tanh), .flatten, .linear(3)),
      batch: 4)
    trial.precision = .bfloat16
    let ours = try trial.train()
    trial.ownLoops = .never
    BFloat16Tests.expectNear(
      ours.gradients, try trial.train().gradients.mapValues { $0.elements.map(Double.init) }, share: 0.01,
      "\(channels) channels")
  }

  @Test(.enabled(if: isAvailable, comment))
  func whatIsNoFasterIsLeftToKernels() throws {
    func work(_ outputs: Int, stride: Extent = 1) throws -> [String] {
      let network = try chain(
        [16, 8, 8], .convolution(16, kernelSize: 1), .convolution(outputs, kernelSize: 3, stride: stride),
        .flatten,
        .linear(3))
      return try Self.work(Trial(network, batch: 2), .whereWorthwhile)
    }
    #expect(try !work(32).contains("AMX, source gradient"))
    #expect(try work(32).contains("AMX, weights gradient"))
    #expect(try work(48).contains("AMX, source gradient"))
    #expect(try work(32, stride: 2).contains("AMX, source gradient"))
  }
}

/// Max pooling of 2×2 pixels in bfloat16: the bits of oneDNN's kernel.
struct BFloat16MaxPoolingTests {
  @Test(
    .enabled(if: Precision.bfloat16.isSupported, "bfloat16 takes AVX-512"),
    arguments: [[16, 2, 2], [16, 5, 7], [48, 9, 6], [32, 14, 14]] as [Shape], [1, 2])
  func givesTheBitsOfItsKernel(_ shape: Shape, threads: Int) throws {
    var trial = Trial(
      try chain(shape, .convolution(shape[0], kernelSize: 3), .maxPooling(2), .flatten, .linear(3)), batch: 3)
    trial.precision = .bfloat16
    let executable = try Executable(trial.network, batch: 3, .training(.crossEntropy), precision: .bfloat16)
    let work = try executable.context(batch: 3).profiledRun().map(\.work)
    #expect(work.contains("max pooling") && work.contains("max pooling, gradient"))
    try withThreads(threads) {
      let (trained, inferred) = (try trial.train(), try trial.infer())
      trial.ownLoops = .never
      #expect(try trial.infer() == inferred)
      let kernels = try trial.train()
      #expect(kernels.logits == trained.logits)
      // The gradient of the convolution is summed by loops of our own in the one.
      BFloat16Tests.expectNear(
        trained.gradients, kernels.gradients.mapValues { $0.elements.map(Double.init) }, share: 0.01,
        "\(shape)")
    }
  }
}
