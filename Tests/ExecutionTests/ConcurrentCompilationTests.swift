import FoveaNetworks
import Testing

@testable import FoveaExecution

/// Networks that are compiled and run in several threads at once, each by itself.
struct ConcurrentCompilationTests {
  private static func trial(_ padding: Padding, _ precision: Precision) throws -> Trial {
    var builder = NetworkBuilder(input: [3, 8, 8])
    builder.append(.convolution(3, kernelSize: 1), name: "before")
    builder.append(.convolution(8, kernelSize: 3, stride: 2, padding: padding), name: "tested")
    builder.append(.activation(.tanh))
    builder.append(.flatten)
    builder.append(.linear(3), name: "head")
    var trial = Trial(try builder.build(), batch: 2, seed: 8)
    trial.precision = precision
    return trial
  }

  /// Kernels are made as the threads ask for them: by the two that ask first at the same time.
  @Test(arguments: Precision.allCases.filter(\.isSupported))
  func eachGivesWhatItGivesAlone(_ precision: Precision) async throws {
    let paddings: [Padding] = [.explicit(top: 1, left: 1, bottom: 1, right: 1), .same, .valid, .symmetric(1)]
    let trials = try paddings.map { try Self.trial($0, precision) }
    let together = try await withThrowingTaskGroup(of: (Int, Trial.Outcome).self) { group in
      for (index, trial) in trials.enumerated() { group.addTask { (index, try trial.infer()) } }
      return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
    for (index, trial) in trials.enumerated() {
      var single = trial
      single.precision = .float32
      BFloat16Tests.expectNear(
        try #require(together[index]).logits, try single.infer().logits.map(Double.init), share: 0.02,
        "\(paddings[index])")
    }
  }
}
