import FoveaNetworks
import TestSupport
import Testing

@testable import FoveaExecution

/// Which algorithm a convolution gets, whatever a stopwatch, another machine or an earlier run says.
struct TunerTests {
  private static let network = try? Architecture(named: "cnn").network(input: [3, 32, 32], classes: 2)

  /// Takes `algorithm` wherever there is code for it.
  private static func preferring(_ algorithm: ConvolutionAlgorithm) -> Tuner {
    Tuner(ownLoops: .never) { (_, candidates) in
      candidates.contains { $0.0 == algorithm } ? algorithm : .direct
    }
  }

  /// Validation between steps of training: the plan for inference takes its weights from the layouts of training.
  @Test(arguments: ConvolutionAlgorithm.allCases)
  func inferenceSharesTheWeightsOfTraining(_ algorithm: ConvolutionAlgorithm) throws {
    let network = try #require(Self.network)
    let trial = Trial(network, batch: 4)
    let executable = try Executable(
      network, batch: 4, .training(.crossEntropy), tuner: Self.preferring(algorithm))
    try executable.parameters.load(trial.parameters)
    let trained = try trial.train(executable)
    let inferred = try trial.infer(executable)
    var direct = trial
    direct.ownLoops = .never
    expectClose(trained.losses, try direct.train().losses.map(Double.init), Tolerance(1e-4), "losses")
    direct.parameters = trained.parameters
    expectClose(inferred.logits, try direct.infer().logits.map(Double.init), Tolerance(1e-4), "logits")
    #expect(inferred.parameters == trained.parameters)
  }

  @Test func whatWasChosenIsKnownWithTheMachine() throws {
    let network = try #require(Self.network)
    let tuner = Tuner(ownLoops: .never) { (_, candidates) in candidates[candidates.count - 1].0 }
    _ = try Executable(network, batch: 2, .training(.crossEntropy), tuner: tuner)
    let choices = tuner.choices
    // Below AVX-512 oneDNN has one algorithm only, and nothing is chosen.
    #expect(choices.algorithms.isEmpty == (ProcessorLevel.current < .avx512))
    #expect(choices.areOfThisMachine)
    if !choices.algorithms.isEmpty { #expect(choices.algorithms["machine"] == Machine.name) }
    #expect(Tuner(fixed: choices).choices == choices)
  }

  @Test func choicesOfAnotherMachineAreMadeAnew() {
    let others = KernelChoices(algorithms: ["forward": "winograd", "machine": "another"])
    #expect(!others.areOfThisMachine)
    #expect(Tuner(fixed: others).choices.algorithms.isEmpty)
    #expect(!KernelChoices(algorithms: ["forward": "winograd"]).areOfThisMachine)
    #expect(KernelChoices().areOfThisMachine)
  }

  /// What was measured is remembered in the folder, and not measured again.
  @Test func measurementsAreRemembered() throws {
    let network = try #require(Self.network)
    try TestPaths.withTemporaryFolder { folder in
      let first = Tuner(measuringInto: TuningMemory(folder: folder))
      var trial = Trial(network, batch: 2)
      let executable = try Executable(network, batch: 2, .training(.crossEntropy), tuner: first)
      try executable.parameters.load(trial.parameters)
      let outcome = try trial.train(executable)
      _ = try trial.infer(executable)
      let second = Tuner(measuringInto: TuningMemory(folder: folder))
      let again = try Executable(network, batch: 2, .training(.crossEntropy), tuner: second)
      try again.parameters.load(trial.parameters)
      #expect(try trial.train(again) == outcome)
      for (key, word) in second.choices.algorithms { #expect(first.choices.algorithms[key] == word) }
      trial.ownLoops = .never
      expectClose(outcome.losses, try trial.train().losses.map(Double.init), Tolerance(1e-4), "losses")
    }
  }

  /// An algorithm that a run chose and that has no code here, or whose weights cannot be made, gives way to the direct one.
  @Test func aChoiceWithoutCodeGivesWay() throws {
    let network = try chain([3, 9, 9], .convolution(5, kernelSize: 5, stride: 2), .flatten, .linear(2))
    let keys = [
      "forward float32 n2 [3, 9, 9] → [5, 5, 5] g1 k5×5 s2×2 d1×1 p[2, 2, 2, 2]": "winograd",
      "machine": Machine.name,
    ]
    let executable = try Executable(
      network, batch: 2, .training(.crossEntropy), tuner: Tuner(fixed: KernelChoices(algorithms: keys)))
    let trial = Trial(network, batch: 2)
    try executable.parameters.load(trial.parameters)
    #expect(try trial.train(executable) == (try trial.train()))
  }
}
