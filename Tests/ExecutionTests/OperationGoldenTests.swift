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

    /// Mean losses of as many steps with momentum as there are losses, and the logits after them.
    func train(precision: Precision = .float32) throws -> (losses: [Float], logits: [Float]) {
      let executable = try Executable(network, batch: batch, .training(.crossEntropy), precision: precision)
      try executable.parameters.load(parameters.mapValues(\.tensor))
      var trial = Trial(network, batch: batch)
      (trial.input, trial.labels) = (input, labels)
      let gradients = try #require(executable.gradients).floats
      let weights = executable.parameters.trainable
      var velocity = Array(repeating: Float(0), count: weights.count)
      let means = try losses.map { _ in
        let outcome = try trial.train(executable)
        for i in weights.indices {
          velocity[i] = momentum * velocity[i] + gradients[i]
          weights[i] -= learningRate * velocity[i]
        }
        return outcome.losses.reduce(0, +) / Float(batch)
      }
      return (means, try trial.infer(executable).logits)
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
    let (losses, logits) = try golden.train()
    // Each step starts from the rounding of the ones before.
    expectClose(losses, golden.losses, Tolerance(1e-4), "losses")
    expectClose(logits, golden.inferred, Tolerance(3e-4), "logits afterwards")
  }
}
