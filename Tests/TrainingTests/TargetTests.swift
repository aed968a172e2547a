import FoveaDatasets
import FoveaExecution
import FoveaImages
import FoveaNetworks
import TestSupport
import Testing

@testable import FoveaTraining

@Suite("Targets, mixing and sampling")
struct TargetTests {
  @Test func theGoldensAreThere() { #expect(TrainingGoldens.losses.losses.count == 7) }

  /// Logits are the bias of a layer that sees zeros, so its gradient is that of the logits.
  @Test(arguments: TrainingGoldens.losses.losses)
  func lossesAndGradientsAreThoseOfPyTorch(_ golden: LossGoldens.Case) throws {
    let goldens = TrainingGoldens.losses
    let count = goldens.labels.count
    var builder = NetworkBuilder(input: [3])
    builder.append(.linear(3), name: "a")
    let executable = try Executable(try builder.build(), batch: count, .training(golden.recipe.loss))
    try executable.parameters.load([
      "a.weight": Tensor([3, 3], [1, 0, 0, 0, 1, 0, 0, 0, 1]), "a.bias": Tensor([3], repeating: 0),
    ])
    let context = try executable.context(batch: count)
    _ = context.input.update(fromContentsOf: goldens.logits)
    Targets(golden.recipe, labels: goldens.labels, classes: 3)
      .write(goldens.labels, keep: golden.keep, to: context.targets)
    try context.run()
    let loss = context.losses.reduce(0) { $0 + Double($1) } / Double(count)
    #expect(abs(loss - golden.loss) < 1e-6)
    // Σ over samples of each logit's gradient, and of each product of gradient and input.
    let gradients = try executable.parameters.tensors(from: try #require(executable.gradients))
    for output in 0..<3 {
      let bias = (0..<count).reduce(0.0) { $0 + golden.gradient[$1 * 3 + output] }
      #expect(abs(Double(gradients["a.bias"]?.elements[output] ?? 9) - bias) < 1e-6)
      for input in 0..<3 {
        let weight = (0..<count).reduce(0.0) {
          $0 + golden.gradient[$1 * 3 + output] * Double(goldens.logits[$1 * 3 + input])
        }
        #expect(abs(Double(gradients["a.weight"]?.elements[output * 3 + input] ?? 9) - weight) < 1e-6)
      }
    }
  }

  private func preprocessing(_ layout: Preprocessing.Layout) throws -> Preprocessing {
    try Preprocessing(
      geometry: Preprocessing.Geometry(width: 4, height: 2, channels: .gray),
      normalization: Normalization(mean: [0], deviation: [1]), layout: layout)
  }

  private func mixed(_ draw: MixDraw, _ layout: Preprocessing.Layout, count: Int) throws -> [[Float]] {
    var input = (0..<count * 8).map { Float($0) }
    let preprocessing = try preprocessing(layout)
    input.withUnsafeMutableBufferPointer {
      draw.apply(to: $0, count: count, preprocessing: preprocessing) { count, body in
        for index in 0..<count { body(index) }
      }
    }
    return (0..<count).map { Array(input[$0 * 8..<($0 + 1) * 8]) }
  }

  @Test func partnersAreBlended() throws {
    let rows = try mixed(.blend(keep: 0.75), .planes, count: 3)
    // Partners are 16 apart: a quarter of that is what each moves towards the other.
    #expect(rows[0] == [4, 5, 6, 7, 8, 9, 10, 11])
    #expect(rows[1] == [8, 9, 10, 11, 12, 13, 14, 15])
    #expect(rows[2] == [12, 13, 14, 15, 16, 17, 18, 19])
  }

  @Test func rectanglesAreExchanged() throws {
    let draw = MixDraw.exchange(rows: 0..<1, columns: 1..<3)
    #expect(draw.keep(width: 4, height: 2) == 0.75)
    #expect(try mixed(draw, .planes, count: 2)[0] == [0, 9, 10, 3, 4, 5, 6, 7])
    // Two patches of 2×2: columns 0 and 1 of both rows, then 2 and 3.
    #expect(try mixed(draw, .patches(size: 2), count: 2)[0] == [0, 9, 2, 3, 12, 5, 6, 7])
  }

  @Test func drawsFollowTheirAlpha() {
    func shares(_ alpha: Float) -> [Double] {
      (0..<2000).map { index in
        let draw = MixDraw(
          Mixing(mixup: alpha), width: 8, height: 8, random: RandomSource(seed: 4).stream("mix", index))
        return Double(draw.keep(width: 8, height: 8))
      }
    }
    for alpha: Float in [0.2, 1, 4] {
      let shares = shares(alpha)
      let mean = shares.reduce(0, +) / 2000
      let variance = shares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 2000
      // The variance of Beta(α, α) is 1 / (4 (2α + 1)).
      #expect(abs(mean - 0.5) < 0.03)
      #expect(abs(variance * 4 * (2 * Double(alpha) + 1) - 1) < 0.1, "α \(alpha): \(variance)")
    }
    var kinds: Set<Bool> = []
    for index in 0..<50 {
      let draw = MixDraw(
        Mixing(mixup: 1, cutmix: 1), width: 8, height: 8, random: RandomSource(seed: 4).stream("m", index))
      if case .blend = draw { kinds.insert(true) } else { kinds.insert(false) }
    }
    #expect(kinds.count == 2)
  }

  @Test func balancedSamplingShowsClassesEquallyOften() {
    let labels = Array(repeating: 0, count: 90) + Array(repeating: 1, count: 10)
    let order = SampleOrder.of(
      labels: labels, classes: 2, sampling: .balanced, random: RandomSource(seed: 1))
    #expect(order.count == 100)
    #expect(order.filter { labels[$0] == 1 }.count == 50)
    // Each of the ten rare samples five times; of the frequent ones none twice.
    #expect((90..<100).allSatisfy { rare in order.filter { $0 == rare }.count == 5 })
    #expect(Set(order.filter { labels[$0] == 0 }).count == 50)
    let natural = SampleOrder.of(
      labels: labels, classes: 2, sampling: .natural, random: RandomSource(seed: 1))
    #expect(natural.sorted() == Array(0..<100))
  }

  @Test func balancedWeightsAverageToOne() {
    #expect(Targets.balancedWeights([0, 0, 0, 1], classes: 2) == [2.0 / 3, 2])
    #expect(Targets.balancedWeights([0, 0], classes: 2) == [0.5, 1])
  }
}
