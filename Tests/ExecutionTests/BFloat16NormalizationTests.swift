import FoveaNetworks
import TestSupport
import Testing

@testable import FoveaExecution

/// Batch normalisation in bfloat16 by loops of our own, against oneDNN's kernel and single precision.
struct BFloat16NormalizationTests {
  private static let isAvailable = ProcessorLevel.current >= .amx
  private static let comment: Comment = "this processor has no AMX"

  private static func isOurs(_ trial: Trial) throws -> [Bool] {
    let executable = try Executable(
      trial.network, batch: trial.batch, .training(.crossEntropy), precision: .bfloat16,
      tuner: Tuner(ownLoops: trial.ownLoops))
    return try executable.context(batch: trial.batch).profiledRun()
      .filter { $0.work.hasPrefix("batch normalisation") }.map { $0.implementation == "fovea" }
  }

  private func check(_ network: Network, batch: Int, ours: [Bool], _ name: String) throws {
    var trial = Trial(network, batch: batch)
    trial.precision = .bfloat16
    #expect(try Self.isOurs(trial) == ours, "\(name)")
    let trained = try withThreads(2) { try trial.train() }
    #expect(try withThreads(2) { try trial.train() } == trained, "\(name): the same bits again")
    trial.ownLoops = .never
    #expect(try Self.isOurs(trial) == ours.map { _ in false }, "\(name)")
    let kernels = try trial.train()
    trial.precision = .float32
    let single = try trial.train()
    func doubles(_ tensors: [String: Tensor]) -> [String: [Double]] {
      tensors.mapValues { $0.elements.map(Double.init) }
    }
    for (other, share, words) in [(kernels, 0.02, "kernels"), (single, 0.06, "single precision")] {
      BFloat16Tests.expectNear(
        trained.logits, other.logits.map(Double.init), share: share, "\(name), logits of \(words)")
      BFloat16Tests.expectNear(trained.gradients, doubles(other.gradients), share: share, "\(name), \(words)")
    }
    for statistic in ["norm.running_mean", "norm.running_var"] {
      BFloat16Tests.expectNear(
        trained.parameters[statistic]?.elements ?? [],
        (kernels.parameters[statistic]?.elements ?? []).map(Double.init), share: 0.001,
        "\(name), \(statistic)")
    }
  }

  /// Images are in this order where AMX computes the convolutions.
  @Test(
    .enabled(if: isAvailable, comment),
    arguments: [[32, 5, 7], [64, 1, 1], [16, 8, 8]] as [Shape], [1, 6])
  func imagesAgree(shape: Shape, batch: Int) throws {
    var builder = NetworkBuilder(input: shape)
    builder.append(.convolution(shape[0], kernelSize: 3), name: "before")
    builder.append(.batchNormalization(BatchNormalization(momentum: 0.3)), name: "norm")
    builder.append(.activation(.relu))
    builder.append(.convolution(shape[0], kernelSize: 3), name: "after")
    builder.append(.flatten)
    builder.append(.linear(3), name: "head")
    // One number a feature has no deviation: everything is rounding then.
    guard batch * shape[1] * shape[2] > 1 else { return }
    try check(try builder.build(), batch: batch, ours: [true, true], "\(shape), batch \(batch)")
  }

  /// Numbers far from zero, of which a variance from sums of squares would be nothing but rounding.
  @Test(.enabled(if: isAvailable, comment))
  func aMeanFarFromZeroIsTakenOffFirst() throws {
    var builder = NetworkBuilder(input: [16, 6, 6])
    builder.append(.convolution(16, kernelSize: 3, bias: true), name: "before")
    builder.append(.batchNormalization(BatchNormalization(momentum: 1)), name: "norm")
    builder.append(.flatten)
    builder.append(.linear(2), name: "head")
    var trial = Trial(try builder.build(), batch: 8)
    trial.precision = .bfloat16
    #expect(try Self.isOurs(trial) == [true, true])
    trial.parameters["before.bias"] = Tensor([16], Array(repeating: 100, count: 16))
    let trained = try trial.train()
    trial.ownLoops = .never
    let kernels = try trial.train()
    BFloat16Tests.expectNear(
      trained.parameters["norm.running_var"]?.elements ?? [],
      (kernels.parameters["norm.running_var"]?.elements ?? []).map(Double.init), share: 0.001, "variance")
  }
}
