import Foundation
import FoveaExecution
import FoveaNetworks
import TestSupport
import Testing

@testable import FoveaTraining

@Suite("Optimisers")
struct OptimizerTests {
  @Test func theGoldensAreThere() { #expect(TrainingGoldens.optimizers.count == 19) }

  /// What one step of training does with gradients, on a network whose gradients are a plain function of the values.
  @Test(arguments: TrainingGoldens.optimizers)
  func tenStepsAreThoseOfPyTorch(_ golden: OptimizerGolden) throws {
    let recipe = golden.recipe
    var builder = NetworkBuilder(input: [3])
    builder.append(.linear(4), name: "a")
    builder.append(.linear(5), name: "b")
    builder.append(.linear(2), name: "c")
    let network = try builder.build()
    let store = try Executable(network, batch: 1, .training(.crossEntropy)).parameters
    var values: [String: Tensor] = [:]
    for (offset, spec) in network.parameters.enumerated() {
      values[spec.name] = Tensor(
        spec.shape, (0..<spec.shape.count).map { Float(sin(1.7 * Double($0) + Double(offset))) })
    }
    try store.load(values)
    let average = recipe.averageDecay == nil ? nil : try ParameterAverage(of: store)
    let state = try OptimizerState(
      recipe.optimizer, weightDecay: recipe.weightDecay, layerDecay: recipe.layerDecay, parameters: store)
    let gradients = try store.makeBuffer()
    for (step, expected) in golden.steps.enumerated() {
      try store.load(
        store.tensors().mapValues { tensor in
          Tensor(
            tensor.shape,
            tensor.elements.enumerated().map { index, value in
              2 * value + 0.3 * Float(sin(Double(step) + 0.9 * Double(index)))
            })
        }, into: gradients)
      if let limit = recipe.clipNorm { GradientSum.clip(gradients.floats, to: limit) }
      try state.step(gradients.floats, learningRate: recipe.learningRate)
      average?.update(decay: min(recipe.averageDecay ?? 0, (2 + Float(step)) / (11 + Float(step))))
      let tensors = try average?.tensors() ?? store.tensors()
      for (name, values) in expected {
        let worst = zip(tensors[name]?.elements ?? [], values).map { abs(Double($0) - $1) }.max() ?? 1
        #expect(worst < 5e-5, "\(name) in step \(step + 1): \(worst)")
      }
    }
  }

  @Test(arguments: [(7, 3), (3, 7), (5, 5), (1, 4)])
  func orthogonalStepsHaveSingularValuesNearOne(rows: Int, columns: Int) {
    var random = RandomSource(seed: 3)
    var values = (0..<rows * columns).map { _ in random.normal() }
    values.withUnsafeMutableBufferPointer { orthogonalize($0, rows: rows, columns: columns) }
    // The squares of the singular values are the eigenvalues of the product over the short side; they sum to its trace.
    let side = min(rows, columns)
    let trace = values.reduce(0) { $0 + Double($1) * Double($1) }
    #expect(trace > 0.4 * Double(side) && trace < 1.5 * Double(side), "\(trace) of \(side)")
  }

  /// Five steps on the matrix itself, in double precision.
  @Test(arguments: [(7, 3), (3, 7), (5, 5), (1, 4), (16, 144), (40, 8)])
  func orthogonalStepsAreThoseOfTheDefinition(rows: Int, columns: Int) {
    var random = RandomSource(seed: 4)
    var values = (0..<rows * columns).map { _ in random.normal() }
    var x = values.map(Double.init)
    let length = x.reduce(0) { $0 + $1 * $1 }.squareRoot()
    x = x.map { $0 / length }
    func product(_ a: [Double], _ b: [Double], _ m: Int, _ n: Int, _ inner: Int) -> [Double] {
      (0..<m * n).map { at in
        (0..<inner).reduce(0) { $0 + a[at / n * inner + $1] * b[$1 * n + at % n] }
      }
    }
    for _ in 0..<5 {
      let transposed = (0..<rows * columns).map { x[$0 % rows * columns + $0 / rows] }
      let a = product(x, transposed, rows, rows, columns)
      let square = product(a, a, rows, rows, rows)
      let change = product(zip(a, square).map { -4.7750 * $0 + 2.0315 * $1 }, x, rows, columns, rows)
      x = zip(x, change).map { 3.4445 * $0 + $1 }
    }
    values.withUnsafeMutableBufferPointer { orthogonalize($0, rows: rows, columns: columns) }
    let worst = zip(values, x).map { abs(Double($0) - $1) }.max() ?? 1
    #expect(worst < 2e-5, "\(worst)")
  }

  @Test func laterBranchesAreLeftOutMoreOften() throws {
    let network = try Architecture.resnet20(CIFARResNet()).network(input: [3, 8, 8], classes: 3)
    let rates = try #require(network.droppingBranches(0.9)).nodes.compactMap { node -> Float? in
      if case .add(let sum) = node.operation { sum.dropRate } else { nil }
    }
    #expect(rates.count == 9)
    for (position, rate) in rates.enumerated() { #expect(abs(rate - 0.1 * Float(position + 1)) < 1e-6) }
    let plain = try Architecture.lenet(LeNet()).network(input: [1, 28, 28], classes: 3)
    #expect(plain.droppingBranches(0.5) == nil)
  }

  @Test func ratesFallTowardsTheInput() {
    let specs = ["a", "b"].flatMap { layer in
      [
        ParameterSpec("\(layer).weight", [2, 2], role: .weight, initializer: .zeros),
        ParameterSpec("\(layer).bias", [2], role: .offset, initializer: .zeros),
      ]
    }
    #expect(OptimizerState.depths(specs) == [0, 0, 1, 1])
  }

  @Test func theMeanOverBatchesIsOverSamples() throws {
    var builder = NetworkBuilder(input: [2])
    builder.append(.linear(2), name: "a")
    let store = try Executable(try builder.build(), batch: 1, .training(.crossEntropy)).parameters
    let gradients = try store.makeBuffer()
    func fill(_ value: Float) { gradients.floats.update(repeating: value) }
    var sum = try GradientSum(Recipe(accumulation: 2), parameters: store)
    for _ in 0..<2 {
      fill(1)
      sum.add(gradients.floats, samples: 6)
      fill(4)
      sum.add(gradients.floats, samples: 3)
      sum.take(into: gradients.floats)
      #expect(gradients.floats.allSatisfy { $0 == 2 })
    }
  }
}
