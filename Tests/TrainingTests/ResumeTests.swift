import Foundation
import FoveaDatasets
import FoveaInference
import FoveaNetworks
import Synchronization
import TestSupport
import Testing

@testable import FoveaExecution
@testable import FoveaTraining

/// A killed run that goes on must end as one that was never killed, bit for bit.
@Suite("Exact resume", .serialized)
struct ResumeTests {
  /// Everything that keeps something between steps, or draws, is on.
  private func recipe(_ optimizer: Optimizer) -> Recipe {
    Recipe(
      epochs: 3, batchSize: .samples(3), accumulation: 2, optimizer: optimizer, learningRate: 0.01,
      layerDecay: 0.9, schedule: .oneCycle(), weightDecay: 0.01, clipNorm: 1, averageDecay: 0.9,
      labelSmoothing: 0.1, mixing: Mixing(mixup: 0.5, cutmix: 0.5), classWeights: .balanced,
      sampling: .balanced, augmentation: Augmentation(.standard), seed: 5)
  }

  /// The parts of an epoch that no clock decides.
  private struct Scores: Hashable {
    let number: Int
    let losses: [Double?]
    let accuracies: [Double?]
    let rate: Float
    let isBest: Bool

    init(_ epoch: Epoch) {
      number = epoch.number
      losses = [epoch.trainingLoss, epoch.validationLoss, epoch.currentValidationLoss]
      accuracies = [epoch.trainingAccuracy, epoch.validationAccuracy, epoch.currentValidationAccuracy]
      rate = epoch.learningRate
      isBest = epoch.isBest
    }
  }

  @Test(arguments: Optimizer.all)
  func whatFollowsIsWhatWouldHaveFollowed(optimizer: Optimizer) throws {
    let problem = try Problem()
    let recipe = recipe(optimizer)
    let whole = try problem.trainer(recipe)
    while try whole.nextEpoch() != nil {}
    // 20 samples, batches of 3, two batches a step: four steps an epoch, twelve in all.
    for stop in [1, 4, 6, 11, 12] {
      try TestPaths.withTemporaryFolder { folder in
        let path = folder + "/last.safetensors"
        try problem.trainer(recipe).run(until: stop, checkpoint: path)
        let resumed = try problem.trainer(recipe)
        try resumed.restore(from: path)
        while try resumed.nextEpoch() != nil {}
        #expect(try resumed.last().parameters == whole.last().parameters, "\(optimizer), step \(stop)")
        #expect(try resumed.best().parameters == whole.best().parameters, "\(optimizer), step \(stop)")
        #expect(resumed.history.map(Scores.init) == whole.history.map(Scores.init), "step \(stop)")
      }
    }
  }

  /// A stopwatch that never agrees with itself: what a run chose has to be all that a resumed one goes by.
  @Test func algorithmsAreThoseOfTheRun() throws {
    let problem = try Problem(count: 22, side: 12, layout: .planes)
    var builder = NetworkBuilder(input: problem.preprocessing.shape)
    builder.append(.convolution(16, kernelSize: 3, padding: .same), name: "stem")
    builder.append(.activation(.relu), name: "relu")
    builder.append(.convolution(16, kernelSize: 3, padding: .same), name: "conv")
    builder.append(.globalAveragePooling, name: "pool")
    builder.append(.linear(2), name: "head")
    let network = try builder.build()
    let recipe = Recipe(epochs: 3, batchSize: .samples(8), learningRate: 0.01)
    let calls = Mutex(0)
    func trainer(_ tuner: Tuner) throws -> Trainer {
      try Trainer(
        network, training: problem.pixels, validation: problem.pixels, preprocessing: problem.preprocessing,
        recipe: recipe, precision: .float32, tuner: tuner)
    }
    func capricious() -> Tuner {
      Tuner(ownLoops: .never) { _, candidates in
        let call = calls.withLock { calls in
          calls += 1
          return calls
        }
        return candidates[call % candidates.count].0
      }
    }
    let whole = try trainer(capricious())
    let chosen = whole.kernelChoices
    while try whole.nextEpoch() != nil {}
    #expect(whole.kernelChoices == chosen, "a choice was made after the first step")
    for stop in [1, 2, 3, 7] {
      try TestPaths.withTemporaryFolder { folder in
        let path = folder + "/last.safetensors"
        let killed = try trainer(Tuner(fixed: chosen, ownLoops: .never))
        try killed.run(until: stop, checkpoint: path)
        let resumed = try trainer(
          Tuner(choices: killed.kernelChoices, ownLoops: .never) { _, candidates in
            Issue.record("a resumed run chose anew")
            return candidates[0].0
          })
        try resumed.restore(from: path)
        while try resumed.nextEpoch() != nil {}
        #expect(try resumed.last().parameters == whole.last().parameters, "step \(stop)")
        #expect(resumed.history.map(Scores.init) == whole.history.map(Scores.init), "step \(stop)")
      }
    }
    // Where only one algorithm has code for a shape there is nothing to remember.
    if calls.withLock({ $0 }) > 0 {
      let other = try trainer(capricious())
      #expect(other.kernelChoices != chosen)
    }
  }

  @Test func aCheckpointBetweenEpochsGoesOnToo() throws {
    let problem = try Problem()
    let recipe = Recipe(
      epochs: 4, batchSize: .samples(6), learningRate: 0.02, schedule: .plateau(epochs: 1), patience: 3)
    let whole = try problem.trainer(recipe)
    while try whole.nextEpoch() != nil {}
    try TestPaths.withTemporaryFolder { folder in
      let killed = try problem.trainer(recipe)
      _ = try killed.nextEpoch()
      _ = try killed.nextEpoch()
      try killed.writeCheckpoint(to: folder + "/last.safetensors")
      let resumed = try problem.trainer(recipe)
      try resumed.restore(from: folder + "/last.safetensors")
      #expect(resumed.history == killed.history)
      while try resumed.nextEpoch() != nil {}
      #expect(try resumed.last().parameters == whole.last().parameters)
    }
  }

  @Test func anotherRunIsRefused() throws {
    let problem = try Problem()
    try TestPaths.withTemporaryFolder { folder in
      let path = folder + "/last.safetensors"
      let trainer = try problem.trainer(Recipe(epochs: 1))
      _ = try trainer.nextEpoch()
      try trainer.writeCheckpoint(to: path)
      #expect(throws: TrainingError.resume(path: path, .recipe)) {
        try problem.trainer(Recipe(epochs: 2)).restore(from: path)
      }
      let other = try Problem(count: 22)
      #expect(throws: TrainingError.resume(path: path, .data)) {
        try other.trainer(Recipe(epochs: 1)).restore(from: path)
      }
      try other.trainer(Recipe(epochs: 1)).restore(from: path, acceptsOtherData: true)
      try trainer.best().write(to: folder + "/model.safetensors")
      #expect(throws: InferenceError.notACheckpoint(path: folder + "/model.safetensors")) {
        try problem.trainer(Recipe(epochs: 1)).restore(from: folder + "/model.safetensors")
      }
      #expect(
        "\(TrainingError.resume(path: path, .recipe))"
          == "\(path): expected the recipe that it was written with, received another; train anew into another folder, or restore what has changed"
      )
    }
  }

  @Test func aTimeBeyondAllMeasureIsRefused() {
    let expected = "a positive number of at most 525600, a year"
    for minutes in [0, -1, 1e300, .infinity] {
      #expect(throws: TrainingError.recipe(field: "minutes", expected: expected, received: "\(minutes)")) {
        try Recipe(minutes: minutes).validate()
      }
    }
  }

  @Test func settingsOfAdamThatDivideByZeroAreRefused() {
    for (optimizer, field, expected, received) in [
      (Optimizer.adam(beta2: 1), "beta2", "0 ≤ beta2 < 1", "1.0"),
      (.adamW(beta1: -0.1), "beta1", "0 ≤ beta1 < 1", "-0.1"),
      (.lamb(epsilon: 0), "epsilon", "a positive number", "0.0"),
      (.rmsProp(smoothing: 1), "smoothing", "0 ≤ smoothing < 1", "1.0"),
    ] {
      #expect(throws: TrainingError.recipe(field: field, expected: expected, received: received)) {
        try Recipe(optimizer: optimizer).validate()
      }
    }
  }

  @Test func moreStepsThanCanBeCountedAreRefused() {
    #expect(
      throws: TrainingError.recipe(field: "epochs", expected: "at most 1000000", received: "\(Int.max)")
    ) { try Recipe(epochs: .max).validate() }
    #expect(
      throws: TrainingError.recipe(field: "accumulation", expected: "1 to 1000000", received: "\(Int.max)")
    ) { try Recipe(accumulation: .max).validate() }
  }

  @Test func aTimeEndsTheRun() throws {
    let trainer = try Problem().trainer(Recipe(minutes: 0.02, batchSize: .samples(6)))
    let plan = try trainer.plan()
    #expect(plan.stepsPerEpoch == 4 && plan.batchSize == 6 && plan.memoryBytes > 0)
    while try trainer.nextEpoch() != nil {}
    #expect(trainer.isComplete)
    // The last step has the end of the schedule, where the rate is next to nothing.
    #expect((trainer.history.last?.learningRate ?? 1) < 1e-4)
  }
}
