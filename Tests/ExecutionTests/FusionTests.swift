import FoveaExecution
import FoveaNetworks
import TestSupport
import Testing

/// What the compiler may join, fold or reorder, against the naive loops, which do nothing of that.
struct FusionTests {
  typealias Case = ConvolutionTests.Case

  static let activations: [Activation] = [
    .relu, .relu6, .leakyReLU(slope: 0.2), .silu, .gelu, .sigmoid, .tanh,
  ]
  static let shapes: [Shape] = [[1, 7, 5], [3, 6, 6], [16, 5, 5], [17, 4, 3], [33, 3, 3]]

  @Test(arguments: activations, shapes)
  func convolutionBiasAndActivation(activation: Activation, shape: Shape) throws {
    for hasBias in [true, false] {
      let operation = NodeOperation.convolution(shape[0] + 3, kernelSize: 3, bias: hasBias)
      try Case(shape, operation).check(batch: 2, isFirst: false, activation: activation)
    }
  }

  /// A convolution, or a depthwise one, with normalisation and an activation; `bias` is one that the
  /// normalisation makes redundant.
  static func normalized(
    _ shape: Shape, _ activation: Activation?, groups: Int = 1, bias: Bool = false, epsilon: Float = 1e-3
  ) throws -> Network {
    var builder = NetworkBuilder(input: shape)
    builder.append(.convolution(shape[0], kernelSize: 1), name: "before")
    builder.append(
      .convolution(shape[0] * (groups > 1 ? 1 : 2), kernelSize: 3, stride: 1, groups: groups, bias: bias),
      name: "conv")
    builder.append(.batchNormalization(BatchNormalization(momentum: 0.3, epsilon: epsilon)), name: "norm")
    if let activation { builder.append(.activation(activation), name: "act") }
    builder.append(.globalAveragePooling, name: "pool")
    builder.append(.linear(3), name: "head")
    return try builder.build()
  }

  @Test(arguments: [nil] + activations, shapes)
  func convolutionNormalizationAndActivation(activation: Activation?, shape: Shape) throws {
    for (groups, bias) in [(1, false), (1, true), (shape[0], false)] {
      let name = "\(shape), \(activation.map(\.kind) ?? "nothing"), groups \(groups), bias \(bias)"
      let trial = Trial(try FusionTests.normalized(shape, activation, groups: groups, bias: bias), batch: 3)
      try GradientCheck(name, trial).expectAgreement()
      try trial.expectInference(name)
    }
  }

  @Test(arguments: ImageOperationTests.joins, [[3, 5, 6], [16, 4, 4], [17, 5, 3]] as [Shape])
  func joinsAgreeAtInference(join: ImageOperationTests.Join, shape: Shape) throws {
    var builder = NetworkBuilder(input: shape)
    let stem = builder.append(.convolution(shape[0], kernelSize: 1), name: "stem")
    join.append(&builder, stem, shape[0])
    builder.append(.flatten)
    builder.append(.linear(3), name: "head")
    try Trial(try builder.build(), batch: 2, seed: 8).expectInference("\(join), \(shape)")
  }

  /// Folding must not divide by, or multiply with, what is extreme.
  @Test func extremeStatisticsFoldAsTheyCompute() throws {
    var trial = Trial(try FusionTests.normalized([16, 5, 5], .relu), batch: 2)
    let count = 32
    trial.parameters["norm.running_var"] = Tensor(
      [count], (0..<count).map { $0 == 0 ? 0 : $0 < 8 ? 1e-6 : 1e4 })
    trial.parameters["norm.weight"] = Tensor(
      [count], (0..<count).map { $0 % 5 == 0 ? 0 : $0 % 2 == 0 ? -1 : 2 })
    trial.parameters["norm.running_mean"] = Tensor([count], (0..<count).map { Float($0) - 16 })
    try trial.expectInference("extreme statistics")
  }

  /// Weights that change after a plan has folded them: validation between epochs sees the new ones.
  @Test func trainingBetweenInferencesIsSeen() throws {
    let network = try FusionTests.normalized([8, 5, 5], .relu)
    let executable = try Executable(network, batch: 4, .training(.crossEntropy))
    let first = Trial(network, batch: 4)
    try executable.parameters.load(first.parameters)
    let before = try first.infer(executable)
    _ = try first.train(executable)
    let statistics = try first.infer(executable)
    #expect(before.logits != statistics.logits, "the running statistics moved")
    let weights = executable.parameters.trainable
    for i in weights.indices { weights[i] *= 1.25 }
    let trained = try first.infer(executable)
    var reloaded = first
    reloaded.parameters = try executable.parameters.tensors()
    try reloaded.expectInference("after the weights changed")
    expectClose(
      trained.logits, try reloaded.infer().logits.map(Double.init), .chain, "seen by the plan that was there")
  }

  @Test(arguments: ["cnn", "resnet20", "mobilenet-v2"])
  func batchesOfAnySizeGiveEachSampleTheSameResult(_ name: String) throws {
    var architecture = try Architecture(named: name)
    architecture.dropout = 0
    let network = try architecture.network(input: [3, 16, 16], classes: 4)
    let whole = Trial(network, batch: 7)
    let executable = try Executable(network, batch: 7)
    try executable.parameters.load(whole.parameters)
    let expected = try whole.infer(executable)
    for batch in [1, 3, 5] {
      var part = Trial(network, batch: batch, parameters: whole.parameters)
      part.input = Array(whole.input[..<(batch * network.input.count)])
      let outcome = try part.infer(executable)
      expectClose(
        outcome.logits, expected.logits[..<(batch * 4)].map(Double.init), .chain, "\(name), batch \(batch)")
    }
  }

  /// The last, smaller batch of an epoch trains with the parameters, in the layouts, of the others.
  @Test func anotherBatchTrainsTheSameParameters() throws {
    let network = try FusionTests.normalized([16, 6, 6], .relu)
    let executable = try Executable(network, batch: 8, .training(.crossEntropy))
    let small = Trial(network, batch: 5, seed: 3)
    try executable.parameters.load(small.parameters)
    let outcome = try small.train(executable)
    let alone = try small.train()
    expectClose(outcome.logits, alone.logits.map(Double.init), .chain, "logits")
    for (name, gradient) in alone.gradients {
      expectClose(
        outcome.gradients[name]?.elements ?? [], gradient.elements.map(Double.init), Tolerance(3e-5),
        "gradient of \(name)")
    }
  }

  /// What is measured and not trained costs nothing on the way back, and changes nothing for what comes after it.
  @Test func noGradientGoesToAStemThatStaysAsItIs() throws {
    func train(_ initializer: Initializer) throws -> Trial.Outcome {
      let stem = Convolution(8, kernelSize: 2, padding: .same, bias: false, initializer: initializer)
      let network = try chain(
        [3, 6, 6], .convolution(stem), .relu, .convolution(4, kernelSize: 3), .flatten, .linear(3))
      return try Trial(network, batch: 2).train()
    }
    let (learned, fixed) = (try train(.he), try train(.whitening))
    let stem = try #require(learned.gradients.keys.min())
    #expect(learned.gradients[stem]?.elements.contains { $0 != 0 } == true)
    #expect(fixed.gradients[stem]?.elements.allSatisfy { $0 == 0 } == true)
    for (name, gradient) in learned.gradients where name != stem {
      #expect(fixed.gradients[name] == gradient, "\(name)")
    }
  }

  @Test(arguments: [1, 2])
  func twoRunsGiveTheSameBits(threads: Int) throws {
    try withThreads(threads) {
      let network = try Architecture(named: "cnn").network(input: [3, 20, 20], classes: 4)
      let trial = Trial(network, batch: 6)
      let executable = try Executable(network, batch: 6, .training(.crossEntropy))
      func run() throws -> Trial.Outcome {
        try executable.parameters.load(trial.parameters)
        return try trial.train(executable, random: RandomSource(seed: 5))
      }
      #expect(try run() == run())
    }
  }
}

extension Trial {
  /// Compares a run as after training with the naive reference.
  func expectInference(_ name: String, _ tolerance: Tolerance = .chain) throws {
    var reference = ReferenceRun(
      batch: batch, isTraining: false, parameters: parameters.mapValues { $0.elements.map(Double.init) })
    let expected = network.reference(input.map(Double.init), &reference).last ?? []
    expectClose(try infer().logits, expected, tolerance, "\(name): logits at inference")
  }
}
