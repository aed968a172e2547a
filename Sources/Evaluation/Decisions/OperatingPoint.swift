/// What one threshold on the probability of the positive class gives.
///
/// Every share has Wilson's 95 % interval.
public struct OperatingPoint: Hashable, Sendable {
  /// Why a threshold is in a table.
  public enum Mark: String, Hashable, Sendable, Codable, CaseIterable {
    /// The model decides by it.
    case inUse = "in_use"
    /// It is 0.5.
    case half
    /// The highest F1 of the positive class.
    case f1
    /// The highest sensitivity + specificity − 1.
    case youden
    /// The highest specificity with a sensitivity of at least 0.9.
    case sensitivity90 = "sensitivity>=0.9"
    /// The highest specificity with a sensitivity of at least 0.95.
    case sensitivity95 = "sensitivity>=0.95"
    /// The highest specificity with a sensitivity of at least 0.99.
    case sensitivity99 = "sensitivity>=0.99"
    /// The highest sensitivity with a specificity of at least 0.9.
    case specificity90 = "specificity>=0.9"
    /// The highest sensitivity with a specificity of at least 0.95.
    case specificity95 = "specificity>=0.95"
    /// The highest sensitivity with a specificity of at least 0.99.
    case specificity99 = "specificity>=0.99"
  }

  /// The probability of the positive class above which it is predicted.
  public let threshold: Double
  /// Why it is in the table; empty for one of a row of thresholds.
  public internal(set) var marks: [Mark]
  /// Samples of the positive class that are predicted positive.
  public let truePositives: Int
  /// Samples of the positive class that are predicted negative.
  public let falseNegatives: Int
  /// Samples of the other class that are predicted negative.
  public let trueNegatives: Int
  /// Samples of the other class that are predicted positive.
  public let falsePositives: Int
  /// TP / (TP + FN); nil without a sample of the positive class.
  public let sensitivity: TwoClassScores.Share?
  /// TN / (TN + FP); nil without a sample of the other class.
  public let specificity: TwoClassScores.Share?
  /// TP / (TP + FP); nil where nothing is predicted positive.
  public let positivePredictiveValue: TwoClassScores.Share?
  /// TN / (TN + FN); nil where nothing is predicted negative.
  public let negativePredictiveValue: TwoClassScores.Share?
  /// Share of all samples that are right.
  public let accuracy: TwoClassScores.Share
  /// 2 TP / (2 TP + FP + FN); nil where nothing is positive, neither sample nor prediction.
  public let f1: Double?
  /// Sensitivity + specificity − 1; nil unless both classes have samples.
  public let youden: Double?
  /// The same at another prevalence; nil where none was asked for.
  public let atPrevalence: PrevalenceScores?

  /// Of at least one sample.
  init(
    threshold: Double, marks: [Mark] = [], truePositives: Int, falsePositives: Int, positives: Int,
    negatives: Int, prevalence: Double? = nil, classes: [String]
  ) {
    let (falseNegatives, trueNegatives) = (positives - truePositives, negatives - falsePositives)
    self.threshold = threshold
    self.marks = marks
    self.truePositives = truePositives
    self.falsePositives = falsePositives
    self.falseNegatives = falseNegatives
    self.trueNegatives = trueNegatives
    let hit = TwoClassScores.Share(truePositives, of: positives)
    let pass = TwoClassScores.Share(trueNegatives, of: negatives)
    (sensitivity, specificity) = (hit, pass)
    positivePredictiveValue = TwoClassScores.Share(truePositives, of: truePositives + falsePositives)
    negativePredictiveValue = TwoClassScores.Share(trueNegatives, of: trueNegatives + falseNegatives)
    let (right, all) = (truePositives + trueNegatives, positives + negatives)
    accuracy = TwoClassScores.Share(
      value: Double(right) / Double(all), interval: .wilson(successes: right, trials: all))
    let whole = positives + truePositives + falsePositives
    f1 = whole == 0 ? nil : 2 * Double(truePositives) / Double(whole)
    youden = hit.flatMap { hit in pass.map { hit.value + $0.value - 1 } }
    atPrevalence = prevalence.flatMap { prevalence in
      try? PrevalenceScores(
        prevalence: prevalence, positive: classes[1], negative: classes[0], truePositives: truePositives,
        falseNegatives: falseNegatives, trueNegatives: trueNegatives, falsePositives: falsePositives)
    }
  }
}

extension TwoClassScores.Share {
  /// A share of samples with Wilson's interval; nil of none.
  init?(_ part: Int, of whole: Int) {
    guard whole > 0 else { return nil }
    self.init(value: Double(part) / Double(whole), interval: .wilson(successes: part, trials: whole))
  }
}

extension OperatingPoint: Codable {
  private enum CodingKeys: String, CodingKey {
    case threshold, sensitivity, specificity, accuracy, f1, youden
    case marks = "chosen_by"
    case truePositives = "true_positives"
    case falseNegatives = "false_negatives"
    case trueNegatives = "true_negatives"
    case falsePositives = "false_positives"
    case positivePredictiveValue = "positive_predictive_value"
    case negativePredictiveValue = "negative_predictive_value"
    case atPrevalence = "at_prevalence"
  }
}
