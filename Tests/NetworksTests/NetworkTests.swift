import Foundation
import FoveaNetworks
import TestSupport
import Testing

@Suite("Networks")
struct NetworkTests {
  static func everything() throws -> Network {
    var builder = NetworkBuilder(input: [4, 6])
    builder.append(.linear(8, bias: false), name: "embed")
    builder.append(.batchNormalization)
    builder.append(.activation(.leakyReLU(slope: 0.25)))
    let left = builder.append(.activation(.tanh))
    let right = builder.append(.activation(.sigmoid), to: left)
    builder.append(.add, to: left, right)
    builder.append(.activation(.noisyReLU))
    builder.append(.dropout(0.5))
    builder.append(.meanOverTokens)
    builder.append(.flatten)
    builder.append(.relu)
    builder.append(.activation(.softmax))
    builder.append(.linear(3, initializer: .glorot), name: "head")
    return try builder.build()
  }

  @Test func aFileGivesBackTheNetwork() throws {
    let network = try NetworkTests.everything()
    let data = try JSONEncoder().encode(network)
    #expect(try JSONDecoder().decode(Network.self, from: data) == network)
  }

  @Test func shapesParametersAndWork() throws {
    let network = try NetworkTests.everything()
    #expect(network.output == [3])
    #expect(network.parameterCount == 8 * 6 + 8 + 8 + 3 * 8 + 3)
    #expect(
      network.parameters.map(\.name) == [
        "embed.weight", "batch-normalization1.weight", "batch-normalization1.bias",
        "batch-normalization1.running_mean", "batch-normalization1.running_var", "head.weight", "head.bias",
      ])
    #expect(network.multiplyAdds == 4 * 6 * 8 + 4 * 8 + 8 * 3)
    #expect(network.summary().hasPrefix("node                  operation"))
  }

  @Test func shapesThatDoNotFitNameTheNodeAndTheRemedy() throws {
    var builder = NetworkBuilder(input: [3, 8, 8])
    builder.append(.linear(2), name: "fc")
    let network = Result { () throws(NetworkError) in try builder.build() }
    #expect(throws: NetworkError.self) { try network.get() }
    if case .failure(let error) = network {
      #expect(
        "\(error)"
          == "node 'fc' (linear): expected [D] or [T, D], received [3, 8, 8]; put a flatten before it")
    }
    #expect(throws: NetworkError.empty) { try NetworkBuilder(input: [1]).build() }
    #expect(throws: NetworkError.duplicateName("a")) {
      try Network(
        input: [1],
        nodes: [
          Node(name: "a", operation: .relu, inputs: [.input]),
          Node(name: "a", operation: .relu, inputs: [.input]),
        ])
    }
    #expect(throws: NetworkError.self) {
      try Network(input: [1], nodes: [Node(name: "a", operation: .relu, inputs: [.node(0)])])
    }
  }

  @Test(arguments: [
    #"{"input":[2],"nodes":[{"name":"a","operation":"teleport","inputs":["input"]}]}"#,
    #"{"input":[2],"nodes":[{"name":"a","operation":"dropout","rate":2,"inputs":["input"]}]}"#,
    #"{"input":[2],"nodes":[{"name":"a","operation":"linear","outputs":-1,"bias":true,"initializer":"he","inputs":["input"]}]}"#,
    #"{"input":[2],"nodes":[{"name":"a","operation":"relu","inputs":["b"]}]}"#,
    #"{"input":[0],"nodes":[{"name":"a","operation":"relu","inputs":["input"]}]}"#,
    #"{"input":[4611686018427387904,4],"nodes":[{"name":"a","operation":"relu","inputs":["input"]}]}"#,
    #"{"input":[2],"nodes":[]}"#,
  ])
  func hostileFilesAreRefused(_ json: String) {
    #expect(throws: (any Error).self) { try JSONDecoder().decode(Network.self, from: Data(json.utf8)) }
  }

  @Test func initialisersHaveTheirSpread() {
    var random = RandomSource(seed: 1)
    let glorot = Initializer.glorot.tensor([40, 60], random: &random).elements
    let bound = (6 / Float(100)).squareRoot()
    #expect(glorot.allSatisfy { abs($0) <= bound } && (glorot.max() ?? 0) > 0.9 * bound)
    let he = Initializer.he.tensor([100, 50], random: &random).elements
    let deviation = (he.reduce(0) { $0 + $1 * $1 } / Float(he.count)).squareRoot()
    #expect(abs(deviation - 0.2) < 0.01)
  }

  @Test func streamsDependOnNameAndNumbersAlone() {
    let source = RandomSource(seed: 3)
    var drawn = source
    _ = drawn.next()
    var (a, b, c) = (source.stream("x", 1), drawn.stream("x", 1), source.stream("x", 2))
    let first = a.next()
    #expect(first == b.next())
    #expect(first != c.next())
  }

  @Test func algebraOfTheTextbook() {
    let matrix = Tensor([2, 3], [1, 2, 3, 4, 5, 6])
    #expect(matrix.transposed() == Tensor([3, 2], [1, 4, 2, 5, 3, 6]))
    #expect(matrix.matmul(matrix.transposed()) == Tensor([2, 2], [14, 32, 32, 77]))
    #expect(Tensor([3], [1, 2, 3]).dot(Tensor([3], [4, 5, 6])) == 32)
    #expect((matrix + matrix) == 2 * matrix && (matrix - matrix).sum() == 0 && (matrix / matrix).mean() == 1)
    let gradient = numericalGradient(of: { $0[0] * $0[0] + 3 * $0[1] }, at: [2, 5])
    #expect(abs(gradient[0] - 4) < 1e-8 && abs(gradient[1] - 3) < 1e-8)
  }
}
