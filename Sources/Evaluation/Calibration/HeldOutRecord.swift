/// What a model learned about itself on samples that it was not trained on; it is stored in the model.
public struct HeldOutRecord: Hashable, Sendable, Codable {
  /// Samples that it is from.
  public let samples: Int
  /// The share of the second of two classes among them; nil for any other number of classes, and in models that were
  /// written before it was kept.
  package let secondShare: Double?
  /// The share of them that the model is right about, as it decides: with its views and its threshold; nil in models that
  /// were written before it was kept.
  public let accuracy: Double?
  /// Expected calibration error with the temperature left at one.
  public let calibrationErrorBefore: Double
  /// Expected calibration error with the model's temperature.
  public let calibrationErrorAfter: Double
  /// Risk against coverage, from which a confidence is taken for a risk that is asked for.
  public let riskCoverage: RiskCoverage
  /// What prediction sets are made with.
  public let conformal: ConformalScores

  /// A model file holds this many points of the curve at most.
  private static let pointLimit = 500

  /// Makes the record from predictions at the model's temperature.
  public init(_ predictions: Predictions, temperature: Double, rule: DecisionRule) {
    let outcomes = predictions.outcomes(by: rule)
    var reliability = Reliability()
    for outcome in outcomes {
      reliability.add(confidence: Double(outcome.confidence), isCorrect: outcome.isCorrect)
    }
    samples = outcomes.count
    let isOfTwo = predictions.classCount == 2 && !outcomes.isEmpty
    secondShare =
      isOfTwo ? Double(predictions.labels.count { $0 == 1 }) / Double(outcomes.count) : nil
    accuracy = outcomes.isEmpty ? nil : Double(outcomes.count(where: \.isCorrect)) / Double(outcomes.count)
    calibrationErrorBefore =
      predictions.reliability(beforeTemperature: temperature, rule: rule).expectedError
    calibrationErrorAfter = reliability.expectedError
    riskCoverage = RiskCoverage(outcomes).thinned(to: HeldOutRecord.pointLimit)
    conformal = ConformalScores(outcomes)
  }

  private enum CodingKeys: String, CodingKey {
    case samples, accuracy, conformal
    case secondShare = "second_share"
    case calibrationErrorBefore = "ece_before"
    case calibrationErrorAfter = "ece_after"
    case riskCoverage = "risk_coverage"
  }
}
