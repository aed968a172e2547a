import Foundation
import FoveaEvaluation
import Testing

@Suite("Two classes: thresholds, prevalence and areas agree with scikit-learn and SciPy")
struct BinaryTests {
  private let golden: BinaryGolden

  init() throws { golden = try BinaryGolden.read() }

  private func predictions(_ problem: BinaryGolden.Problem) throws -> Predictions {
    try Predictions(
      classes: ["healthy", "ill"], labels: problem.labels,
      probabilities: problem.scores.flatMap { [1 - $0, $0] })
  }

  private func isClose(_ interval: ConfidenceInterval?, _ ends: [Double], within error: Double = 1e-9) -> Bool
  {
    guard let interval else { return false }
    return abs(interval.low - ends[0]) < error && abs(interval.high - ends[1]) < error
  }

  @Test("what a threshold gives, with Wilson's intervals, here and at another prevalence")
  func operatingPoints() throws {
    for problem in golden.binary {
      let predictions = try predictions(problem)
      #expect(problem.points.count == 4)
      for point in problem.points {
        let result = try EvaluationResult(
          predictions, split: "test", threshold: point.threshold, prevalence: problem.prevalence)
        let table = try #require(result.thresholds)
        #expect(table.positive == "ill")
        let found = try #require(table.points.first { $0.marks.contains(.inUse) })
        #expect(found.threshold == point.threshold)
        let shares: [(TwoClassScores.Share?, Double, [Double])] = [
          (found.sensitivity, point.sensitivity, point.sensitivityInterval),
          (found.specificity, point.specificity, point.specificityInterval),
          (found.positivePredictiveValue, point.ppv, point.ppvInterval),
          (found.negativePredictiveValue, point.npv, point.npvInterval),
          (result.atPrevalence?.positivePredictiveValue, point.restated.ppv, point.restated.ppvInterval),
          (result.atPrevalence?.negativePredictiveValue, point.restated.npv, point.restated.npvInterval),
        ]
        for (share, value, interval) in shares {
          #expect(abs(try #require(share).value - value) < 1e-12)
          #expect(isClose(share?.interval, interval), "\(String(describing: share)) for \(interval)")
        }
        #expect(abs(found.accuracy.value - point.accuracy) < 1e-12)
        #expect(abs(try #require(found.f1) - point.f1) < 1e-12)
        let accuracy = try #require(result.atPrevalence).accuracy
        #expect(abs(accuracy.value - point.restated.accuracy) < 1e-12)
        #expect(accuracy.interval.low < accuracy.value && accuracy.value < accuracy.interval.high)
        #expect(found.atPrevalence == result.atPrevalence)
      }
    }
  }

  @Test("every row of the table counts what it says, and those that rules choose keep the rules")
  func table() throws {
    for problem in golden.binary {
      let predictions = try predictions(problem)
      let result = try EvaluationResult(predictions, split: "test")
      let table = try #require(result.thresholds)
      #expect(table.points.map(\.threshold) == table.points.map(\.threshold).sorted())
      for point in table.points {
        let called = zip(problem.labels, problem.scores).filter { Double($0.1) > point.threshold }
        #expect(point.truePositives == called.count { $0.0 == 1 })
        #expect(point.falsePositives == called.count { $0.0 == 0 })
        #expect(point.truePositives + point.falseNegatives == problem.labels.count { $0 == 1 })
        #expect(point.trueNegatives + point.falsePositives == problem.labels.count { $0 == 0 })
      }
      func point(_ mark: OperatingPoint.Mark) throws -> OperatingPoint {
        try #require(table.points.first { $0.marks.contains(mark) })
      }
      #expect(try point(.inUse).threshold == 0.5 && point(.half).threshold == 0.5)
      #expect(try #require(point(.sensitivity95).sensitivity).value >= 0.95)
      #expect(try #require(point(.specificity95).specificity).value >= 0.95)
      let best = table.points.compactMap(\.youden).max()
      #expect(try point(.youden).youden == best)
      let analysis = try EvaluationResult.Analysis(
        predictions, rules: SampleRules(try DecisionRule(classCount: 2)))
      let all = analysis.operatingPoints(table)
      #expect(all.count >= Set(problem.scores).count + 1)
      #expect(analysis.operatingPoints(table, limit: 5).count <= table.points.count + 5)
    }
  }

  @Test("a specificity that is asked for, and costs at a prevalence")
  func rules() throws {
    for problem in golden.binary {
      let predictions = try predictions(problem)
      let choice = try ThresholdRule.specificity(problem.specificity.required).choice(for: predictions)
      #expect(Double(choice.negatives - choice.falsePositives) >= 0.9 * Double(choice.negatives) - 1e-9)
      let sensitivity = Double(choice.truePositives) / Double(choice.positives)
      #expect(abs(sensitivity - problem.specificity.sensitivity) < 1e-12)

      let costs = problem.costs
      let rule = ThresholdRule.costs(
        falsePositive: costs.falsePositive, falseNegative: costs.falseNegative)
      let cheapest = try rule.choice(for: predictions, prevalence: problem.prevalence)
      let missed = Double(cheapest.positives - cheapest.truePositives) / Double(cheapest.positives)
      let alarms = Double(cheapest.falsePositives) / Double(cheapest.negatives)
      let cost =
        alarms * (1 - problem.prevalence) * costs.falsePositive
        + missed * problem.prevalence * costs.falseNegative
      #expect(abs(cost - costs.lowest) < 1e-12)
    }
  }

  @Test("areas of each class and their mean, with DeLong's intervals")
  func areas() throws {
    for problem in golden.areas {
      let predictions = try Predictions(
        classes: (0..<problem.classes).map { "\($0)" }, labels: problem.labels,
        probabilities: problem.probabilities)
      let result = try EvaluationResult(predictions, split: "test")
      for (scores, known) in zip(result.perClass, problem.perClass) {
        #expect(abs(try #require(scores.rocAUC) - known.area) < 1e-12)
        #expect(isClose(scores.rocAUCInterval, known.interval))
        let f1 = try #require(scores.f1)
        let interval = try #require(scores.f1Interval)
        #expect(interval.low <= f1 && f1 <= interval.high)
      }
      #expect(abs(try #require(result.macroROCAUC) - problem.macro) < 1e-12)
      #expect(isClose(result.intervals.macroROCAUC, problem.macroInterval))
      // What is drawn again and again varies as much as the formula says.
      #expect(abs(problem.standardError / problem.bootstrapError - 1) < 0.1)
    }
  }

  @Test("an area of which nothing varies has no interval, and it is said why")
  func perfectArea() throws {
    let perfect = try EvaluationResult(
      try Predictions(
        classes: ["a", "b"], labels: [0, 0, 1, 1], probabilities: [0.9, 0.1, 0.8, 0.2, 0.3, 0.7, 0.1, 0.9]),
      split: "test")
    #expect(perfect.macroROCAUC == 1 && perfect.intervals.macroROCAUC == nil)
    #expect(perfect.undefined["intervals.macro_roc_auc"]?.contains("nothing varies") == true)
    let single = try EvaluationResult(
      try Predictions(
        classes: ["a", "b"], labels: [0, 0, 1], probabilities: [0.9, 0.1, 0.2, 0.8, 0.3, 0.7]), split: "test")
    #expect(single.intervals.macroROCAUC == nil)
    #expect(single.undefined["intervals.macro_roc_auc"] == "only one sample of b")
  }

  @Test("every point of a ROC curve is what its threshold accepts")
  func thresholdsOfCurves() throws {
    for problem in golden.binary {
      let ranking = ClassRanking.all(of: try predictions(problem))[1]
      let (positives, negatives) = (Double(ranking.positives), Double(ranking.negatives))
      let roc = try #require(ranking.rocCurve).points
      #expect(roc.first?.threshold == 1 && roc.last?.threshold == nil)
      for point in roc.dropLast() {
        let threshold = try #require(point.threshold)
        let accepted = zip(problem.labels, problem.scores).filter { $0.1 > threshold }
        #expect(Double(accepted.count { $0.0 == 1 }) / positives == point.y)
        #expect(Double(accepted.count { $0.0 == 0 }) / negatives == point.x)
      }
      for point in try #require(ranking.precisionRecallCurve).points {
        let threshold = try #require(point.threshold)
        let accepted = zip(problem.labels, problem.scores).filter { $0.1 > threshold }
        #expect(Double(accepted.count { $0.0 == 1 }) / Double(accepted.count) == point.y)
      }
    }
  }

  @Test("the classes in the other order: the same decisions, and the scores of the other class")
  func reversed() throws {
    for problem in golden.binary {
      let predictions = try predictions(problem)
      for threshold in [0.3, 0.5, 0.7] {
        let given = try EvaluationResult(predictions, split: "test", threshold: threshold)
        let rule = try DecisionRule(classCount: 2, threshold: threshold).reversed
        let other = try EvaluationResult.Analysis(predictions.reversed(), rules: SampleRules(rule))
          .result(split: "test", errors: 0)
        #expect(other.classes == ["ill", "healthy"] && other.accuracy == given.accuracy)
        // Also where a score is the threshold.
        #expect(other.twoClass?.truePositives == given.twoClass?.trueNegatives)
        #expect(other.twoClass?.falsePositives == given.twoClass?.falseNegatives)
        #expect(other.twoClass?.positive == "healthy")
        #expect(other.threshold == DecisionRule.complement(of: threshold))
        #expect(other.accuracyAtHalf == given.accuracyAtHalf)
        #expect(rule.reversed == (try DecisionRule(classCount: 2, threshold: threshold)))
      }
      let named = try EvaluationResult(
        predictions, split: "test", threshold: 0.4, positive: "healthy")
      #expect(named.twoClass?.positive == "healthy" && named.threshold == 0.4)
      #expect(
        abs(try #require(named.rocAUC) - (try #require(try EvaluationResult(predictions, split: "").rocAUC)))
          < 1e-12)
    }
    #expect(DecisionRule.complement(of: 0.7) == 0.3 && DecisionRule.complement(of: 1) == 0)
    #expect(DecisionRule.complement(of: DecisionRule.complement(of: 0.1234567)) == 0.1234567)
    // Fewer digits than a small share has are no complement of it.
    #expect(DecisionRule.complement(of: 1e-15) < 1)
  }

  @Test("a probability at another prevalence")
  func restated() throws {
    let result = try EvaluationResult(
      try Predictions(
        classes: ["no", "yes"], labels: [0, 0, 1, 1], probabilities: [0.9, 0.1, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8]),
      split: "test", prevalence: 0.1)
    let scores = try #require(result.atPrevalence)
    #expect(scores.samplePrevalence == 0.5 && scores.baselineAccuracy == 0.9)
    // Odds of 1 become odds of 1 : 9.
    #expect(abs(scores.restated(0.5) - 0.1) < 1e-12)
    #expect(scores.restated(0) == 0 && scores.restated(1) == 1)
    // Sensitivity 1 and specificity ½: 0.1 / (0.1 + 0.45), and no interval of no width.
    let value = try #require(scores.positivePredictiveValue)
    #expect(abs(value.value - 0.1 / 0.55) < 1e-12)
    #expect(value.interval.low < value.value && value.value < value.interval.high)
    let negative = try #require(scores.negativePredictiveValue)
    #expect(negative.value == 1 && negative.interval.low < 0.99 && negative.interval.high == 1)
    #expect(scores.textReport().contains("at a prevalence of 10 %"))
    #expect(scores.assumption.contains("instead of the 50.00 % of these images"))
  }

  @Test("rules of several models, one after another")
  func severalRules() throws {
    let predictions = try Predictions(
      classes: ["no", "yes"], labels: [0, 1, 0, 1], probabilities: [0.6, 0.4, 0.6, 0.4, 0.6, 0.4, 0.6, 0.4])
    let low = try DecisionRule(classCount: 2, threshold: 0.3)
    let high = try DecisionRule(classCount: 2, threshold: 0.7)
    let result = try EvaluationResult.Analysis(
      predictions, rules: SampleRules([(low, 2), (high, 2)])
    ).result(split: "folds", errors: 0)
    #expect(result.twoClass?.truePositives == 1 && result.twoClass?.falsePositives == 1)
    #expect(result.threshold == nil && result.foldThresholds == [0.3, 0.7] && result.hasChosenThreshold)
    #expect(result.thresholds?.points.contains { $0.marks.contains(.inUse) } == false)
    #expect(
      result.headline.text(of: "folds").contains(
        "folds part at the thresholds of the folds (0.3000 to 0.7000) for 'yes'"))
    #expect(SampleRules([(low, 2), (low, 2)]).single == low)
    let decoded = try JSONDecoder().decode(
      EvaluationResult.self, from: JSONEncoder().encode(result))
    #expect(decoded == result)
  }

  @Test("what is refused, in words")
  func refusals() throws {
    let pair = try Predictions(classes: ["no", "yes"], labels: [0, 0], probabilities: [0.9, 0.1, 0.4, 0.6])
    let three = try Predictions(classes: ["a", "b", "c"], labels: [0], probabilities: [0.5, 0.25, 0.25])
    func message(_ predictions: Predictions, positive: String? = nil, prevalence: Double? = nil) -> String {
      do throws(EvaluationError) {
        _ = try EvaluationResult(predictions, split: "test", positive: positive, prevalence: prevalence)
        return "no error"
      } catch {
        return "\(error)"
      }
    }
    #expect(
      message(pair, positive: "Yes")
        == "positive class: expected no or yes, received 'Yes'; write it as the data does")
    #expect(
      message(three, positive: "a")
        == "positive class 'a': expected two classes, received 3; leave the positive class out")
    #expect(
      message(pair, prevalence: 1)
        == "prevalence: expected a share above 0 and below 1, received 1.0; 0.01 is one positive of a hundred"
    )
    #expect(
      message(pair, prevalence: .nan)
        == "prevalence: expected a share above 0 and below 1, received nan; 0.01 is one positive of a hundred"
    )
    #expect(
      message(three, prevalence: 0.5)
        == "prevalence: expected two classes, received 3 with a prevalence of 0.5; leave the prevalence out")
    #expect(
      message(pair, prevalence: 0.5)
        == "prevalence: expected samples of both classes, received none of 'yes'; without them sensitivity and specificity are not known both"
    )
    #expect(
      "\(EvaluationError.requiredSpecificity(2))"
        == "specificity: expected a number above 0 and up to 1, received 2.0")
    #expect(throws: EvaluationError.requiredSpecificity(0)) {
      try ThresholdRule.specificity(0).choice(for: pair)
    }
  }
}
