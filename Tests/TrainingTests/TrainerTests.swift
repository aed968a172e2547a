import Foundation
import FoveaDatasets
import FoveaImages
import FoveaInference
import FoveaNetworks
import TestSupport
import Testing

@testable import FoveaTraining

/// Two classes of small pictures, dark and light.
struct Problem {
  let pixels: PixelStore
  let preprocessing: Preprocessing

  init(count: Int = 20, side: Int = 4, layout: Preprocessing.Layout = .flatten) throws {
    pixels = try TestPaths.withTemporaryFolder { folder in
      var samples: [Sample] = []
      for index in 0..<count {
        let level = index % 2 == 0 ? 40 : 200
        let bytes = (0..<side * side).map { UInt8(level + ($0 * 5 + index * 3) % 20) }
        let path = "\(folder)/\(index).png"
        try Data(Image(width: side, height: side, channels: 1, pixels: bytes).pngBytes()).write(
          to: URL(fileURLWithPath: path))
        samples.append(Sample(name: path, source: .file(path), label: index % 2))
      }
      let geometry = Preprocessing.Geometry(width: side, height: side, channels: .gray)
      return try PixelStore(samples, classes: ["dark", "light"], geometry: geometry)
    }
    preprocessing = try Preprocessing(
      geometry: pixels.geometry, normalization: try .measured(on: pixels), layout: layout)
  }

  func trainer(_ recipe: Recipe, validation: Bool = true) throws -> Trainer {
    let network = try Architecture.mlp(MultilayerPerceptron(hidden: [6], dropout: 0.2))
      .network(input: preprocessing.shape, classes: 2)
    return try Trainer(
      network, training: pixels, validation: validation ? pixels : nil, preprocessing: preprocessing,
      recipe: recipe)
  }
}

extension Trainer {
  /// Trains until `stop` steps are done, writes a checkpoint there as a run does that is killed later, and stops.
  func run(until stop: Int, checkpoint path: String) throws {
    var steps = 0
    var failure: (any Error)?
    while try nextEpoch(onBatch: { _ in
      steps += 1
      guard steps == stop else { return true }
      do { try self.writeCheckpoint(to: path) } catch { failure = error }
      return false
    }) != nil {}
    if let failure { throw failure }
  }
}

@Suite("Trainer", .serialized)
struct TrainerTests {
  @Test func learnsWhatCanBeLearned() throws {
    let trainer = try Problem().trainer(Recipe(epochs: 60, batchSize: .samples(6), learningRate: 0.02))
    while try trainer.nextEpoch() != nil {}
    #expect(trainer.history.count == 60)
    #expect(trainer.bestEpoch?.validationAccuracy == 1)
  }

  @Test func theSameSeedGivesTheSameBits() throws {
    let problem = try Problem()
    func parameters(_ seed: UInt64) throws -> [String: Tensor] {
      let trainer = try problem.trainer(Recipe(epochs: 3, batchSize: .samples(6), seed: seed))
      while try trainer.nextEpoch() != nil {}
      return try trainer.last().parameters
    }
    #expect(try parameters(1) == parameters(1))
    #expect(try parameters(1) != parameters(2))
  }

  @Test func fullBatchIsOneStepAnEpoch() throws {
    let trainer = try Problem().trainer(Recipe(epochs: 2, batchSize: .all))
    var batches = 0
    while try trainer.nextEpoch(onBatch: { progress in
      batches += 1
      return progress.batches == 1
    }) != nil {}
    #expect(batches == 2)
  }

  @Test func patienceStops() throws {
    // A rate too small to change a decision: the first epoch stays the best but for its loss.
    let trainer = try Problem().trainer(Recipe(epochs: 50, learningRate: 1e-30, patience: 2))
    while try trainer.nextEpoch() != nil {}
    #expect(trainer.isOutOfPatience)
    #expect(trainer.history.count == 3)
    #expect(try trainer.best().provenance.epoch == 1)
  }

  @Test func theLastIsKeptWhereNothingIsCompared() throws {
    // As above: by its scores the first epoch would be the best.
    let trainer = try Problem().trainer(Recipe(epochs: 3, learningRate: 1e-30, selection: .last))
    while try trainer.nextEpoch() != nil {}
    #expect(try trainer.best().provenance.epoch == 3)
  }

  @Test func interruptionScoresWhatWasDone() throws {
    let trainer = try Problem().trainer(Recipe(epochs: 5, batchSize: .samples(4)))
    let epoch = try trainer.nextEpoch(onBatch: { $0.batch < 2 })
    #expect(epoch?.validationAccuracy != nil)
    #expect(trainer.isInterrupted)
    #expect(try trainer.nextEpoch() == nil)
  }

  @Test(arguments: [0.02, nil]) func aPlanSaysHowManyBatchesAStepHas(minutes: Double?) throws {
    var recipe = Recipe(epochs: 3, batchSize: .samples(5), accumulation: 2)
    recipe.minutes = minutes
    let plan = try Problem().trainer(recipe).plan()
    #expect(plan.batchesPerStep == 2)
    #expect(
      plan.description.hasPrefix(
        minutes == nil
          ? "plan: 6 steps of 2 batches of 5 images, 3 epochs; "
          : "plan: as many epochs of 2 steps of 2 batches of 5 images as fit into 1 s"))
  }

  @Test(arguments: [0.02, nil]) func progressRisesToTheEnd(minutes: Double?) throws {
    var recipe = Recipe(epochs: 3, batchSize: .samples(5))
    recipe.minutes = minutes
    let trainer = try Problem().trainer(recipe)
    let plan = try trainer.plan()
    #expect(plan.minutes == minutes)
    #expect(
      plan.description.hasPrefix(
        minutes == nil
          ? "plan: 12 steps of 5 images, 3 epochs; "
          : "plan: as many epochs of 4 steps of 5 images as fit into 1 s"))
    var shares: [Double] = []
    var isTimed: Set<Bool> = []
    while try trainer.nextEpoch(onBatch: { progress in
      shares.append(progress.runShare)
      isTimed.insert(progress.isTimed)
      return true
    }) != nil {}
    #expect(shares == shares.sorted() && shares.last == 1 && shares.count >= 12)
    #expect(isTimed == [minutes != nil])
  }

  @Test func divergenceIsNamedAndTheBestIsKept() throws {
    let trainer = try Problem().trainer(
      Recipe(
        epochs: 50, batchSize: .samples(4), optimizer: .sgd(momentum: 0.9), learningRate: 1e30,
        schedule: .constant))
    #expect(throws: TrainingError.self) { while try trainer.nextEpoch() != nil {} }
    #expect(
      "\(TrainingError.diverged(epoch: 2, step: 3, learningRate: 0.5))"
        == "the loss is no longer a finite number in epoch 2, step 3, at a learning rate of 0.5; the best model so far is kept; use a lower learning rate"
    )
    _ = try trainer.best()
  }

  @Test func aNetworkForOtherDataIsRefused() throws {
    let problem = try Problem()
    let network = try Architecture.logistic(LogisticRegression()).network(input: [9], classes: 2)
    #expect(throws: TrainingError.inputShape(network: "[9]", preprocessing: "[16]")) {
      try Trainer(
        network, training: problem.pixels, validation: nil, preprocessing: problem.preprocessing,
        recipe: Recipe())
    }
    let three = try Architecture.logistic(LogisticRegression()).network(input: [16], classes: 3)
    #expect(throws: TrainingError.classCount(network: 3, data: 2)) {
      try Trainer(
        three, training: problem.pixels, validation: nil, preprocessing: problem.preprocessing,
        recipe: Recipe())
    }
  }

  @Test func theCheckpointIsAModelWithMore() throws {
    try TestPaths.withTemporaryFolder { folder in
      let trainer = try Problem().trainer(Recipe(epochs: 1))
      _ = try trainer.nextEpoch()
      try trainer.writeCheckpoint(to: folder + "/last.safetensors")
      try trainer.last().write(to: folder + "/model.safetensors")
      let last = try ModelBundle(contentsOf: folder + "/last.safetensors")
      #expect(last == (try ModelBundle(contentsOf: folder + "/model.safetensors")))
      let text = String(
        decoding: try Data(contentsOf: URL(fileURLWithPath: folder + "/last.safetensors")), as: UTF8.self)
      #expect(text.contains("training/moment1/hidden1.weight"))
    }
  }
}
