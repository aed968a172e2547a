import FoveaNetworks
import TestSupport
import Testing

@testable import FoveaExecution

/// What can be read and written between two runs, beside the samples and the logits.
@Suite("Ports")
struct PortTests {
  /// A residual network with everything that is fused at inference, and an activation that needs its input.
  private static func network() throws -> Network {
    var builder = NetworkBuilder(input: [3, 8, 8])
    builder.append(.convolution(16, kernelSize: 3, padding: .same), name: "stem")
    builder.append(.batchNormalization, name: "norm")
    let start = builder.append(.activation(.relu), name: "relu")
    builder.append(.convolution(16, kernelSize: 3, padding: .same), name: "conv")
    builder.append(.batchNormalization, name: "norm2")
    builder.append(.add, name: "sum", to: builder.last, start)
    builder.append(.activation(.silu), name: "silu")
    builder.append(.globalAveragePooling, name: "pool")
    builder.append(.flatten, name: "flatten")
    builder.append(.dropout(0.3), name: "dropout")
    builder.append(.linear(3), name: "head")
    return try builder.build()
  }

  private static func executable(
    _ trial: Trial, _ request: PlanRequest, groups: [ParameterGroup] = []
  ) throws -> (Executable, ExecutionContext) {
    let executable = try Executable(trial.network, batch: trial.batch, request, groups: groups)
    try executable.parameters.load(trial.parameters)
    let context = try executable.context(batch: trial.batch)
    _ = context.input.update(fromContentsOf: trial.input)
    if !context.targets.isEmpty { _ = context.targets.update(fromContentsOf: trial.targets) }
    return (executable, context)
  }

  /// A run of the naive reference as after training.
  private static func reference(_ trial: Trial) -> ReferenceRun {
    ReferenceRun(
      batch: trial.batch, isTraining: false,
      parameters: trial.parameters.mapValues { $0.elements.map(Double.init) })
  }

  @Test func theOutputOfEveryNodeCanBeRead() throws {
    let trial = Trial(try Self.network(), batch: 4, seed: 3)
    var run = Self.reference(trial)
    let expected = trial.network.reference(trial.input.map(Double.init), &run)
    for names in trial.network.nodes.map({ Set([$0.name]) }) + [Set(trial.network.nodes.map(\.name))] {
      let (_, context) = try Self.executable(trial, PlanRequest(.inference, outputs: names))
      try context.run()
      for (index, node) in trial.network.nodes.enumerated() where names.contains(node.name) {
        expectClose(Array(context[.output(node.name)]), expected[index], .chain, "output of \(node.name)")
      }
      #expect(context[.output("nothing")].isEmpty)
      expectClose(Array(context.logits), expected.last ?? [], .chain, "logits with \(names)")
    }
  }

  @Test func aCallersGradientIsAsGoodAsALoss() throws {
    let trial = Trial(try Self.network(), batch: 4, seed: 4)
    let random = RandomSource(seed: 7)
    let (losing, first) = try Self.executable(trial, .training(.crossEntropy))
    try first.run(random: random)
    let (calling, second) = try Self.executable(
      trial, PlanRequest(.training, gradient: .caller, learns: true))
    try second.runForward(random: random)
    #expect(Array(second.logits) == Array(first.logits))
    let gradient = zip(second.probabilities, trial.targets).map { ($0 - $1) * (1 / Float(trial.batch)) }
    _ = second[.outputGradient].update(fromContentsOf: gradient)
    try second.runBackward(random: random)
    let expected = try losing.parameters.tensors(from: try #require(losing.gradients))
    #expect(expected.values.contains { $0.elements.contains { $0 != 0 } })
    #expect(try calling.parameters.tensors(from: try #require(calling.gradients)) == expected)
    #expect(try calling.parameters.tensors() == losing.parameters.tensors())
  }

  /// The derivative of one logit with respect to the picture, as a saliency map asks for it.
  @Test(arguments: ["input", "stem", "norm", "relu", "sum", "flatten"])
  func gradientsReachInputsAndNodes(_ name: String) throws {
    let trial = Trial(try Self.network(), batch: 2, seed: 5)
    let request = PlanRequest(.inference, gradient: .caller, gradients: [name])
    let (executable, context) = try Self.executable(trial, request)
    #expect(executable.gradients == nil)
    try context.runForward()
    let weights: [Float] = [0.3, -1, 0.6, 0.2, 0.5, -0.7]
    _ = context[.outputGradient].update(fromContentsOf: weights)
    let before = try executable.parameters.tensors()
    try context.runBackward()
    let gradient = Array(context[.gradient(name)])
    #expect(try executable.parameters.tensors() == before)

    // The part of the network behind that place, on the values that are there.
    let index = trial.network.nodes.firstIndex { $0.name == name }
    var run = Self.reference(trial)
    let values = trial.network.reference(trial.input.map(Double.init), &run)
    let there = index.map { values[$0] } ?? trial.input.map(Double.init)
    var positions = Array(stride(from: 0, to: there.count - 1, by: max(1, there.count / 20)))
    positions.append(there.count - 1)
    let numerical = numericalGradient(
      of: { (sampled: [Double]) in
        var moved = there
        for (position, value) in zip(positions, sampled) { moved[position] = value }
        var run = run
        if index != nil { run.given[name] = moved }
        let input = index == nil ? moved : trial.input.map(Double.init)
        let logits = trial.network.reference(input, &run).last ?? []
        return zip(logits, weights).reduce(0) { $0 + $1.0 * Double($1.1) }
      }, at: positions.map { there[$0] }, step: 1e-6)
    expectClose(
      positions.map { gradient[$0] }, numerical, Tolerance(3e-5, floor: 0.03), "gradient at \(name)")
  }

  @Test func aGradientThatNothingDependsOnIsZero() throws {
    var builder = NetworkBuilder(input: [4])
    let start = builder.append(.linear(3), name: "used")
    builder.append(.linear(2), name: "idle")
    builder.append(.linear(2), name: "head", to: start)
    let trial = Trial(try builder.build(), batch: 2)
    let (_, context) = try Self.executable(
      trial, PlanRequest(.inference, gradient: .caller, gradients: ["idle", "used"]))
    try context.runForward()
    context[.outputGradient].update(repeating: 1)
    try context.runBackward()
    #expect(Array(context[.gradient("idle")]) == [0, 0, 0, 0])
    #expect(context[.gradient("used")].contains { $0 != 0 })
  }

  @Test func frozenParametersHaveNoGradient() throws {
    let trial = Trial(try Self.network(), batch: 4, seed: 6)
    let (all, first) = try Self.executable(trial, .training(.crossEntropy))
    try first.run()
    let full = try all.parameters.tensors(from: try #require(all.gradients))
    for prefix in ["conv", "norm2.", "stem", "conv.weight", "head.bias"] {
      let (some, second) = try Self.executable(
        trial, .training(.crossEntropy), groups: [ParameterGroup(prefix: prefix, rate: 0)])
      try second.run()
      let gradients = try some.parameters.tensors(from: try #require(some.gradients))
      for (name, gradient) in gradients {
        if name.hasPrefix(prefix) {
          #expect(gradient.elements.allSatisfy { $0 == 0 }, "\(name) is frozen by \(prefix)")
        } else {
          #expect(gradient == full[name], "\(name) beside a frozen \(prefix)")
        }
      }
    }
  }

  @Test func keptStatisticsAreUsedAndStay() throws {
    var trial = Trial(try Self.network(), batch: 4, seed: 8)
    trial.labels = [0, 1, 2, 0]
    let (executable, context) = try Self.executable(
      trial, PlanRequest(.training, gradient: .loss(.crossEntropy), learns: true),
      groups: [ParameterGroup(prefix: "norm", keepsStatistics: true)])
    let random = RandomSource(seed: 1)
    try context.run(random: random)
    let after = try executable.parameters.tensors()
    for name in ["norm", "norm2"] {
      for statistic in ["running_mean", "running_var"] {
        #expect(after["\(name).\(statistic)"] == trial.parameters["\(name).\(statistic)"])
      }
    }
    var run = ReferenceRun(
      batch: trial.batch, isTraining: true,
      parameters: trial.parameters.mapValues { $0.elements.map(Double.init) },
      draws: try Draws.of(trial.network, batch: trial.batch, random: random))
    run.keptStatistics = ["norm", "norm2"]
    func meanLoss(_ run: ReferenceRun) -> Double {
      let losses = trial.network.referenceLosses(
        trial.input.map(Double.init), targets: trial.targets.map(Double.init), .crossEntropy, run)
      return losses.reduce(0, +) / Double(losses.count)
    }
    var forward = run
    expectClose(
      Array(context.logits), trial.network.reference(trial.input.map(Double.init), &forward).last ?? [],
      .chain, "logits")
    let gradients = try executable.parameters.tensors(from: try #require(executable.gradients))
    for name in ["norm.weight", "norm.bias", "norm2.weight", "stem.bias"] {
      let numerical = numericalGradient(
        of: { (moved: [Double]) in
          var run = run
          run.parameters[name] = moved
          return meanLoss(run)
        }, at: run.parameters[name] ?? [], step: 1e-6)
      expectClose(
        gradients[name]?.elements ?? [], numerical, Tolerance(3e-5, floor: 0.03), "gradient of \(name)")
    }
  }

  @Test func anUnknownNodeIsNamed() throws {
    let error = #expect(throws: ExecutionError.self) {
      _ = try Executable(
        try chain([4], .linear(2)), batch: 1, PlanRequest(.inference, outputs: ["features"]))
    }
    #expect(error?.description == "the network has no node 'features'; it has linear1")
  }
}
