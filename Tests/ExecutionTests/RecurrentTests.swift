import Foundation
import FoveaNetworks
import TestSupport
import Testing

@testable import FoveaExecution

/// Recurrent layers against the naive loops: shapes on both sides of the loops' vectors and blocks, both forms of the reset gate,
/// and what does not depend on how work is divided.
struct RecurrentTests {
  struct Example: Sendable, CustomStringConvertible {
    let cell: Recurrent.Cell
    let steps: Int
    let features: Int
    let hidden: Int
    let batch: Int
    let isBidirectional: Bool
    let result: Recurrent.Result
    var description: String {
      "\(cell) of [\(steps), \(features)], \(hidden) hidden, batch \(batch), \(isBidirectional ? "both" : "one"), \(result)"
    }

    /// With a linear layer before it, whose gradient is right only if that of the sequence is.
    func network() throws -> Network {
      try chain(
        [steps, features], .linear(features),
        .recurrent(cell, hidden: hidden, bidirectional: isBidirectional, result: result), .flatten, .linear(3)
      )
    }
  }

  /// One of everything, and one more or less than 4, 8, 16 and 32; rows of products are 1 to 14, blocks up to 64.
  static let examples = Recurrent.Cell.allCases.flatMap { cell in
    [
      Example(
        cell: cell, steps: 1, features: 1, hidden: 1, batch: 1, isBidirectional: false, result: .states),
      Example(cell: cell, steps: 3, features: 5, hidden: 16, batch: 2, isBidirectional: false, result: .last),
      Example(
        cell: cell, steps: 2, features: 17, hidden: 9, batch: 13, isBidirectional: true, result: .states),
      Example(cell: cell, steps: 4, features: 33, hidden: 33, batch: 3, isBidirectional: true, result: .last),
      Example(
        cell: cell, steps: 5, features: 3, hidden: 48, batch: 5, isBidirectional: false, result: .states),
    ]
  }

  @Test(arguments: examples)
  func cellsAgreeWithTheirReference(_ example: Example) throws {
    try GradientCheck("\(example)", Trial(try example.network(), batch: example.batch)).expectAgreement()
  }

  /// More samples than a block has, in blocks that are not alike, and fewer than threads.
  @Test(arguments: Recurrent.Cell.allCases, [1, 67, 130])
  func batchesAreDividedWithoutATrace(_ cell: Recurrent.Cell, batch: Int) throws {
    // No layer around it whose kernels could differ.
    var trial = Trial(
      try chain([3, 4], .recurrent(cell, hidden: 10, bidirectional: true, result: .last)), batch: batch)
    let outcomes = try [1, 2, 3].map { threads in
      try withThreads(threads) { (inferred: try trial.infer().logits, trained: try trial.train()) }
    }
    for outcome in outcomes {
      #expect(outcome.inferred == outcomes[0].inferred)
      #expect(outcome.trained.logits == outcomes[0].trained.logits)
      for (name, gradient) in outcome.trained.gradients {
        let expected = outcomes[0].trained.gradients[name]?.elements ?? []
        expectClose(gradient.elements, expected.map(Double.init), Tolerance(1e-5), "\(name), batch \(batch)")
      }
    }
    #expect(outcomes[0].inferred == outcomes[0].trained.logits)
    let again = try withThreads(3) { try trial.train() }
    #expect(again == outcomes[2].trained, "the same threads, the same bits")
    trial.labels = trial.labels.map { ($0 + 1) % 20 }
    let other = try trial.train()
    #expect(other.gradients != outcomes[2].trained.gradients)
  }

  @Test func layersThatAreFrozenPassTheGradientOn() throws {
    let example = RecurrentTests.examples[3]
    let trial = Trial(try example.network(), batch: 3)
    let whole = try trial.train()
    let frozen = try Executable(
      trial.network, batch: 3, .training(.crossEntropy), groups: [.frozen("recurrent1")])
    try frozen.parameters.load(trial.parameters)
    let gradients = try trial.train(frozen).gradients
    for (name, gradient) in gradients {
      if name.hasPrefix("recurrent1") {
        #expect(gradient.elements.allSatisfy { $0 == 0 })
      } else {
        #expect(gradient == whole.gradients[name], "\(name)")
      }
    }
  }

  /// What is not finite is not hidden.
  @Test(arguments: Recurrent.Cell.allCases)
  func whatIsNoNumberStaysNone(_ cell: Recurrent.Cell) throws {
    let example = Example(
      cell: cell, steps: 2, features: 3, hidden: 5, batch: 2, isBidirectional: false, result: .last)
    var trial = Trial(try example.network(), batch: 2)
    trial.input[0] = .nan
    let logits = try trial.infer().logits
    #expect(logits[0].isNaN && !logits[3].isNaN)
  }

  /// Large values saturate: they neither overflow nor become no number.
  @Test(arguments: [Recurrent.Cell.tanh, .lstm, .gru, .gruResetBefore])
  func gatesSaturate(_ cell: Recurrent.Cell) throws {
    let example = Example(
      cell: cell, steps: 2, features: 3, hidden: 5, batch: 2, isBidirectional: false, result: .last)
    var trial = Trial(try example.network(), batch: 2)
    trial.input = trial.input.map { $0 * 1e6 }
    let outcome = try trial.train()
    let values = outcome.logits + outcome.gradients.values.flatMap(\.elements)
    #expect(!values.contains { !$0.isFinite })
  }

  static let sequences: [(order: PictureSequence.Order, picture: Shape)] = [
    (.rows, [1, 4, 6]), (.rows, [3, 4, 6]), (.columns, [1, 4, 6]), (.columns, [3, 4, 6]),
    (.patches(side: 2), [3, 4, 6]), (.patches(side: 1), [2, 3, 3]),
  ]

  @Test(arguments: sequences)
  func sequencesAgreeWithTheirReference(_ order: PictureSequence.Order, _ picture: Shape) throws {
    let network = try chain(
      picture, .convolution(picture[0], kernelSize: 1), .sequence(order), .recurrent(.tanh, hidden: 4),
      .flatten,
      .linear(3))
    try GradientCheck("\(order) of \(picture)", Trial(network, batch: 3)).expectAgreement()
  }

  /// In units of the last place of the true value, over all that a gate can be given.
  @Test(arguments: RecurrentLoops.Function.allCases)
  func functionsAreAccurate(_ function: RecurrentLoops.Function) {
    let x =
      (-87_000...88_000).map { Float($0) / 1000 }
      + (-140...10).map { Float(sign: .plus, exponent: $0 / 4, significand: 1.3) }
    let truth: (Double) -> Double =
      switch function {
      case .exponential: { exp($0) }
      case .sigmoid: { 1 / (1 + exp(-$0)) }
      case .tanh: { tanh($0) }
      }
    var worst = 0.0
    for (x, y) in zip(x, function.apply(x)) {
      let expected = truth(Double(x))
      worst = max(worst, abs(Double(y) - expected) / Double(Float(expected).ulp))
    }
    let bound: Double =
      switch function {
      case .exponential: 1
      case .sigmoid: 3
      case .tanh: 2
      }
    #expect(worst <= bound, "\(function): \(worst)")
    let edges = function.apply([.infinity, -.infinity, .nan, 0, -0.0])
    #expect(edges[2].isNaN && edges.prefix(2).allSatisfy(\.isFinite))
    #expect(Double(edges[3]) == truth(0))
  }
}
