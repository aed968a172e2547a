import Foundation
import FoveaEvaluation
import Testing

@Suite("Statistics agree with SciPy, scikit-learn and cleanlab")
struct StatisticsTests {
  private let golden: StatisticsGolden

  init() throws { golden = try StatisticsGolden.read() }

  private func predictions(_ labels: [Int], positive: [Float]) throws -> Predictions {
    try Predictions(
      classes: ["no", "yes"], labels: labels, probabilities: positive.flatMap { [1 - $0, $0] })
  }

  @Test("temperature")
  func temperature() throws {
    #expect(golden.temperatures.count == 3)
    for problem in golden.temperatures {
      let fitted = try #require(Temperature.fit(logits: problem.logits, labels: problem.labels))
      #expect(abs(fitted / problem.temperature - 1) < 1e-6, "\(fitted) for \(problem.temperature)")
    }
  }

  @Test("no temperature where nothing determines one")
  func noTemperature() {
    #expect(Temperature.fit(logits: [3, -3, 2], labels: [1, 0, 1]) == nil)
    #expect(Temperature.fit(logits: [3, 0, 0, 2], labels: [1, 0]) == nil)
    #expect(Temperature.fit(logits: [], labels: []) == nil)
    #expect(Temperature.fit(logits: [.nan, 1, -1], labels: [1, 0, 1]) == nil)
  }

  @Test("thresholds reach what the curves say can be reached")
  func thresholds() throws {
    for problem in golden.thresholds {
      let predictions = try predictions(problem.labels, positive: problem.scores)
      func result(_ rule: ThresholdRule) throws -> EvaluationResult {
        let choice = try rule.choice(for: predictions)
        let result = try EvaluationResult(predictions, split: "val", threshold: choice.threshold)
        // What the choice says of itself is what scoring with it gives.
        #expect(result.twoClass?.truePositives == choice.truePositives)
        #expect(result.twoClass?.falsePositives == choice.falsePositives)
        return result
      }
      #expect(abs(try #require(try result(.f1).perClass[1].f1) - problem.f1) < 1e-9)
      #expect(abs(try #require(try result(.youden).twoClass?.youden) - problem.youden) < 1e-9)
      let costs = try #require(
        try result(
          .costs(falsePositive: problem.costs.falsePositive, falseNegative: problem.costs.falseNegative)
        )
        .twoClass)
      let cost =
        Double(costs.falsePositives) * problem.costs.falsePositive
        + Double(costs.falseNegatives) * problem.costs.falseNegative
      #expect(abs(cost - problem.costs.lowest) < 1e-6)
      let required = try #require(try result(.recall(problem.recall.required)).twoClass)
      #expect(try #require(required.sensitivity).value >= problem.recall.required - 1e-9)
      #expect(abs(try #require(required.specificity).value - problem.recall.specificity) < 1e-9)
      #expect(try ThresholdRule.fixed(0.3).choice(for: predictions).threshold == 0.3)
    }
  }

  @Test("suspected label errors are cleanlab's, in its order")
  func labelIssues() throws {
    for problem in golden.labelIssues {
      let predictions = try Predictions(
        classes: (0..<problem.classes).map { "\($0)" }, labels: problem.labels,
        probabilities: problem.probabilities)
      let suspects = predictions.labelSuspects()
      #expect(!problem.issues.isEmpty)
      #expect(suspects.map(\.sample) == problem.issues)
    }
  }

  @Test("McNemar's exact test")
  func mcNemar() {
    for problem in golden.mcnemar {
      let test = McNemarTest(onlyFirst: problem.onlyFirst, onlySecond: problem.onlySecond)
      #expect(
        abs(test.pValue - problem.pValue) <= 1e-9 * problem.pValue + 1e-300,
        "\(problem.onlyFirst), \(problem.onlySecond): \(test.pValue) for \(problem.pValue)")
    }
  }

  @Test("two proportions and Holm's adjustment")
  func twoProportionsAndHolm() {
    for problem in golden.twoProportions {
      let value = TwoProportions.pValue(
        problem.first, of: problem.firstCount, problem.second, of: problem.secondCount)
      #expect(abs(value - problem.pValue) < 1e-9)
    }
    #expect(TwoProportions.pValue(5, of: 5, 3, of: 3) == 1)
    #expect(Holm.adjusted(golden.holm.pValues) == golden.holm.adjusted)
  }

  @Test("bootstrap intervals, within what a thousand replicates waver")
  func bootstrap() throws {
    let problem = golden.bootstrap
    let result = try EvaluationResult(predictions(problem.labels, positive: problem.scores), split: "test")
    for (interval, expected) in [
      (result.intervals.logLoss, problem.logLoss), (result.intervals.rocAUC, problem.rocAuc),
    ] {
      let interval = try #require(interval)
      let tolerance = 0.1 * (expected[1] - expected[0])
      #expect(abs(interval.low - expected[0]) < tolerance, "\(interval.low) for \(expected[0])")
      #expect(abs(interval.high - expected[1]) < tolerance, "\(interval.high) for \(expected[1])")
    }
  }

  @Test("percentiles are interpolated")
  func percentiles() {
    let interval = ConfidenceInterval.percentiles(of: (0...40).reversed().map(Double.init))
    #expect(interval == ConfidenceInterval.percentiles(of: (0...40).map(Double.init)))
    #expect(interval.map { abs($0.low - 1) < 1e-12 && abs($0.high - 39) < 1e-12 } == true)
    #expect(ConfidenceInterval.percentiles(of: []) == nil)
  }
}
