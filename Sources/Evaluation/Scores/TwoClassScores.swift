/// The scores of two classes as medicine reports them; the positive class is the second.
///
/// With TP, FN, TN and FP counted at the threshold. Every share has Wilson's 95 % interval; the ratios have the
/// interval of their logarithm (Simel et al., *Likelihood ratios with confidence*, 1991,
/// doi:10.1016/0895-4356(91)90128-V).
public struct TwoClassScores: Hashable, Sendable {
  /// A score with its 95 % interval.
  public struct Share: Hashable, Sendable, Codable {
    /// The score.
    public let value: Double
    /// Its 95 % interval.
    public let interval: ConfidenceInterval
  }

  /// Name of the positive class.
  public let positive: String
  /// Samples of the positive class that were predicted positive.
  public let truePositives: Int
  /// Samples of the positive class that were predicted negative.
  public let falseNegatives: Int
  /// Samples of the other class that were predicted negative.
  public let trueNegatives: Int
  /// Samples of the other class that were predicted positive.
  public let falsePositives: Int
  /// TP / (TP + FN): how many of the positive samples were found.
  public let sensitivity: Share?
  /// TN / (TN + FP): how many of the negative samples were left alone.
  public let specificity: Share?
  /// TP / (TP + FP): how many of the alarms were right.
  public let positivePredictiveValue: Share?
  /// TN / (TN + FN): how many of the all-clears were right.
  public let negativePredictiveValue: Share?
  /// Sensitivity / (1 − specificity); nil where that is undefined or infinite.
  public let positiveLikelihoodRatio: Share?
  /// (1 − sensitivity) / specificity; nil where that is undefined or infinite.
  public let negativeLikelihoodRatio: Share?
  /// Share of positive samples in this data, on which the predictive values depend.
  public let prevalence: Share?
  /// Sensitivity + specificity − 1, Youden's J.
  public let youden: Double?

  /// Nil unless there are two classes.
  init?(_ confusion: ConfusionMatrix, classes: [String]) {
    guard confusion.classCount == 2 else { return nil }
    positive = classes[1]
    let (tp, fn) = (confusion[label: 1, predicted: 1], confusion[label: 1, predicted: 0])
    let (tn, fp) = (confusion[label: 0, predicted: 0], confusion[label: 0, predicted: 1])
    (truePositives, falseNegatives, trueNegatives, falsePositives) = (tp, fn, tn, fp)
    sensitivity = Share(tp, of: tp + fn)
    specificity = Share(tn, of: tn + fp)
    positivePredictiveValue = Share(tp, of: tp + fp)
    negativePredictiveValue = Share(tn, of: tn + fn)
    prevalence = Share(tp + fn, of: tp + fn + tn + fp)
    positiveLikelihoodRatio = TwoClassScores.ratio(tp, tp + fn, to: fp, fp + tn)
    negativeLikelihoodRatio = TwoClassScores.ratio(fn, tp + fn, to: tn, fp + tn)
    if let sensitivity, let specificity {
      youden = sensitivity.value + specificity.value - 1
    } else {
      youden = nil
    }
  }

  /// (a/m) / (b/n), with the interval exp(ln ratio ± z √(1/a − 1/m + 1/b − 1/n)).
  private static func ratio(_ a: Int, _ m: Int, to b: Int, _ n: Int) -> Share? {
    guard a > 0, b > 0, m > 0, n > 0 else { return nil }
    let value = Double(a) / Double(m) / (Double(b) / Double(n))
    let error = (1 / Double(a) - 1 / Double(m) + 1 / Double(b) - 1 / Double(n)).squareRoot()
    return Share(value: value, interval: .logarithmic(around: value, error: error))
  }
}

extension TwoClassScores: Codable {
  private enum CodingKeys: String, CodingKey {
    case positive, sensitivity, specificity, prevalence, youden
    case truePositives = "true_positives"
    case falseNegatives = "false_negatives"
    case trueNegatives = "true_negatives"
    case falsePositives = "false_positives"
    case positivePredictiveValue = "positive_predictive_value"
    case negativePredictiveValue = "negative_predictive_value"
    case positiveLikelihoodRatio = "positive_likelihood_ratio"
    case negativeLikelihoodRatio = "negative_likelihood_ratio"
  }

  /// Writes the keys of `two_class` in `metrics.json`; null where a score is undefined.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(positive, forKey: .positive)
    try container.encode(truePositives, forKey: .truePositives)
    try container.encode(falseNegatives, forKey: .falseNegatives)
    try container.encode(trueNegatives, forKey: .trueNegatives)
    try container.encode(falsePositives, forKey: .falsePositives)
    try container.encode(sensitivity, forKey: .sensitivity)
    try container.encode(specificity, forKey: .specificity)
    try container.encode(positivePredictiveValue, forKey: .positivePredictiveValue)
    try container.encode(negativePredictiveValue, forKey: .negativePredictiveValue)
    try container.encode(positiveLikelihoodRatio, forKey: .positiveLikelihoodRatio)
    try container.encode(negativeLikelihoodRatio, forKey: .negativeLikelihoodRatio)
    try container.encode(prevalence, forKey: .prevalence)
    try container.encode(youden, forKey: .youden)
  }
}
