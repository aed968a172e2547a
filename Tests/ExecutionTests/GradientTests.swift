import FoveaNetworks
import TestSupport
import Testing

/// Every operation and loss against the numerical derivative of the naive reference.
///
/// Each operation under test has a linear layer before it, whose gradient is right only if that of the operation's input is.
struct GradientTests {
  /// Odd sizes on both sides of the kernels' blocks of 8 and 16, one of everything, and tokens.
  static let shapes: [Shape] = [
    [1], [2], [3], [7], [16], [17], [33], [67], [1, 1], [3, 5], [5, 1], [1, 17], [4, 16],
  ]
  static let batches = [1, 2, 5]

  static let operations: [NodeOperation] = [
    .linear(1), .linear(2, bias: false), .linear(19),
    .activation(.sigmoid), .activation(.tanh), .activation(.relu), .activation(.leakyReLU()),
    .activation(.leakyReLU(slope: 0.3)), .activation(.leakyReLU(slope: 0)), .activation(.noisyReLU),
    .activation(.relu6), .activation(.silu), .activation(.gelu),
    .activation(.softmax), .dropout(0), .dropout(0.4), .batchNormalization,
    .batchNormalization(BatchNormalization(momentum: 1, epsilon: 0.1)), .meanOverTokens, .flatten,
  ]

  @Test(arguments: operations, shapes)
  func everyOperationAgreesWithItsReference(operation: NodeOperation, shape: Shape) throws {
    if operation == .meanOverTokens && shape.rank == 1 { return }
    for batch in GradientTests.batches {
      // Normalising one or two rows divides by a variance near zero, which magnifies every rounding.
      if case .batchNormalization = operation, batch * shape.count / shape[shape.rank - 1] < 3 { continue }
      var builder = NetworkBuilder(input: shape)
      builder.append(.linear(shape[shape.rank - 1]), name: "before")
      // Where the operation follows the linear layer at once it is fused into it; after a dropout of nothing it
      // is not.
      for separate in [false, true] {
        var builder = builder
        if separate { builder.append(.dropout(0)) }
        builder.append(operation, name: "tested")
        let trial = Trial(try builder.build(), batch: batch, seed: UInt64(batch))
        let name = "\(operation) of \(shape), batch \(batch), \(separate ? "separate" : "fused")"
        try GradientCheck(name, trial).expectAgreement()
      }
    }
  }

  @Test(arguments: Loss.all + [.focal(gamma: 0.5), .focal(gamma: 0)], [1, 2, 3, 10, 67])
  func everyLossAgreesWithItsReference(loss: Loss, outputs: Int) throws {
    for batch in [1, 2, 7] {
      let trial = Trial(try chain([5], .linear(outputs)), batch: batch, loss: loss, seed: 3)
      try GradientCheck("\(loss), \(outputs) outputs, batch \(batch)", trial).expectAgreement()
    }
  }

  /// What smoothing, mixing and class weights make of the truth: shares of several classes that need not sum to one.
  @Test(arguments: Loss.all, [1, 3, 10])
  func everyLossTakesSharesOfClasses(loss: Loss, outputs: Int) throws {
    var trial = Trial(try chain([5], .linear(outputs)), batch: 4, loss: loss, seed: 5)
    var random = RandomSource(seed: 11)
    trial.targets = trial.targets.map { _ in random.uniform() < 0.3 ? 0 : 2 * random.uniform() }
    try GradientCheck("\(loss), \(outputs) outputs, shares", trial).expectAgreement()
  }

  @Test(arguments: [1, 16, 67], [1, 16, 67])
  func linearLayersOfAllWidthsAgree(inputs: Int, outputs: Int) throws {
    for (batch, tokens) in [(1, 1), (3, 1), (33, 1), (2, 3)] {
      let shape: Shape = tokens == 1 ? [inputs] : [tokens, inputs]
      let network = try chain(shape, .linear(outputs), .linear(outputs, bias: false), .flatten, .linear(3))
      let trial = Trial(network, batch: batch)
      try GradientCheck("\(shape) to \(outputs), batch \(batch)", trial).expectAgreement()
    }
  }

  @Test(arguments: Architecture.examples, [2, 4])
  func architecturesAgree(example: Architecture.Example, classes: Int) throws {
    let network = try example.architecture.network(input: example.input, classes: classes)
    try GradientCheck("\(example), \(classes) classes", Trial(network, batch: 6, seed: 4)).expectAgreement()
  }
}

extension Architecture {
  struct Example: Sendable, CustomStringConvertible {
    let architecture: Architecture
    let input: Shape
    var description: String { "\(architecture)" }
  }

  static let examples: [Example] = [
    Example(architecture: .logistic(LogisticRegression()), input: [1, 4, 5]),
    Example(architecture: .mlp(MultilayerPerceptron(hidden: [9, 5])), input: [3, 3, 3]),
    Example(
      architecture: .mlp(
        MultilayerPerceptron(hidden: [17, 8], activation: .tanh, dropout: 0.3, batchNormalization: true)),
      input: [11]),
    Example(
      architecture: .mlp(MultilayerPerceptron(hidden: [6], activation: .noisyReLU, dropout: 0.5)), input: [7]),
    Example(architecture: .patchMLP(PatchPerceptron(hidden: [8, 5], activation: .sigmoid)), input: [5, 12]),
    Example(
      architecture: .patchMLP(
        PatchPerceptron(hidden: [7], activation: .leakyReLU(), dropout: 0.2, batchNormalization: true)),
      input: [4, 9]),
  ]
}
