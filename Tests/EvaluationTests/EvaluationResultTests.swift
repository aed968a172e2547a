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

  @Test("JSON has every key, with null for what is undefined, and reads back")
  func json() throws {
    let predictions = try Predictions(
      classes: ["a", "b", "c"], labels: [0, 0], probabilities: [1, 0, 0, 1, 0, 0])
    let result = try EvaluationResult(predictions, split: "validation", errors: 1)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let text = String(decoding: try encoder.encode(result), as: UTF8.self)
    let expected = #"""
      {"accuracy":1,"accuracy_interval":[LOW,1],"average_precision":null,"baseline_accuracy":1,\#
      "brier":0,"classes":["a","b","c"],"cohen_kappa":null,\#
      "confusion_matrix":[[2,0,0],[0,0,0],[0,0,0]],"ece":0,"errors":1,"log_loss":TINY,\#
      "macro":{"f1":1,"precision":1,"recall":1},"mcc":null,"per_class":[\#
      {"class":"a","f1":1,"precision":1,"predicted":2,"recall":1,"support":2},\#
      {"class":"b","f1":null,"precision":null,"predicted":0,"recall":null,"support":0},\#
      {"class":"c","f1":null,"precision":null,"predicted":0,"recall":null,"support":0}],\#
      "roc_auc":null,"samples":2,"split":"validation","threshold":null,"top5_accuracy":null,\#
      "weighted":{"f1":1,"precision":1,"recall":1}}
      """#
    let masked = text.replacing(/\[0\.[0-9]+,1\]/, with: "[LOW,1]")
      .replacing(/"log_loss":[-0-9.e]+/, with: #""log_loss":TINY"#)
    #expect(masked == expected)
    #expect(try JSONDecoder().decode(EvaluationResult.self, from: Data(text.utf8)) == result)
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
