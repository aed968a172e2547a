import FoveaNetworks
import Testing

@testable import FoveaExecution

@Suite("Weights whose order another batch has settled")
struct SettledWeightsTests {
  /// A head of few outputs on maps: the first batch chooses an order of weights that suits the maps' own.
  private static func network() throws -> Network {
    var builder = NetworkBuilder(input: [1, 16, 16])
    builder.append(.convolution(32, kernelSize: 4, stride: 2, padding: .symmetric(1)), name: "down")
    builder.append(.activation(.leakyReLU(slope: 0.2)), name: "relu")
    builder.append(.flatten, name: "flatten")
    builder.append(.linear(11), name: "head")
    return try builder.build()
  }

  @Test("batches of another size have fast kernels too", arguments: [5, 16, 64])
  func noReferenceLoops(_ size: Int) throws {
    let executable = try Executable(SettledWeightsTests.network(), batch: 32, .training(.crossEntropy))
    for batch in [32, size] {
      let context = try executable.context(batch: batch)
      for index in context.input.indices { context.input[index] = Float(index % 17) / 17 }
      context.setTargets(labels: (0..<batch).map { $0 % 11 })
      let slow = try context.profiledRun().filter { $0.node == "head" && $0.implementation.hasPrefix("ref") }
      #expect(slow.isEmpty, "batch \(batch): \(slow.map { "\($0.work) by \($0.implementation)" })")
    }
  }

  @Test("a sample has the same loss in a batch of any size")
  func sameValues() throws {
    let executable = try Executable(SettledWeightsTests.network(), batch: 32, .training(.crossEntropy))
    let network = executable.network
    try executable.parameters.load(network.initialParameters(random: RandomSource(seed: 1)))
    func losses(_ batch: Int) throws -> [Float] {
      let context = try executable.context(batch: batch)
      for index in context.input.indices { context.input[index] = Float(index % 17) / 17 }
      context.setTargets(labels: (0..<batch).map { $0 % 11 })
      try context.run()
      return Array(context.losses.prefix(5))
    }
    let first = try losses(32)
    for (loss, expected) in zip(try losses(5), first) { #expect(abs(loss - expected) < 1e-4) }
  }
}
