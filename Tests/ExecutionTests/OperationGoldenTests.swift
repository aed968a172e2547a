import Foundation
import FoveaExecution
import FoveaNetworks
import TestSupport
import Testing

/// Every operation forward and backward, and ten steps of training, against PyTorch.
struct OperationGoldenTests {
  struct Golden: Decodable {
    let operations: [Case]
    let training: Training
  }

  struct Stored: Decodable {
    let shape: [Int]
    let values: [Double]
    var tensor: Tensor { Tensor(Shape(shape), values.map(Float.init)) }
  }

  struct Case: Decodable, CustomStringConvertible {
    let name: String
    let network: Network
    let batch: Int
    let input: [Float]
    let labels: [Int]
    let parameters: [String: Stored]
    let inferred: [Double]
    let logits: [Double]
    let losses: [Double]
    let gradients: [String: Stored]
    let statistics: [String: Stored]
    var description: String { name }

    var trial: Trial {
      var trial = Trial(network, batch: batch)
      (trial.input, trial.labels) = (input, labels)
      trial.parameters = parameters.mapValues(\.tensor)
      return trial
    }
  }

  struct Training: Decodable {
    let network: Network
    let batch: Int
    let input: [Float]
    let labels: [Int]
    let parameters: [String: Stored]
    let learningRate: Float
    let momentum: Float
    let losses: [Double]
    let inferred: [Double]

    enum CodingKeys: String, CodingKey {
      case network, batch, input, labels, parameters, momentum, losses, inferred
      case learningRate = "learning_rate"
    }
  }

  static let golden: Golden? = {
    let path = TestPaths.file("ExecutionTests", "Goldens/operations.json")
    guard let data = FileManager.default.contents(atPath: path) else { return nil }
    return try? JSONDecoder().decode(Golden.self, from: data)
  }()

  @Test func theGoldensAreThere() {
    #expect((OperationGoldenTests.golden?.operations.count ?? 0) >= 45)
  }

  @Test(arguments: golden?.operations ?? [])
  func operationsAgreeWithPyTorch(_ golden: Case) throws {
    let trained = try golden.trial.train()
    expectClose(trained.logits, golden.logits, .chain, "logits")
    expectClose(trained.losses, golden.losses, .chain, "losses")
    for (name, gradient) in golden.gradients {
      expectClose(
        trained.gradients[name]?.elements ?? [], gradient.values, Tolerance(3e-5, floor: 0.03),
        "gradient of \(name)")
    }
    for (name, statistic) in golden.statistics {
      expectClose(trained.parameters[name]?.elements ?? [], statistic.values, .chain, "\(name) after a step")
    }
    expectClose(try golden.trial.infer().logits, golden.inferred, .chain, "logits at inference")
  }

  @Test func tenStepsOfTrainingFollowPyTorch() throws {
    let golden = try #require(OperationGoldenTests.golden).training
    let executable = try Executable(golden.network, batch: golden.batch, loss: .crossEntropy)
    try executable.parameters.load(golden.parameters.mapValues(\.tensor))
    var trial = Trial(golden.network, batch: golden.batch)
    (trial.input, trial.labels) = (golden.input, golden.labels)
    let gradients = try #require(executable.gradients).floats
    let weights = executable.parameters.trainable
    var velocity = Array(repeating: Float(0), count: weights.count)
    var losses: [Float] = []
    for _ in golden.losses {
      let outcome = try trial.train(executable)
      losses.append(outcome.losses.reduce(0, +) / Float(golden.batch))
      for i in weights.indices {
        velocity[i] = golden.momentum * velocity[i] + gradients[i]
        weights[i] -= golden.learningRate * velocity[i]
      }
    }
    // Each step starts from the rounding of the ones before.
    expectClose(losses, golden.losses, Tolerance(1e-4), "losses")
    expectClose(try trial.infer(executable).logits, golden.inferred, Tolerance(3e-4), "logits afterwards")
  }
}
