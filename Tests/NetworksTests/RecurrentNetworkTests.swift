import Foundation
import FoveaNetworks
import Testing

/// Recurrent classifiers: their layers, parameters as PyTorch has them, and what they begin with.
struct RecurrentNetworkTests {
  private func network(_ definition: RecurrentNetwork, _ input: Shape = [3, 28, 20]) throws -> Network {
    try Architecture.recurrent(definition).network(input: input, classes: 10)
  }

  @Test func parametersAreThoseOfPyTorch() throws {
    let built = try network(RecurrentNetwork(.lstm, hidden: [8, 5], bidirectional: true), [1, 28, 20])
    let names = built.parameters.map { "\($0.name) \($0.shape)" }
    #expect(
      names == [
        "lstm1.weight_ih_l0 [32, 20]", "lstm1.weight_hh_l0 [32, 8]", "lstm1.bias_ih_l0 [32]",
        "lstm1.bias_hh_l0 [32]", "lstm1.weight_ih_l0_reverse [32, 20]", "lstm1.weight_hh_l0_reverse [32, 8]",
        "lstm1.bias_ih_l0_reverse [32]", "lstm1.bias_hh_l0_reverse [32]", "lstm2.weight_ih_l0 [20, 16]",
        "lstm2.weight_hh_l0 [20, 5]", "lstm2.bias_ih_l0 [20]", "lstm2.bias_hh_l0 [20]",
        "lstm2.weight_ih_l0_reverse [20, 16]", "lstm2.weight_hh_l0_reverse [20, 5]",
        "lstm2.bias_ih_l0_reverse [20]", "lstm2.bias_hh_l0_reverse [20]", "head.weight [10, 10]",
        "head.bias [10]",
      ])
    // Those of torch.nn.RNN(28, 128), LSTM and GRU, and of the head.
    let counts: [Recurrent.Cell: Int] = [
      .tanh: 20_224, .relu: 20_224, .lstm: 80_896, .gru: 60_672, .gruResetBefore: 60_672,
    ]
    for (cell, count) in counts {
      #expect(try network(RecurrentNetwork(cell), [1, 28, 28]).parameterCount == count + 1290, "\(cell)")
    }
  }

  @Test func picturesAreReadInThreeWays() throws {
    func sequence(_ order: RecurrentNetwork.Sequence, patch: Int? = nil) throws -> Shape {
      try network(RecurrentNetwork(.gru, sequence: order, patch: patch)).shapes[0]
    }
    #expect(try sequence(.rows) == [28, 60])
    #expect(try sequence(.columns) == [20, 84])
    #expect(try sequence(.patches) == [35, 48])
    #expect(try sequence(.patches, patch: 2) == [140, 12])
    let error = #expect(throws: NetworkError.self) { try sequence(.patches, patch: 5) }
    #expect(
      error?.description
        == "architecture 'gru': expected patches that divide the picture of 28×20, received 5×5; choose a side of 1, 2, 4"
    )
    #expect(throws: NetworkError.self) { try network(RecurrentNetwork(.gru), [784]) }
  }

  @Test func theSummaryIsTheLastStateOrTheMean() throws {
    let last = try network(RecurrentNetwork(.tanh, hidden: [6, 4], bidirectional: true, dropout: 0.5))
    #expect(last.nodes.map(\.name) == ["sequence", "rnn1", "dropout1", "rnn2", "dropout", "head"])
    #expect(last.shapes.map(\.dimensions) == [[28, 60], [28, 12], [28, 12], [8], [8], [10]])
    let mean = try network(RecurrentNetwork(.relu, hidden: [6], summary: .mean))
    #expect(mean.nodes.map(\.name) == ["sequence", "rnn1", "pool", "head"])
    #expect(mean.shapes.map(\.dimensions) == [[28, 60], [28, 6], [6], [10]])
    // 28 steps of 6 · (60 + 6), and the head.
    #expect(mean.multiplyAdds == 28 * 6 * 66 + 60)
  }

  @Test func settingsAreThoseOfAnyArchitecture() throws {
    var architecture = try Architecture(named: "rnn")
    #expect(architecture.hidden == [128] && architecture.activation == .tanh && architecture.dropout == 0)
    architecture.hidden = [64, 32]
    architecture.activation = .relu
    architecture.dropout = 0.25
    #expect(architecture == .recurrent(RecurrentNetwork(.relu, hidden: [64, 32], dropout: 0.25)))
    architecture.activation = .gelu
    #expect(architecture.activation == .relu && architecture.batchNormalization == nil)
    var lstm = try Architecture(named: "lstm")
    lstm.activation = .relu
    #expect(lstm.activation == nil && lstm == .recurrent(RecurrentNetwork(.lstm)))
    #expect(lstm.takesImages && !lstm.isConvolutional)
    var mlp = try Architecture(named: "mlp")
    mlp.recurrent = RecurrentNetwork(.gru)
    #expect(mlp.recurrent == nil && mlp.name == "mlp")
  }

  @Test(arguments: [[12, 3], [3, 12], [64, 16], [1, 1]] as [Shape])
  func recurrentWeightsBeginOrthogonal(_ shape: Shape) {
    var random = RandomSource(seed: 7)
    let weights = Initializer.orthogonal.tensor(shape, random: &random)
    let (rows, columns) = (shape[0], shape[1])
    func product(_ a: Int, _ b: Int) -> Double {
      (0..<columns).reduce(0) {
        $0 + Double(weights.elements[a * columns + $1]) * Double(weights.elements[b * columns + $1])
      }
    }
    for a in 0..<rows {
      for b in 0..<rows where a / columns == b / columns {
        #expect(abs(product(a, b) - (a == b ? 1 : 0)) < 1e-6, "rows \(a) and \(b) of \(shape)")
      }
    }
  }

  @Test func forgetGatesBeginOpen() throws {
    let tensors = try network(RecurrentNetwork(.lstm, hidden: [3])).initialParameters(
      random: RandomSource(seed: 1))
    #expect(tensors["lstm1.bias_ih_l0"]?.elements == [0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0])
    #expect(tensors["lstm1.bias_hh_l0"]?.elements == Array(repeating: 0, count: 12))
    let gru = try network(RecurrentNetwork(.gru, hidden: [3])).initialParameters(
      random: RandomSource(seed: 1))
    #expect(gru["gru1.bias_ih_l0"]?.elements == Array(repeating: 0, count: 9))
  }
}
