import Foundation
import FoveaExecution
import FoveaNetworks
import TestSupport
import Testing

@testable import FoveaTraining

/// Ten steps of PyTorch's optimisers; `Scripts/reference/training_goldens.py` makes them.
struct OptimizerGolden: Decodable, Sendable, CustomTestStringConvertible {
  struct Step: Decodable, Sendable {
    let weight: [Double]
    let bias: [Double]
  }
  let name: String
  let decay: Float
  let steps: [Step]
  var testDescription: String { "\(name), decay \(decay)" }

  static let all: [OptimizerGolden] = {
    let data = FileManager.default.contents(
      atPath: TestPaths.file("TrainingTests", "Goldens/optimizers.json"))
    return data.flatMap { try? JSONDecoder().decode([OptimizerGolden].self, from: $0) } ?? []
  }()
}

@Suite("Optimisers and schedules")
struct OptimizerTests {
  @Test func theGoldensAreThere() { #expect(OptimizerGolden.all.count == 6) }

  @Test(arguments: OptimizerGolden.all)
  func tenStepsAreThoseOfPyTorch(_ golden: OptimizerGolden) throws {
    var builder = NetworkBuilder(input: [3])
    builder.append(.linear(2), name: "fc")
    let executable = try Executable(try builder.build(), batch: 1, loss: .crossEntropy)
    let store = executable.parameters
    try store.load([
      "fc.weight": Tensor([2, 3], [0.5, -0.25, 1.0, 0.125, 0.75, -1.5]),
      "fc.bias": Tensor([2], [0.25, -0.5]),
    ])
    let optimizer: Optimizer =
      switch golden.name {
      case "sgd": .sgd(momentum: 0)
      case "momentum": .sgd(momentum: 0.9)
      default: .adam()
      }
    let state = try OptimizerState(optimizer, weightDecay: golden.decay, parameters: store)
    let gradients = try store.makeBuffer()
    for (step, expected) in golden.steps.enumerated() {
      for (spec, range) in store.segments {
        for index in range {
          let value = store.trainable[index]
          let sign: Float = value > 0 ? 1 : value < 0 ? -1 : 0
          gradients.floats[index] =
            spec.role == .weight ? 2 * value - 0.5 * Float(step + 1) * sign : 2 * value + 0.25
        }
      }
      // Padding of a blocked layout has no gradient, as kernels leave it.
      let present = Set(try store.tensors().values.flatMap(\.elements))
      for index in store.trainable.indices where !present.contains(store.trainable[index]) {
        gradients.floats[index] = 0
      }
      state.step(store.trainable, gradients.floats, learningRate: 0.1)
      let tensors = try store.tensors()
      for (name, values) in [("fc.weight", expected.weight), ("fc.bias", expected.bias)] {
        let worst = zip(tensors[name]?.elements ?? [], values).map { abs(Double($0) - $1) }.max() ?? 1
        #expect(worst < 2e-5, "\(name) in step \(step + 1): \(worst)")
      }
    }
  }

  @Test func schedules() {
    #expect(Schedule.constant.factor(step: 7, steps: 10) == 1)
    #expect(Schedule.cosine.factor(step: 0, steps: 10) == 1)
    #expect(abs(Schedule.cosine.factor(step: 5, steps: 10) - 0.5) < 1e-6)
    #expect(abs(Schedule.cosine.factor(step: 10, steps: 10)) < 1e-6)
    #expect(Schedule.cosine.factor(step: 0, steps: 10, warmup: 4) == 0.25)
    #expect(Schedule.cosine.factor(step: 4, steps: 10, warmup: 4) == 1)
  }

  @Test func aRecipeSurvivesItsFile() throws {
    for optimizer in Optimizer.all {
      let recipe = Recipe(
        batchSize: .all, optimizer: optimizer, loss: .halfSquaredError, patience: 3, seed: 9)
      let data = try JSONEncoder().encode(recipe)
      #expect(try JSONDecoder().decode(Recipe.self, from: data) == recipe)
    }
  }

  @Test func whatNoTrainingCouldFollowIsRefused() {
    #expect(throws: TrainingError.recipe(field: "epochs", expected: "at least 1", received: "0")) {
      try Recipe(epochs: 0).validate()
    }
    #expect(
      "\(TrainingError.recipe(field: "learning rate", expected: "a positive number", received: "-1.0"))"
        == "recipe, learning rate: expected a positive number, received -1.0")
    #expect(throws: TrainingError.self) { try Recipe(learningRate: .nan).validate() }
    #expect(throws: TrainingError.self) { try Recipe(optimizer: .sgd(momentum: 1)).validate() }
  }
}
