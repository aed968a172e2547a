/// How well one class was found.
///
/// Undefined scores are nil, never 0: a class that was never predicted has no precision, one without a sample has
/// no recall, and one with neither has no F1.
public struct ClassScores: Hashable, Sendable {
  /// Name of the class.
  public let name: String
  /// Share of the samples predicted as this class that are of it: TP / (TP + FP).
  public let precision: Double?
  /// Wilson's 95 % interval of `precision`.
  public let precisionInterval: ConfidenceInterval?
  /// Share of the samples of this class that were found: TP / (TP + FN), also called sensitivity.
  public let recall: Double?
  /// Wilson's 95 % interval of `recall`.
  public let recallInterval: ConfidenceInterval?
  /// Share of the samples of other classes that were not taken for this one: TN / (TN + FP).
  public let specificity: Double?
  /// Wilson's 95 % interval of `specificity`.
  public let specificityInterval: ConfidenceInterval?
  /// Harmonic mean of precision and recall: 2 TP / (2 TP + FP + FN).
  public let f1: Double?
  /// 95 % interval of `f1` by the bootstrap over samples; nil for more than a thousand classes.
  public internal(set) var f1Interval: ConfidenceInterval?
  /// Area under the ROC curve of this class against the rest; nil unless both have samples.
  public let rocAUC: Double?
  /// 95 % interval of `rocAUC` by DeLong's variance; nil where the class or the rest has fewer than two samples, and where
  /// every sample is ranked right, as the variance then says nothing.
  public internal(set) var rocAUCInterval: ConfidenceInterval?
  /// Average precision of this class against the rest; nil without a sample of it.
  public let averagePrecision: Double?
  /// Samples of this class.
  public let support: Int
  /// Samples predicted as this class.
  public let predicted: Int

  init(name: String, correct: Int, support: Int, predicted: Int, total: Int, ranking: ClassRanking?) {
    func ratio(_ numerator: Int, _ denominator: Int) -> Double? {
      denominator == 0 ? nil : Double(numerator) / Double(denominator)
    }
    func interval(_ numerator: Int, _ denominator: Int) -> ConfidenceInterval? {
      denominator == 0 ? nil : .wilson(successes: numerator, trials: denominator)
    }
    self.name = name
    self.support = support
    self.predicted = predicted
    precision = ratio(correct, predicted)
    precisionInterval = interval(correct, predicted)
    recall = ratio(correct, support)
    recallInterval = interval(correct, support)
    let others = total - support
    specificity = ratio(others - (predicted - correct), others)
    specificityInterval = interval(others - (predicted - correct), others)
    f1 = ratio(2 * correct, support + predicted)
    rocAUC = ranking?.rocAUC
    averagePrecision = ranking?.averagePrecision
    (f1Interval, rocAUCInterval) = (nil, nil)
  }
}

extension ClassScores: Codable {
  private enum CodingKeys: String, CodingKey {
    case name = "class"
    case precision, recall, specificity, f1, support, predicted
    case precisionInterval = "precision_interval"
    case recallInterval = "recall_interval"
    case specificityInterval = "specificity_interval"
    case f1Interval = "f1_interval"
    case rocAUCInterval = "roc_auc_interval"
    case rocAUC = "roc_auc"
    case averagePrecision = "average_precision"
  }

  /// Writes an element of `per_class` in `metrics.json`; null where a score is undefined.
  public func encode(to encoder: any Encoder) throws {
    // Written out because the synthesised code leaves nil out, and a reader should find `null`.
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(precision, forKey: .precision)
    try container.encode(precisionInterval, forKey: .precisionInterval)
    try container.encode(recall, forKey: .recall)
    try container.encode(recallInterval, forKey: .recallInterval)
    try container.encode(specificity, forKey: .specificity)
    try container.encode(specificityInterval, forKey: .specificityInterval)
    try container.encode(f1, forKey: .f1)
    try container.encode(f1Interval, forKey: .f1Interval)
    try container.encode(rocAUC, forKey: .rocAUC)
    try container.encode(rocAUCInterval, forKey: .rocAUCInterval)
    try container.encode(averagePrecision, forKey: .averagePrecision)
    try container.encode(support, forKey: .support)
    try container.encode(predicted, forKey: .predicted)
  }
}
