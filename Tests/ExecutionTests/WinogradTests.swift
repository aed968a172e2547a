import FoveaExecution
import FoveaNetworks
import TestSupport
import Testing

/// Winograd convolution against the naive loops, and against the kernels that they stand in for.
struct WinogradTests {
  /// From AVX2 on there are loops for the blocks that kernels leave images in.
  static let isAvailable = ProcessorLevel.current >= .avx2

  /// What each step of a training run does.
  private static func work(of network: Network, batch: Int = 1, ownLoops: Tuner.OwnLoops) throws -> [String] {
    let executable = try Executable(
      network, batch: batch, .training(.crossEntropy), tuner: Tuner(ownLoops: ownLoops))
    return try executable.context(batch: batch).profiledRun().map(\.work)
  }

  struct Case: Sendable {
    let input: Shape
    let outputs: Int
    var padding = Padding.same
    var hasBias = true
    var activation: Activation?
  }

  /// Channels in a block, which those of the cases are rounded up to.
  static let block = ProcessorLevel.current >= .avx512 ? 16 : 8

  static let cases: [Case] = [
    Case(input: [8, 1, 1], outputs: 8),
    Case(input: [8, 4, 4], outputs: 16, hasBias: false),
    Case(input: [16, 5, 9], outputs: 24, activation: .relu),
    Case(input: [24, 6, 7], outputs: 8, padding: .valid, activation: .leakyReLU(slope: 0.2)),
    Case(input: [32, 8, 3], outputs: 40, padding: .explicit(top: 0, left: 2, bottom: 1, right: 0)),
    Case(input: [40, 13, 12], outputs: 16, padding: .symmetric(2), activation: .relu),
    Case(input: [64, 3, 3], outputs: 64, padding: .valid),
    Case(input: [16, 6, 5], outputs: 16, activation: .tanh),
    Case(input: [24, 7, 4], outputs: 16, hasBias: false, activation: .gelu),
  ]

  @Test(.enabled(if: isAvailable, "there are loops from AVX2 on"), arguments: cases, [1, 5])
  func agreesWithItsReference(_ sample: Case, batch: Int) throws {
    func filled(_ channels: Int) -> Int { (channels + Self.block - 1) / Self.block * Self.block }
    let (inputs, outputs) = (filled(sample.input[0]), filled(sample.outputs))
    var builder = NetworkBuilder(input: [inputs, sample.input[1], sample.input[2]])
    builder.append(.convolution(inputs, kernelSize: 1), name: "before")
    builder.append(
      .convolution(outputs, kernelSize: 3, padding: sample.padding, bias: sample.hasBias),
      name: "tested")
    if let activation = sample.activation { builder.append(.activation(activation)) }
    builder.append(.flatten)
    builder.append(.linear(3), name: "head")
    var trial = Trial(try builder.build(), batch: batch)
    trial.ownLoops = .always
    let work = try WinogradTests.work(of: trial.network, batch: batch, ownLoops: .always)
    #expect(work.contains("Winograd") && work.contains("Winograd, source gradient"))
    #expect(work.contains("Winograd, weights gradient"))
    // Sums of transformed numbers lose about a digit against sums of the numbers themselves.
    let name = "Winograd convolution of \(sample.input) to \(sample.outputs), batch \(batch)"
    try GradientCheck(name, trial).expectAgreement(
      Tolerance(2e-4, floor: 0.03), forward: Tolerance(1e-4))
    try trial.expectInference(name, Tolerance(1e-4))
  }

  /// Sums written over one side, and activations that it leaves to a step of their own.
  @Test(
    .enabled(if: isAvailable, "there are loops from AVX2 on"), arguments: ["resnet32", "airbench"], [1, 2])
  func aNetworkAgreesWithItsKernels(_ name: String, threads: Int) throws {
    let network =
      name == "airbench"
      ? try Architecture(named: name).network(input: [3, 24, 24], classes: 10)
      : try BenchmarkNetwork.resnet32.network()
    var trial = Trial(network, batch: 4)
    let (kernels, winograd) = try withThreads(threads) {
      trial.ownLoops = .never
      let kernels = (try trial.infer().logits, try trial.train().losses)
      trial.ownLoops = .always
      return (kernels, (try trial.infer().logits, try trial.train().losses))
    }
    expectClose(winograd.0, kernels.0.map(Double.init), Tolerance(1e-4), "logits")
    expectClose(winograd.1, kernels.1.map(Double.init), Tolerance(1e-4), "losses")
  }

  @Test(.enabled(if: isAvailable, "there are loops from AVX2 on"))
  func theRuleLeavesSmallWorkToKernels() throws {
    func takesWinograd(_ side: Int, batch: Int, _ ownLoops: Tuner.OwnLoops = .whereWorthwhile) throws -> Bool
    {
      let network = try chain([32, side, side], .convolution(32, kernelSize: 3), .flatten, .linear(3))
      return try WinogradTests.work(of: network, batch: batch, ownLoops: ownLoops).contains("Winograd")
    }
    #expect(try !takesWinograd(8, batch: 2))
    #expect(try takesWinograd(8, batch: 32))
    #expect(try !takesWinograd(8, batch: 32, .never))
    for side in 1...4 {
      #expect(try takesWinograd(side, batch: 64) == (side >= (Self.block == 16 ? 4 : 2)), "\(side)×\(side)")
    }
  }
}
