/// What scoring keeps of one sample: enough for every interval, gallery and curve, without its probabilities.
package struct SampleOutcome: Hashable, Sendable {
  package let label: Int32
  package let predicted: Int32
  /// Number of classes that rank before the true one.
  let rank: Int32
  /// Probability of the predicted class.
  package let confidence: Float
  /// Probability of the true class.
  package let trueProbability: Float
  /// −ln of the clipped probability of the true class.
  package let loss: Double
  /// Σ over classes of (p − y)².
  let squaredError: Double

  package var isCorrect: Bool { label == predicted }
}

extension Predictions {
  /// What each sample came to, in order.
  package func outcomes(by rule: DecisionRule) -> [SampleOutcome] {
    ProbabilityTally(self, rules: SampleRules(rule)).outcomes
  }
}
