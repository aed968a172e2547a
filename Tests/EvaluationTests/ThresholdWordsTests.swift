import Testing

@testable import FoveaEvaluation

@Suite("Thresholds in words")
struct ThresholdWordsTests {
  @Test(arguments: [
    ("0.3", ThresholdRule.fixed(0.3)), ("f1", .f1), ("youden", .youden), ("recall=0.95", .recall(0.95)),
    ("specificity=0.9", .specificity(0.9)), ("recall=", nil), ("recall", nil), ("F1", nil), ("", nil),
  ])
  func rulesHaveWords(_ words: String, _ rule: ThresholdRule?) {
    #expect(ThresholdRule(words: words) == rule)
  }

  @Test(arguments: [
    ("fp=1,fn=10", ThresholdRule.costs(falsePositive: 1, falseNegative: 10)),
    ("fn=10,fp=1", .costs(falsePositive: 1, falseNegative: 10)),
    ("10:1", .costs(falsePositive: 1, falseNegative: 10)), ("10:1:1", nil), ("fp=1", nil),
    ("fp=1,fp=2,fn=3", nil), ("fp=1,fn=2,tp=3", nil), ("10", nil), ("", nil),
  ])
  func costsHaveTwoForms(_ words: String, _ rule: ThresholdRule?) {
    #expect(ThresholdRule(costs: words) == rule)
  }

  /// Odds of 1 : 1 at a share of a half are 1 : 99 at one of a hundredth; the same share changes nothing.
  @Test(arguments: [(0.5, 0.5, 0.01, 0.01), (0.99, 0.5, 0.01, 0.5), (0.3, 0.2, 0.2, 0.3), (1, 0.5, 0.01, 1)])
  func oddsFollowThePrevalence(_ probability: Double, _ from: Double, _ to: Double, _ expected: Double) {
    #expect(abs(PrevalenceShift(from: from, to: to).restated(probability) - expected) < 1e-12)
  }
}
