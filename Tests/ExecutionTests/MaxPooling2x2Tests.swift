import FoveaExecution
import FoveaNetworks
import TestSupport
import Testing

/// Maxima of 2×2 pixels by loops of our own against the naive ones, and against the kernels that they stand in for.
struct MaxPooling2x2Tests {
  private static func network(_ input: Shape, _ pooling: NodeOperation = .maxPooling(2)) throws -> Network {
    try chain(input, .convolution(input[0], kernelSize: 1), pooling, .flatten, .linear(3))
  }

  private static func work(of network: Network, ownLoops: Tuner.OwnLoops = .whereWorthwhile) throws
    -> [String]
  {
    let executable = try Executable(
      network, batch: 2, .training(.crossEntropy), tuner: Tuner(ownLoops: ownLoops))
    return try executable.context(batch: 2).profiledRun().map(\.work)
  }

  /// From AVX2 on there are loops for the blocks that kernels leave images in.
  static let isAvailable = ProcessorLevel.current >= .avx2

  /// In whole blocks of channels, 8 with AVX2 and 16 with AVX-512.
  static let shapes: [Shape] = [[1, 2, 2], [1, 3, 5], [2, 5, 4], [3, 9, 7], [4, 14, 14]].map {
    [$0[0] * WinogradTests.block, $0[1], $0[2]]
  }

  @Test(.enabled(if: isAvailable, "there are loops from AVX2 on"), arguments: shapes, [1, 3])
  func agreesWithItsReference(_ shape: Shape, batch: Int) throws {
    let trial = Trial(try MaxPooling2x2Tests.network(shape), batch: batch)
    try GradientCheck("max pooling of \(shape), batch \(batch)", trial).expectAgreement()
  }

  /// Whole numbers have many equals, of which the first in the window counts.
  @Test(.enabled(if: isAvailable, "there are loops from AVX2 on"), arguments: shapes, [1, 2])
  func givesTheBitsOfItsKernel(_ shape: Shape, threads: Int) throws {
    var trial = Trial(try MaxPooling2x2Tests.network(shape), batch: 3)
    trial.input = trial.input.map { $0.rounded() }
    for (name, tensor) in trial.parameters where name.hasPrefix("convolution") {
      trial.parameters[name] = Tensor(tensor.shape, tensor.elements.map { ($0 * 3).rounded() })
    }
    let (kernels, loops) = try withThreads(threads) {
      trial.ownLoops = .never
      let kernels = (try trial.infer(), try trial.train())
      trial.ownLoops = .whereWorthwhile
      return (kernels, (try trial.infer(), try trial.train()))
    }
    #expect(loops.0 == kernels.0)
    #expect(loops.1 == kernels.1)
  }

  @Test(.enabled(if: isAvailable, "there are loops from AVX2 on"))
  func otherWindowsAreLeftToKernels() throws {
    let others: [NodeOperation] = [
      .maxPooling(3), .maxPooling(2, stride: 1), .maxPooling(2, padding: .same), .averagePooling(2),
    ]
    for pooling in others {
      let network = try MaxPooling2x2Tests.network([WinogradTests.block, 5, 5], pooling)
      #expect(try !MaxPooling2x2Tests.work(of: network).contains { $0.hasPrefix("max pooling") })
    }
    let network = try MaxPooling2x2Tests.network([WinogradTests.block, 5, 5])
    #expect(
      try !MaxPooling2x2Tests.work(of: network, ownLoops: .never).contains { $0.hasPrefix("max pooling") })
    #expect(try MaxPooling2x2Tests.work(of: network).contains("max pooling, gradient"))
  }
}
