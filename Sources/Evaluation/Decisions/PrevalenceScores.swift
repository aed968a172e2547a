import Foundation

/// The scores of two classes restated by Bayes' rule for a population in which the positive class has another share.
///
/// Sensitivity and specificity are taken to be the same there: what a positive sample looks like must not depend on how
/// frequent it is. With s sensitivity, c specificity and p the prevalence: PPV = s·p / (s·p + (1 − c)(1 − p)),
/// NPV = c(1 − p) / (c(1 − p) + (1 − s)p), accuracy = s·p + c(1 − p).
public struct PrevalenceScores: Hashable, Sendable, Codable {
  /// The share of the positive class that the scores are restated for.
  public let prevalence: Double
  /// Its share in the data that was scored.
  public let samplePrevalence: Double
  /// How many of the alarms are right there; nil where there is none.
  public let positivePredictiveValue: TwoClassScores.Share?
  /// How many of the all-clears are right there; nil where there is none.
  public let negativePredictiveValue: TwoClassScores.Share?
  /// Share of all answers that are right there.
  public let accuracy: TwoClassScores.Share
  /// Accuracy there of always saying the more frequent class.
  public let baselineAccuracy: Double

  /// - Throws: `EvaluationError` where the prevalence is no share between 0 and 1, or one class has no sample.
  init(
    prevalence: Double, positive: String, negative: String, truePositives: Int, falseNegatives: Int,
    trueNegatives: Int, falsePositives: Int
  ) throws(EvaluationError) {
    guard prevalence > 0, prevalence < 1 else { throw .prevalence(prevalence) }
    let (positives, negatives) = (truePositives + falseNegatives, trueNegatives + falsePositives)
    guard positives > 0 else { throw .prevalenceNeedsBothClasses(positive) }
    guard negatives > 0 else { throw .prevalenceNeedsBothClasses(negative) }
    self.prevalence = prevalence
    samplePrevalence = Double(positives) / Double(positives + negatives)
    baselineAccuracy = max(prevalence, 1 - prevalence)
    positivePredictiveValue = PrevalenceScores.predictiveValue(
      right: truePositives, of: positives, wrong: falsePositives, of: negatives,
      odds: prevalence / (1 - prevalence))
    negativePredictiveValue = PrevalenceScores.predictiveValue(
      right: trueNegatives, of: negatives, wrong: falseNegatives, of: positives,
      odds: (1 - prevalence) / prevalence)
    accuracy = PrevalenceScores.weighted(
      (truePositives, positives, prevalence), (trueNegatives, negatives, 1 - prevalence))
  }

  /// The share of right ones among those that are called so: `right` of `own` samples of the class, and `wrong` of
  /// `others`; `odds` of the class against the other.
  ///
  /// The interval is that of the logarithm of the odds, whose variance is the sum of those of both shares; where a count is
  /// 0 or all, both shares get z²/2 samples more of each kind. Mercaldo, Lau, Zhou, *Confidence intervals for predictive
  /// values with an emphasis to case-control studies*, 2007, doi:10.1002/sim.2677.
  private static func predictiveValue(
    right: Int, of own: Int, wrong: Int, of others: Int, odds: Double
  ) -> TwoClassScores.Share? {
    guard right + wrong > 0 else { return nil }
    let (hit, alarm) = (Double(right) / Double(own), Double(wrong) / Double(others))
    let value = hit * odds / (hit * odds + alarm)
    let isAtEnd = right == 0 || right == own || wrong == 0 || wrong == others
    let extra = isAtEnd ? ConfidenceInterval.z * ConfidenceInterval.z : 0
    let (m, n) = (Double(own) + extra, Double(others) + extra)
    let (p, q) = ((Double(right) + extra / 2) / m, (Double(wrong) + extra / 2) / n)
    let logit = log(p * odds / q)
    let reach = ConfidenceInterval.z * ((1 - p) / (p * m) + (1 - q) / (q * n)).squareRoot()
    func share(_ logit: Double) -> Double { 1 / (1 + exp(-logit)) }
    // What is added moves the middle; the interval has the value in it all the same.
    return TwoClassScores.Share(
      value: value,
      interval: ConfidenceInterval(
        low: min(value, share(logit - reach)), high: max(value, share(logit + reach))))
  }

  /// Σ wᵢ·kᵢ/nᵢ of two shares, with the interval that follows from Wilson's of each: the distances to their ends, times
  /// their weights, add as squares (Newcombe, *Interval estimation for the difference between independent proportions*,
  /// 1998, method 10, doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I).
  private static func weighted(
    _ first: (count: Int, of: Int, weight: Double), _ second: (count: Int, of: Int, weight: Double)
  ) -> TwoClassScores.Share {
    var (value, below, above) = (0.0, 0.0, 0.0)
    for part in [first, second] {
      let share = Double(part.count) / Double(part.of)
      let interval = ConfidenceInterval.wilson(successes: part.count, trials: part.of)
      value += part.weight * share
      below += pow(part.weight * (share - interval.low), 2)
      above += pow(part.weight * (interval.high - share), 2)
    }
    return TwoClassScores.Share(
      value: value,
      interval: ConfidenceInterval(
        low: max(0, value - below.squareRoot()), high: min(1, value + above.squareRoot())))
  }

  /// A probability of the positive class as it is at the prevalence, see `PrevalenceShift`.
  public func restated(_ probability: Double) -> Double {
    PrevalenceShift(from: samplePrevalence, to: prevalence).restated(probability)
  }

  private enum CodingKeys: String, CodingKey {
    case prevalence, accuracy
    case samplePrevalence = "sample_prevalence"
    case positivePredictiveValue = "positive_predictive_value"
    case negativePredictiveValue = "negative_predictive_value"
    case baselineAccuracy = "baseline_accuracy"
  }
}
