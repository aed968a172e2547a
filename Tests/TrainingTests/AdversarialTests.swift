import Foundation
import FoveaDatasets
import FoveaExecution
import FoveaImages
import FoveaInference
import FoveaNetworks
import TestSupport
import Testing

@testable import FoveaTraining

@Suite("Adversarial training")
struct AdversarialTests {
  /// Gray pictures of two classes: bright on the left, bright on the right.
  static func pictures(_ count: Int, side: Int = 16) throws -> PixelStore {
    let images = (0..<count).map { index in
      Image(
        width: side, height: side, channels: 1,
        pixels: (0..<side * side).map { position in
          let isBright = (position % side < side / 2) == (index % 2 == 0)
          return UInt8((isBright ? 180 : 40) + (position &* 7 &+ index &* 31) % 41)
        })
    }
    return try PixelStore(images: images, labels: (0..<count).map { $0 % 2 }, classes: ["left", "right"])
  }

  private static func recipe(_ change: (inout AdversarialRecipe) -> Void = { _ in }) -> AdversarialRecipe {
    var recipe = AdversarialRecipe(
      networks: DCGAN(latent: 6, width: 4), epochs: 2, batchSize: 8, isConditional: true, seed: 5)
    change(&recipe)
    return recipe
  }

  @Test("the slope of each loss is its derivative", arguments: AdversarialLoss.allCases)
  func slopes(_ loss: AdversarialLoss) throws {
    let functions: [(String, (Float) -> AdversarialLoss.Term)] = [
      ("real", loss.ofReal), ("generated", loss.ofGenerated), ("generator", loss.ofGenerator),
    ]
    for (name, function) in functions {
      for score: Float in [-3.2, -0.6, 0.1, 0.7, 2.5] {
        let step: Float = 1e-2
        let numeric =
          (Double(function(score + step).value) - Double(function(score - step).value)) / Double(2 * step)
        #expect(abs(Double(function(score).slope) - numeric) < 1e-4, "\(loss), \(name) at \(score)")
      }
    }
  }

  @Test("losses have the values of their formulas, and stay finite far out")
  func lossValues() {
    #expect(AdversarialLoss.hinge.ofReal(0.25).value == 0.75)
    #expect(AdversarialLoss.hinge.ofReal(1.5).value == 0)
    #expect(AdversarialLoss.hinge.ofGenerated(0.25).value == 1.25)
    #expect(AdversarialLoss.hinge.ofGenerator(0.25).value == -0.25)
    let plain = AdversarialLoss.nonSaturating
    #expect(abs(plain.ofReal(0).value - 0.6931472) < 1e-6)
    #expect(plain.ofReal(-1e4).value == 1e4)
    #expect(plain.ofReal(-1e4).slope == -1)
    #expect(plain.ofGenerator(1e4).value == 0)
    #expect(plain.ofGenerated(1e4).slope == 1)
  }

  @Test("a projection is the shared output plus that of the class, and its slope goes to both")
  func projection() {
    let head = ProjectionHead(classes: 2)
    let outputs: [Float] = [1, 10, 100, 2, 20, 200]
    let scores = outputs.withUnsafeBufferPointer { head.scores($0, labels: [1, 0]) }
    #expect(scores == [101, 22])
    var gradient = [Float](repeating: 9, count: 6)
    gradient.withUnsafeMutableBufferPointer { head.write([0.5, -1], labels: [1, 0], to: $0) }
    #expect(gradient == [0.5, 0, 0.5, -1, -1, 0])
    let plain = ProjectionHead(classes: 0)
    #expect([Float(3), 4].withUnsafeBufferPointer { plain.scores($0, labels: [0, 0]) } == [3, 4])
  }

  @Test("D(x, y) of the network is ψ·φ(x) + v_y·φ(x) of its features")
  func projectionOfFeatures() throws {
    let network = try DCGAN(latent: 4, width: 3).discriminator(of: [1, 8, 8], classes: 2)
    let executable = try Executable(network, batch: 2, PlanRequest(.inference, outputs: ["flatten"]))
    let parameters = DCGAN().initialParameters(of: network, random: RandomSource(seed: 3))
    try executable.parameters.load(parameters)
    let context = try executable.context(batch: 2)
    for index in context.input.indices { context.input[index] = Float(sin(Double(index))) }
    try context.run()
    let features = Array(context[.output("flatten")])
    let weights = try #require(parameters["head.weight"])
    let size = weights.shape[1]
    let scores = ProjectionHead(classes: 2).scores(context.logits, labels: [0, 1])
    for (row, label) in [0, 1].enumerated() {
      let phi = features[row * size..<(row + 1) * size]
      func product(_ output: Int) -> Double {
        zip(phi, weights.elements[output * size..<(output + 1) * size]).reduce(0) {
          $0 + Double($1.0) * Double($1.1)
        }
      }
      expectClose(scores[row], product(0) + product(1 + label), .chain, "score of row \(row)")
    }
  }

  @Test("the same seed gives the same bits, another one others")
  func repeatable() throws {
    let pixels = try AdversarialTests.pictures(40)
    func weights(_ seed: UInt64) throws -> [String: Tensor] {
      let trainer = try AdversarialTrainer(pixels, recipe: AdversarialTests.recipe { $0.seed = seed })
      while try trainer.nextEpoch() != nil {}
      #expect(trainer.history.count == 2)
      return try trainer.generator().parameters
    }
    let first = try weights(5)
    #expect(try weights(5) == first)
    #expect(try weights(6) != first)
  }

  @Test("a training that goes on from any step ends as one that was never stopped", arguments: [1, 4, 7])
  func resumes(_ stop: Int) throws {
    let pixels = try AdversarialTests.pictures(40)
    for normalization in DCGAN.Normalization.allCases {
      let recipe = AdversarialTests.recipe { $0.networks.normalization = normalization }
      let whole = try AdversarialTrainer(pixels, recipe: recipe)
      while try whole.nextEpoch() != nil {}
      try TestPaths.withTemporaryFolder { folder in
        let path = folder + "/last.safetensors"
        let stopped = try AdversarialTrainer(pixels, recipe: recipe)
        var steps = 0
        while try stopped.nextEpoch(onStep: { _ in
          steps += 1
          if steps == stop { try stopped.writeCheckpoint(to: path) }
          return steps < stop
        }) != nil {}
        #expect(stopped.isInterrupted)
        let resumed = try AdversarialTrainer(pixels, recipe: recipe)
        try resumed.restore(from: path)
        while try resumed.nextEpoch() != nil {}
        #expect(try resumed.generator().parameters == whole.generator().parameters)
        #expect(try resumed.telling.parameters == whole.telling.parameters)
        func scores(_ epoch: AdversarialEpoch) -> [Double] {
          [epoch.generatorLoss, epoch.discriminatorLoss, epoch.spread, epoch.realAccuracy]
        }
        #expect(resumed.history.map(scores) == whole.history.map(scores))
        // Writing a checkpoint leaves the training as it was.
        let other = try AdversarialTrainer(
          pixels,
          recipe: AdversarialTests.recipe {
            $0.networks.normalization = normalization; $0.seed = 9
          })
        #expect(throws: TrainingError.resume(path: path, .recipe)) { try other.restore(from: path) }
      }
    }
  }

  @Test("a checkpoint of other pictures is refused, and a classifier's is named")
  func foreignCheckpoint() throws {
    let recipe = AdversarialTests.recipe { $0.epochs = 1 }
    try TestPaths.withTemporaryFolder { folder in
      let path = folder + "/last.safetensors"
      let trainer = try AdversarialTrainer(AdversarialTests.pictures(40), recipe: recipe)
      _ = try trainer.nextEpoch()
      try trainer.writeCheckpoint(to: path)
      let other = try AdversarialTrainer(AdversarialTests.pictures(42), recipe: recipe)
      #expect(throws: TrainingError.resume(path: path, .data)) { try other.restore(from: path) }
      #expect(throws: InferenceError.isGenerator(path: path)) { try ModelBundle(contentsOf: path) }
      #expect(try GeneratorBundle(contentsOf: path).parameters == trainer.generator().parameters)
    }
  }

  @Test("a score that is no number ends the training and says what to change")
  func divergence() throws {
    let trainer = try AdversarialTrainer(
      AdversarialTests.pictures(40),
      recipe: AdversarialTests.recipe { ($0.generatorRate, $0.loss, $0.epochs) = (1, .hinge, 3) })
    var weights = try trainer.telling.parameters
    let head = try #require(weights["head.weight"])
    weights["head.weight"] = Tensor(head.shape, repeating: .nan)
    try trainer.telling.executable.parameters.load(weights)
    #expect(throws: TrainingError.diverged(epoch: 1, step: 1, learningRate: 1)) {
      _ = try trainer.nextEpoch()
    }
  }

  @Test("alarms are raised once, when something goes wrong after enough steps")
  func alarms() {
    func epoch(_ number: Int, steps: Int, spread: Double, accuracy: Double = 0.7) -> AdversarialEpoch {
      AdversarialEpoch(
        number: number, steps: steps, generatorLoss: 0, discriminatorLoss: 0, realAccuracy: accuracy,
        generatedAccuracy: accuracy, spread: spread, seconds: 1, imagesPerSecond: 1)
    }
    let early = (1...5).map { epoch($0, steps: 100 * $0, spread: 0.1) }
    #expect(AdversarialAlarm.raised(by: early) == nil)
    var late = (1...4).map { epoch($0, steps: 1000 * $0, spread: $0 < 2 ? 0.9 : 0.1) }
    #expect(AdversarialAlarm.raised(by: late) == .collapse(spread: 0.1))
    late.append(epoch(5, steps: 5000, spread: 0.1))
    #expect(AdversarialAlarm.raised(by: late) == nil)
    let sure = (1...5).map { epoch($0, steps: 1000 * $0, spread: 0.8, accuracy: 0.995) }
    #expect(AdversarialAlarm.raised(by: sure) == .discriminatorWins(epochs: 5))
    #expect("\(AdversarialAlarm.collapse(spread: 0.104))".contains("is 10 % of that of real ones"))
    #expect("\(AdversarialAlarm.discriminatorWins(epochs: 5))".contains("lower --discriminator-lr"))
  }

  @Test("the spread is the deviation of a pixel over pictures")
  func spread() {
    func image(_ level: UInt8) -> Image { Image(width: 2, height: 1, channels: 1, pixels: [level, 7]) }
    // Variance of 0, 2, 4 is 4, and of the other pixel 0: the mean is 2.
    #expect(abs(PictureSpread.value([[image(0), image(2), image(4)]]) - 2.0.squareRoot()) < 1e-12)
    #expect(PictureSpread.value([[image(3)], []]) == 0)
  }

  @Test("what a recipe cannot be is refused by name")
  func badRecipes() {
    let changes: [(String, (inout AdversarialRecipe) -> Void)] = [
      ("latent", { $0.networks.latent = 0 }), ("width", { $0.networks.width = 0 }),
      ("batch size", { $0.batchSize = 1 }), ("minutes", { $0.minutes = 0 }),
      ("beta1", { $0.beta1 = 1 }), ("learning rate of the generator", { $0.generatorRate = .nan }),
    ]
    for (field, change) in changes {
      #expect {
        try AdversarialTests.recipe(change).validate()
      } throws: { error in
        guard case TrainingError.recipe(let named, _, _) = error else { return false }
        return named == field
      }
    }
  }
}
