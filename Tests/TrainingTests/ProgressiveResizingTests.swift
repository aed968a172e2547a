import Foundation
import FoveaDatasets
import FoveaExecution
import FoveaImages
import FoveaInference
import FoveaNetworks
import TestSupport
import Testing

@testable import FoveaTraining

/// Two classes of 8×8 pictures, and a network that takes pictures of any size.
private struct ConvolutionalProblem {
  let problem: Problem
  let network: Network

  init() throws {
    problem = try Problem(side: 8, layout: .planes)
    var builder = NetworkBuilder(input: problem.preprocessing.shape)
    builder.append(.convolution(4, kernelSize: 3), name: "conv")
    builder.append(.activation(.relu), name: "relu")
    builder.append(.globalAveragePooling, name: "pool")
    builder.append(.linear(2), name: "head")
    network = try builder.build()
  }

  func trainer(_ recipe: Recipe) throws -> Trainer {
    try Trainer(
      network, training: problem.pixels, validation: problem.pixels, preprocessing: problem.preprocessing,
      recipe: recipe)
  }
}

@Suite("Progressive resizing", .serialized)
struct ProgressiveResizingTests {
  private let recipe = Recipe(
    epochs: 4, batchSize: .samples(6), learningRate: 0.05, mixing: Mixing(cutmix: 1),
    augmentation: Augmentation(.light), progressive: ProgressiveResizing(scale: 0.5, share: 0.6), seed: 3)

  @Test func smallerPicturesComeFirst() throws {
    let problem = try ConvolutionalProblem()
    let trainer = try problem.trainer(recipe)
    #expect(trainer.early?.preprocessing.shape == [1, 4, 4])
    // 20 samples, batches of 6: sixteen steps, of which ten are done before 0.6 of the run.
    let sizes = (0..<16).map { trainer.stage(at: Double($0) / 16).preprocessing.geometry.width }
    #expect(sizes == Array(repeating: 4, count: 10) + Array(repeating: 8, count: 6))
    let start = try trainer.last().parameters
    while try trainer.nextEpoch() != nil {}
    #expect(trainer.history.count == 4)
    #expect(try trainer.last().parameters != start)
    #expect(try trainer.best().preprocessing == problem.problem.preprocessing)
    #expect(trainer.bestEpoch?.validationAccuracy == 1)
  }

  /// The weights are one set: a step on smaller pictures moves what the full ones are scored with.
  @Test func bothSizesShareTheirWeights() throws {
    let problem = try ConvolutionalProblem()
    let trainer = try problem.trainer(recipe)
    let early = try #require(trainer.early)
    #expect(early.executable.parameters === trainer.executable.parameters)
    #expect(early.executable.gradients === trainer.executable.gradients)
  }

  @Test(arguments: [1, 9, 10, 15])
  func aKilledRunGoesOnBitForBit(stop: Int) throws {
    let problem = try ConvolutionalProblem()
    let whole = try problem.trainer(recipe)
    while try whole.nextEpoch() != nil {}
    try TestPaths.withTemporaryFolder { folder in
      let path = folder + "/last.safetensors"
      try problem.trainer(recipe).run(until: stop, checkpoint: path)
      let resumed = try problem.trainer(recipe)
      try resumed.restore(from: path)
      while try resumed.nextEpoch() != nil {}
      #expect(try resumed.last().parameters == whole.last().parameters)
    }
  }

  @Test func aNetworkOfOneSizeIsRefused() throws {
    let problem = try Problem()
    let error = #expect(throws: TrainingError.self) {
      _ = try problem.trainer(Recipe(epochs: 1, progressive: ProgressiveResizing(scale: 0.5)))
    }
    #expect(
      error?.description.contains(
        "expected 1 for this network, which takes [16] and no smaller picture with the same weights, received 0.5"
      ) == true, "\(String(describing: error))")
  }

  @Test(arguments: [0.1, 1.1, .nan] as [Float])
  func scalesOutOfRangeAreRefused(scale: Float) {
    #expect(
      throws: TrainingError.recipe(
        field: "progressive scale", expected: "0.25 ≤ scale ≤ 1", received: "\(scale)")
    ) { try Recipe(progressive: ProgressiveResizing(scale: scale)).validate() }
  }

  @Test func aTimeIsDividedBetweenTheSizes() {
    // Steps of half the cost for half of the run: 75 s a hundred of them.
    var budget = TimeBudget(
      seconds: 750, stepsPerEpoch: 100_000, validationsAfter: 0, stepSeconds: 1, validationSeconds: 0,
      progressive: ProgressiveResizing(scale: 0.7, share: 0.5), earlyCost: 0.5)
    #expect(budget.stepsLeft(spent: 0, stepsDone: 0, at: 0) == 1000)
    #expect(budget.stepsLeft(spent: 250, stepsDone: 500, at: 0.5) == 500)
    // A machine that is as fast as said does not change the plan.
    for _ in 0..<100 { budget.record(step: 0.5, at: 0.1) }
    for _ in 0..<100 { budget.record(step: 1, at: 0.7) }
    #expect(budget.stepsLeft(spent: 0, stepsDone: 0, at: 0) == 1000)
  }
}
