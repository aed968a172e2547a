import Foundation
import FoveaExecution
import FoveaNetworks
import TestSupport
import Testing

/// Recurrent layers forward and backward against `torch.nn.RNN`, `LSTM` and `GRU`.
struct RecurrentGoldenTests {
  private struct Golden: Decodable {
    let operations: [OperationGoldenTests.Case]
  }

  static let cases: [OperationGoldenTests.Case] = {
    let path = TestPaths.file("ExecutionTests", "Goldens/recurrent.json")
    guard let data = FileManager.default.contents(atPath: path) else { return [] }
    return (try? JSONDecoder().decode(Golden.self, from: data).operations) ?? []
  }()

  /// Four cells in one and both directions, of one and two layers, and sequences of one step.
  @Test func theGoldensAreThere() {
    #expect(RecurrentGoldenTests.cases.count == 32)
  }

  @Test(arguments: cases)
  func layersAgreeWithPyTorch(_ golden: OperationGoldenTests.Case) throws {
    let trained = try golden.trial.train()
    expectClose(trained.logits, golden.logits, .chain, "logits")
    expectClose(trained.losses, golden.losses, .chain, "losses")
    #expect(Set(trained.gradients.keys) == Set(golden.gradients.keys))
    for (name, gradient) in golden.gradients {
      expectClose(
        trained.gradients[name]?.elements ?? [], gradient.values, Tolerance(3e-5, floor: 0.03),
        "gradient of \(name)")
    }
    expectClose(try golden.trial.infer().logits, golden.inferred, .chain, "logits at inference")
  }

  /// What is computed in bfloat16 elsewhere is single precision here: the layers around it round, it does not.
  @Test(
    .enabled(
      if: Precision.bfloat16.isSupported, "this processor has no AVX-512, which bfloat16 is computed with"),
    arguments: cases)
  func layersAgreeInANetworkOfBFloat16(_ golden: OperationGoldenTests.Case) throws {
    var trial = golden.trial
    trial.precision = .bfloat16
    let trained = try trial.train()
    BFloat16Tests.expectNear(trained.logits, golden.logits, share: 0.02, "logits")
    BFloat16Tests.expectNear(trained.gradients, golden.gradients.mapValues(\.values), share: 0.1, golden.name)
    BFloat16Tests.expectNear(try trial.infer().logits, golden.inferred, share: 0.02, "logits at inference")
  }
}
