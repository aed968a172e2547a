import Foundation
import FoveaExecution
import FoveaInference
import FoveaNetworks
import TestSupport
import Testing

@testable import FoveaTraining

@Suite("Heads on features")
struct LogisticHeadTests {
  private struct Golden: Decodable, Sendable, CustomTestStringConvertible {
    let width: Int
    let classes: Int
    let penalty: Double
    let balanced: Bool
    let features: [Float]
    let labels: [Int]
    let logits: [Double]
    var testDescription: String { "\(classes) classes, λ \(penalty), balanced \(balanced)" }
    var samples: HeadSamples { HeadSamples([FeatureMatrix(width: width, values: features)], labels: labels) }
  }

  private static let goldens: [Golden] =
    FileManager.default.contents(atPath: TestPaths.file("TrainingTests", "Goldens/logistic.json"))
    .flatMap { try? JSONDecoder().decode([Golden].self, from: $0) } ?? []

  private static func names(_ count: Int) -> [String] { (0..<count).map { "class \($0)" } }

  @Test func goldensAreThere() { #expect(Self.goldens.count == 5) }

  /// The penalty alone is tried, by inner folds; the head is of all samples.
  @Test(arguments: goldens)
  private func equalsScikitLearn(golden: Golden) throws {
    var logistic = LogisticHead(classes: Self.names(golden.classes))
    logistic.penalties = [golden.penalty]
    logistic.tolerance = 1e-9
    logistic.classWeights = golden.balanced ? .balanced : .none
    let fit = try logistic.fit(golden.samples, validation: nil)
    #expect(fit.steps.count == 1 && fit.folds != nil)
    let logits = fit.head.logits(of: golden.samples.features)
    let outputs = golden.classes == 2 ? 1 : golden.classes
    // The softmax does not see what is added to all classes.
    let centred = logits.indices.map { index in
      guard outputs > 1 else { return logits[index] }
      let row = index / outputs * outputs
      return logits[index] - logits[row..<row + outputs].reduce(0, +) / Float(outputs)
    }
    expectClose(centred, golden.logits, Tolerance(1e-4), golden.testDescription)
  }

  @Test(arguments: [2, 3])
  func gradientIsTheDerivative(classes: Int) {
    var random = RandomSource(seed: 3)
    let features = FeatureMatrix(width: 4, values: (0..<40).map { _ in random.uniform() * 4 - 2 })
    let objective = LogisticObjective(
      features, labels: (0..<10).map { $0 % classes }, weights: Array([1, 2.5, 0.5].prefix(classes)),
      penalty: 0.3)
    let place = (0..<objective.parameterCount).map { _ in Double(random.uniform()) - 0.5 }
    var gradient = [Double](repeating: .nan, count: place.count)
    var ignored = gradient
    _ = objective.value(at: place, gradient: &gradient)
    for index in place.indices {
      var (above, below) = (place, place)
      above[index] += 1e-5
      below[index] -= 1e-5
      let slope =
        (objective.value(at: above, gradient: &ignored) - objective.value(at: below, gradient: &ignored))
        / 2e-5
      #expect(abs(slope - gradient[index]) < 1e-8, "parameter \(index)")
    }
  }

  @Test func minimizesWhatIsCurved() {
    // Rosenbrock's function, whose valley is bent.
    let result = LBFGS(tolerance: 1e-10).minimize(from: [-1.2, 1]) { x, gradient in
      let (a, b) = (1 - x[0], x[1] - x[0] * x[0])
      gradient = [-2 * a - 400 * x[0] * b, 200 * b]
      return a * a + 100 * b * b
    }
    #expect(abs(result.position[0] - 1) < 1e-8 && abs(result.position[1] - 1) < 1e-8)
    #expect(result.gradient <= 1e-10 && result.iterations < 100)
    let there = LBFGS().minimize(from: [0]) { x, gradient in
      gradient = [2 * x[0]]
      return x[0] * x[0]
    }
    #expect(there.iterations == 0)
  }

  @Test func anyNumberOfThreadsGivesTheSameBits() throws {
    let golden = try #require(Self.goldens.last)
    let before = Threads.count
    defer { Threads.use(before) }
    let heads = try [1, 2, 3].map { threads in
      Threads.use(threads)
      return try LogisticHead(classes: Self.names(golden.classes)).fit(golden.samples, validation: nil).head
    }
    #expect(heads[0] == heads[1] && heads[1] == heads[2])
  }

  @Test func validationChoosesThePenalty() throws {
    let golden = Self.goldens[1]
    let all = golden.samples
    let (training, held) = (all.subset(Array(0..<28)), all.subset(Array(28..<40)))
    let fit = try LogisticHead(classes: Self.names(2)).fit(training, validation: held)
    #expect(fit.folds == nil)
    let losses = fit.steps.compactMap(\.heldOutLoss)
    #expect(losses.count == fit.steps.count && fit.steps[fit.chosen].heldOutLoss == losses.min())
    #expect(abs(HeadScore(fit.head, held).loss - (losses.min() ?? 0)) < 1e-9)
    // Three weaker ones that are no better end the search.
    #expect(fit.chosen == fit.steps.count - 4 || fit.steps.count == LogisticHead.usualPenalties.count)
    #expect(fit.steps.allSatisfy { $0.gradient <= 1e-6 })
  }

  @Test func foldsKeepTogetherWhatBelongsTogether() {
    let labels = (0..<20).map { $0 % 2 }
    let groups: [String?] = (0..<20).map { $0 < 8 ? "patient \($0 % 2)" : nil }
    let samples = HeadSamples(
      [FeatureMatrix(width: 1, values: Array(repeating: 0, count: 20))], labels: labels, groups: groups)
    let folds = samples.folds(5, classes: 2, random: RandomSource(seed: 1))
    #expect(folds.count == 5 && folds.flatMap { $0 }.sorted() == Array(0..<20))
    for group in [[0, 2, 4, 6], [1, 3, 5, 7]] {
      #expect(folds.contains { Set(group).isSubset(of: $0) })
    }
    for fold in folds { #expect(Set(fold.map { labels[$0] }) == [0, 1]) }
  }

  @Test func viewsOfAPictureStayWithIt() {
    let plain = FeatureMatrix(width: 1, values: [1, 2, 3])
    let mirrored = FeatureMatrix(width: 1, values: [10, 20, 30])
    let part = HeadSamples([plain, mirrored], labels: [0, 1, 0]).subset([2, 1])
    #expect(part.features.values == [3, 2, 30, 20] && part.labels == [0, 1])
    #expect(part.rowLabels == [0, 1, 0, 1] && part.plain.features.values == [3, 2])
  }

  @Test func aClassWithOneImageIsNamed() {
    let samples = HeadSamples([FeatureMatrix(width: 1, values: [0, 1, 2])], labels: [0, 0, 1])
    let error = #expect(throws: TransferError.self) {
      _ = try LogisticHead(classes: ["cat", "dog"]).fit(samples, validation: nil)
    }
    #expect(
      error?.description
        == "class 'dog': expected at least 2 training images, so that one can be held out, received 1; add images, or remove the class"
    )
  }

  /// Two rings, one around the other, which no line divides.
  @Test func hiddenLayersLearnWhatNoLineDivides() throws {
    var random = RandomSource(seed: 8)
    var values: [Float] = []
    var labels: [Int] = []
    for index in 0..<120 {
      let (angle, radius) = (random.uniform() * 2 * .pi, Float(index % 2 == 0 ? 1 : 3))
      values += [5 + radius * cos(angle), radius * sin(angle)]
      labels.append(index % 2)
    }
    let samples = HeadSamples([FeatureMatrix(width: 2, values: values)], labels: labels)
    let straight = try LogisticHead(classes: ["in", "out"]).fit(samples, validation: samples).head
    #expect(straight.accuracy(on: samples) < 0.75)
    var recipe = Recipe(epochs: 60, batchSize: .samples(16), optimizer: .adamW(), learningRate: 0.02)
    recipe.seed = 1
    let bent = try PerceptronHead(classes: ["in", "out"], hidden: [16], recipe: recipe)
      .fit(samples, validation: samples)
    #expect(bent.head.accuracy(on: samples) == 1)
    #expect(bent.history.count == 60 && bent.head.layers.map(\.bias.count) == [16, 1])
    #expect(bent.best?.validationLoss == bent.history.compactMap(\.validationLoss).min())
  }
}
