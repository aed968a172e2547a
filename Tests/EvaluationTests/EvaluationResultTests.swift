import Foundation
import FoveaEvaluation
import Testing

/// Numbers small enough to check by hand.
@Suite("Evaluation result")
struct EvaluationResultTests {
  /// Four samples of two classes; the third one is wrong.
  private func pets() throws -> EvaluationResult {
    let predictions = try Predictions(
      classes: ["cat", "dog"], labels: [0, 0, 1, 1],
      probabilities: [0.75, 0.25, 0.5, 0.5, 0.75, 0.25, 0, 1])
    return try EvaluationResult(predictions, split: "test", errors: 2)
  }

  @Test("two classes by hand")
  func twoClasses() throws {
    let result = try pets()
    #expect(result.confusionMatrix == ConfusionMatrix(rows: [[2, 0], [1, 1]]))
    #expect(result.accuracy == 0.75)
    #expect(result.baselineAccuracy == 0.5)
    #expect(result.cohenKappa == 0.5)  // (0.75 − 0.5) / (1 − 0.5)
    #expect(result.matthewsCorrelation == 4 / (6.0 * 8).squareRoot())  // (3·4 − 8) / √(6·8)
    #expect(result.brier == (0.0625 + 0.25 + 0.5625 + 0) / 4)
    let trueProbabilities = [0.75, 0.5, 0.25, 1 - Double.ulpOfOne]
    #expect(result.logLoss == trueProbabilities.reduce(0) { $0 - log($1) } / 4)
    #expect(result.rocAUC == 0.625)  // of 4 pairs: 2 won, 1 tied, 1 lost
    #expect(result.averagePrecision == 0.75)  // half the recall at precision 1, half at 2/4
    #expect(result.threshold == 0.5)
    #expect(result.top5Accuracy == nil)
    #expect(result.samples == 4)
    #expect(result.errors == 2)
    #expect(result.perClass[0].precision == 2.0 / 3)
    #expect(result.perClass[1].f1 == 2.0 / 3)
  }

  @Test("a probability equal to the threshold is not above it")
  func thresholdIsExclusive() throws {
    let rule = try DecisionRule(classCount: 2, threshold: 0.25)
    #expect([0.75, 0.25].predictedClass(by: rule) == 0)
    #expect([0.5, 0.5].predictedClass(by: rule) == 1)
    #expect([0.5, 0.5].predictedClass(by: try DecisionRule(classCount: 2)) == 0)
  }

  @Test("the first of equal probabilities is predicted")
  func firstOfTies() throws {
    let rule = try DecisionRule(classCount: 4)
    #expect([0.25, 0.25, 0.25, 0.25].predictedClass(by: rule) == 0)
    #expect([0, 0.5, 0, 0.5].predictedClass(by: rule) == 1)
    #expect([1].predictedClass(by: try DecisionRule(classCount: 1)) == 0)
  }

  @Test("an interval is within 0 and 1, with exact ends")
  func interval() throws {
    #expect(ConfidenceInterval.wilson(successes: 0, trials: 10).low == 0)
    #expect(ConfidenceInterval.wilson(successes: 10, trials: 10).high == 1)
    let half = ConfidenceInterval.wilson(successes: 5, trials: 10)
    #expect(abs(half.low - 0.236593090512564) < 1e-14)
    #expect(abs(half.high - 0.763406909487436) < 1e-14)
  }

  @Test("a class with neither sample nor prediction is left out of the averages")
  func absentClass() throws {
    let predictions = try Predictions(
      classes: ["a", "b", "c"], labels: [0, 1], probabilities: [1, 0, 0, 0, 1, 0])
    let result = try EvaluationResult(predictions, split: "test")
    #expect(result.macro == result.weighted)
    #expect(result.macro.f1 == 1)
    #expect(result.perClass[2].precision == nil)
    #expect(result.perClass[2].recall == nil)
    #expect(result.perClass[2].f1 == nil)
  }

  @Test("JSON has every key, with null for what is undefined and the reason, and reads back")
  func json() throws {
    let predictions = try Predictions(
      classes: ["a", "b", "c"], labels: [0, 0], probabilities: [1, 0, 0, 1, 0, 0])
    let result = try EvaluationResult(predictions, split: "validation", errors: 1)
    let data = try JSONEncoder().encode(result)
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(
      object.keys.sorted() == [
        "accuracy", "accuracy_at_half", "accuracy_interval", "adaptive_ece", "at_prevalence",
        "average_precision",
        "balanced_accuracy",
        "baseline_accuracy", "brier", "classes", "cohen_kappa", "confusion_matrix", "ece", "errors",
        "fold_thresholds", "intervals", "log_loss", "macro", "macro_average_precision", "macro_roc_auc",
        "mcc", "mce", "micro",
        "notes",
        "per_class", "reliability", "roc_auc", "samples", "schema_version", "split", "threshold",
        "threshold_is_chosen", "thresholds",
        "top5_accuracy",
        "top_k", "two_class", "undefined", "weighted",
      ])
    for key in [
      "cohen_kappa", "mcc", "macro_roc_auc", "roc_auc", "threshold", "top5_accuracy", "two_class",
      "thresholds", "at_prevalence", "fold_thresholds",
    ] {
      #expect(object[key] is NSNull, "\(key)")
    }
    #expect(
      object["undefined"] as? [String: String] == [
        "cohen_kappa": "every sample is of one class and predicted so", "mcc": "every sample is of one class",
        "macro_roc_auc": "every sample is of one class", "macro_average_precision": "no sample of b, c",
        "per_class.recall": "no sample of b, c", "per_class.average_precision": "no sample of b, c",
        "per_class.roc_auc": "every sample is of one class",
        "per_class.specificity": "no sample of another class",
        "per_class.precision": "b, c never predicted",
        "per_class.f1": "b, c without sample or prediction",
      ])
    #expect(try JSONDecoder().decode(EvaluationResult.self, from: data) == result)
  }

  @Test("every undefined score of a class or of the whole has a reason", arguments: ScoreGolden.all)
  func undefinedScoresHaveReasons(golden: ScoreGolden) throws {
    let result = try EvaluationResult(golden.predictions(), split: "test", threshold: golden.threshold)
    let data = try JSONEncoder().encode(result)
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let reasons = Set(result.undefined.keys)
    let ofTwoClasses = [
      "accuracy_at_half", "roc_auc", "average_precision", "threshold", "thresholds", "two_class",
    ]
    // Of these nobody asked for one, or there are no folds.
    let open = ["top5_accuracy", "at_prevalence", "fold_thresholds"]
    for (key, value) in object where value is NSNull {
      let isExpected = open.contains(key) || (ofTwoClasses.contains(key) && golden.classCount != 2)
      #expect(isExpected || reasons.contains(key), "\(key)")
    }
    for row in object["per_class"] as? [[String: Any]] ?? [] {
      for (key, value) in row where value is NSNull && !key.hasSuffix("_interval") {
        #expect(reasons.contains("per_class.\(key)"), "\(key) of \(row["class"] ?? "")")
      }
    }
    for (key, value) in object["two_class"] as? [String: Any] ?? [:] where value is NSNull {
      #expect(reasons.contains("two_class.\(key)"), "\(key)")
    }
  }

  @Test("results read back unchanged", arguments: ScoreGolden.all)
  func roundTrip(golden: ScoreGolden) throws {
    let result = try EvaluationResult(golden.predictions(), split: "test", threshold: golden.threshold)
    let data = try JSONEncoder().encode(result)
    #expect(try JSONDecoder().decode(EvaluationResult.self, from: data) == result)
  }

  @Test(
    "a damaged result is refused",
    arguments: [
      (#""confusion_matrix":[[2,0],[1,1]]"#, #""confusion_matrix":[[2,0],[1]]"#),
      (#""confusion_matrix":[[2,0],[1,1]]"#, #""confusion_matrix":[[2,0],[1,-1]]"#),
      (#""confusion_matrix":[[2,0],[1,1]]"#, #""confusion_matrix":[[9223372036854775807,1],[0,0]]"#),
      (#""confusion_matrix":[[2,0],[1,1]]"#, #""confusion_matrix":[[2,0],[1,2]]"#),
      (#""classes":["cat","dog"]"#, #""classes":["cat"]"#),
      (#""classes":["cat","dog"]"#, #""classes":["dog","cat"]"#),
    ])
  func damaged(original: String, replacement: String) throws {
    let text = String(decoding: try JSONEncoder().encode(try pets()), as: UTF8.self)
    #expect(text.contains(original))
    let damaged = Data(text.replacingOccurrences(of: original, with: replacement).utf8)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(EvaluationResult.self, from: damaged) }
  }
}

extension [Float] {
  fileprivate func predictedClass(by rule: DecisionRule) -> Int {
    withUnsafeBufferPointer { rule.predictedClass(of: $0) }
  }
}
