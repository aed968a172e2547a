import FoveaEvaluation
import Testing

@Suite("The mistakes")
struct MistakeTests {
  private func outcomes() throws -> [SampleOutcome] {
    let predictions = try Predictions(
      classes: ["a", "b"], labels: [0, 0, 1, 1, 0, 1],
      probabilities: [0.9, 0.1, 0.2, 0.8, 0.6, 0.4, 0.3, 0.7, 0.55, 0.45, 0.75, 0.25])
    return predictions.outcomes(by: try DecisionRule(classCount: 2))
  }

  @Test("the samples to look at")
  func notable() throws {
    let notable = NotableSamples(try outcomes(), limit: 2)
    #expect(notable.highestLoss == [1, 5])
    #expect(notable.leastSureWrong == [2, 5])
    #expect(notable.leastSureRight == [4, 3])
    #expect(notable.surestRight == [0, 3])
  }

  @Test("the most confused pairs, larger shares first among equals")
  func confused() throws {
    let matrix = try #require(ConfusionMatrix(rows: [[5, 2, 0], [2, 1, 0], [3, 0, 9]]))
    let pairs = matrix.mostConfused(named: ["a", "b", "c"], limit: 3)
    #expect(pairs.map { "\($0.label)>\($0.predicted) \($0.count)" } == ["c>a 3", "b>a 2", "a>b 2"])
    #expect(pairs.map(\.share) == [0.25, 2 / 3.0, 2 / 7.0])
  }

  @Test("a slice that is worse than the rest is found, and the others are not")
  func slices() throws {
    // 200 samples; all dark ones (the lower quarter) are wrong half of the time, others one in ten.
    let labels = Array(repeating: 0, count: 200)
    let probabilities: [Float] = (0..<200).flatMap { index -> [Float] in
      (index < 50 ? index % 2 == 0 : index % 10 == 0) ? [0.2, 0.8] : [0.8, 0.2]
    }
    let predictions = try Predictions(classes: ["a", "b"], labels: labels, probabilities: probabilities)
    let outcomes = predictions.outcomes(by: try DecisionRule(classCount: 2))
    let slices = DataSlice.slices(
      outcomes,
      by: [
        SampleAttribute(name: "brightness", values: .numbers((0..<200).map(Double.init))),
        SampleAttribute(name: "folder", values: .names((0..<200).map { $0 % 3 == 0 ? "third" : nil })),
        SampleAttribute(name: "constant", values: .numbers(Array(repeating: 1, count: 200))),
        SampleAttribute(name: "tiny", values: .names((0..<200).map { $0 < 9 ? "nine" : "more" })),
      ])
    #expect(slices.map(\.value).contains("nine") == false)
    #expect(slices.contains { $0.attribute == "constant" } == false)
    let worst = try #require(slices.first)
    #expect(worst.attribute == "brightness" && worst.value == "up to 50.0" && worst.samples == 51)
    #expect(worst.underperforms)
    #expect(slices.filter(\.underperforms).map(\.value) == ["up to 50.0"])
    #expect(slices.allSatisfy { $0.pValue >= 0 && $0.pValue <= 1 })
  }

  @Test("curves end where they must and keep their area when thinned")
  func curves() throws {
    let predictions = try Predictions(
      classes: ["a", "b"], labels: (0..<400).map { $0 % 3 == 0 ? 1 : 0 },
      probabilities: (0..<400).flatMap { index -> [Float] in
        let score = Float((index * 7919) % 1000) / 1000
        return [1 - score, score]
      })
    let ranking = ClassRanking.all(of: predictions)[1]
    let roc = try #require(ranking.rocCurve)
    #expect(
      roc.points.first == Curve.Point(x: 0, y: 0, threshold: 1) && roc.points.last == Curve.Point(x: 1, y: 1))
    func area(_ curve: Curve) -> Double {
      zip(curve.points, curve.points.dropFirst()).reduce(0) {
        $0 + ($1.1.x - $1.0.x) * ($1.1.y + $1.0.y) / 2
      }
    }
    #expect(abs(area(roc) - (try #require(ranking.rocAUC))) < 1e-12)
    let thin = roc.thinned(to: 100)
    #expect(thin.points.count <= 110 && abs(area(thin) - area(roc)) < 0.01)
    #expect(try #require(ranking.precisionRecallCurve).points.last?.x == 1)
  }

  @Test("two models on the same samples")
  func comparison() {
    let labels = [0, 0, 0, 1, 1, 1, 2, 2]
    let comparison = PairedComparison(
      labels: labels, classes: ["a", "b", "c", "none"], first: [0, 0, 1, 1, 0, 2, 0, -1],
      second: [0, 1, 0, 1, 1, 1, 1, -1])
    #expect(comparison.gained == [2, 4, 5] && comparison.lost == [1])
    #expect(comparison.difference == 0.25)
    #expect(comparison.changedMistakes == 1)
    #expect(abs(comparison.mcNemar.pValue - 0.625) < 1e-12)
    #expect(!comparison.isSignificant)
    #expect(comparison.interval.low <= 0.25 && comparison.interval.high >= 0.25)
    #expect(comparison.perClass[0].firstRecall == 2 / 3.0 && comparison.perClass[3].firstRecall == nil)
  }

  @Test("the same model twice is no difference")
  func noDifference() {
    let labels = Array(repeating: 0, count: 30)
    let answers = (0..<30).map { $0 % 4 == 0 ? 1 : 0 }
    let comparison = PairedComparison(labels: labels, classes: ["a", "b"], first: answers, second: answers)
    #expect(comparison.difference == 0 && comparison.mcNemar.pValue == 1)
    #expect(comparison.interval.low == 0 && comparison.interval.high == 0)
  }
}
