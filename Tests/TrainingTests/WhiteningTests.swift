import Foundation
import FoveaDatasets
import FoveaImages
import FoveaInference
import FoveaNetworks
import TestSupport
import Testing

@testable import FoveaTraining

@Suite("Whitening stem")
struct WhiteningTests {
  @Test func eigenvectorsAreThoseOfTheMatrix() {
    // Eigenvalues 1, 3 and 6 along (1, −1, 0), (1, 1, −2) and (1, 1, 1), scaled to length one.
    let vectors: [[Double]] = [[1, -1, 0], [1, 1, -2], [1, 1, 1]].map { vector in
      let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return vector.map { $0 / length }
    }
    var matrix = Array(repeating: 0.0, count: 9)
    for (value, vector) in zip([1.0, 3, 6], vectors) {
      for row in 0..<3 {
        for column in 0..<3 { matrix[row * 3 + column] += value * vector[row] * vector[column] }
      }
    }
    let (values, found) = SymmetricEigen.decompose(matrix, size: 3)
    for (value, expected) in zip(values.sorted(), [1.0, 3, 6]) { #expect(abs(value - expected) < 1e-12) }
    for column in 0..<3 {
      for row in 0..<3 {
        let image = (0..<3).reduce(0.0) { $0 + matrix[row * 3 + $1] * found[$1 * 3 + column] }
        #expect(abs(image - values[column] * found[row * 3 + column]) < 1e-12)
      }
    }
  }

  /// Patches that the weights have seen come out uncorrelated, with a variance of one.
  @Test func outputsAreUncorrelated() {
    let covariance = [4.0, 1.5, 1.5, 1.0]
    let weights = Whitening.weights(covariance, size: 2, outputs: 4)
    func product(_ a: Int, _ b: Int) -> Double {
      var sum = 0.0
      for i in 0..<2 {
        for j in 0..<2 {
          sum += Double(weights[a * 2 + i]) * covariance[i * 2 + j] * Double(weights[b * 2 + j])
        }
      }
      return sum
    }
    // Directions lie at 0 and 2, their negatives at 1 and 3; the floor takes a thousandth off.
    for a in [0, 2] {
      #expect(abs(product(a, a) - 1) < 2e-3)
      #expect(abs(product(a, a + 1) + product(a, a)) < 1e-6)
    }
    #expect(abs(product(0, 2)) < 1e-6)
  }

  /// A whitening stem and a head.
  private static func network(bias: Bool = true) throws -> Network {
    var builder = NetworkBuilder(input: [1, 4, 4])
    builder.append(
      .convolution(
        Convolution(8, kernelSize: 2, padding: .valid, bias: bias, initializer: .whitening)), name: "stem")
    builder.append(.globalAveragePooling)
    builder.append(.linear(2), name: "head")
    return try builder.build()
  }

  @Test func aStemBeginsWithWhatItsPicturesShow() throws {
    let problem = try Problem(layout: .planes)
    let network = try Self.network()
    let drawn = network.initialParameters(random: RandomSource(seed: 1))
    var parameters = drawn
    try Whitening.apply(
      to: &parameters, of: network, pixels: problem.pixels, preprocessing: problem.preprocessing,
      random: RandomSource(seed: 1))
    #expect(parameters["head.weight"] == drawn["head.weight"])
    let stem = try #require(parameters["stem.weight"]?.elements)
    #expect(stem != drawn["stem.weight"]?.elements)
    // Pictures are dark or light all over: the strongest direction is the mean of a patch.
    let first = stem[..<4]
    #expect(first.allSatisfy { abs(abs($0) - abs(first[0])) < 0.05 * abs(first[0]) && $0 * first[0] > 0 })
    #expect(zip(first, stem[4..<8]).allSatisfy { $0 == -$1 })
  }

  @Test(arguments: Optimizer.all, [true, false])
  func trainingLeavesAStemAsItIs(optimizer: Optimizer, bias: Bool) throws {
    let problem = try Problem(layout: .planes)
    let trainer = try Trainer(
      try Self.network(bias: bias), training: problem.pixels, validation: nil,
      preprocessing: problem.preprocessing,
      recipe: Recipe(
        epochs: 1, batchSize: .samples(6), optimizer: optimizer, learningRate: 0.01, weightDecay: 0.1))
    let before = try trainer.last().parameters
    _ = try trainer.nextEpoch()
    let after = try trainer.last().parameters
    #expect(after["stem.weight"] == before["stem.weight"])
    #expect((after["stem.bias"] != before["stem.bias"]) == bias)
    #expect(after["head.weight"] != before["head.weight"])
  }
}
