extension ThresholdChoice {
  /// The threshold of two classes where nobody said how it is chosen: the one of the highest accuracy, where `predictions`
  /// show that it is better than 0.5; nil keeps 0.5.
  ///
  /// Calibrated probabilities have their best threshold near 0.5, and the best one of a few images is mostly chance. So it is
  /// taken from 250 images on, of which each class has 25, and only where McNemar's exact test of the two thresholds on
  /// these images gives p < 0.01: it is asked of the best of many, which 0.05 would too often call better.
  package static func standard(for predictions: Predictions) -> ThresholdChoice? {
    guard predictions.classCount == 2, predictions.sampleCount >= leastSamples,
      let best = try? ThresholdRule.costs(falsePositive: 1, falseNegative: 1).choice(for: predictions),
      let half = try? ThresholdRule.fixed(0.5).choice(for: predictions),
      min(best.positives, best.negatives) >= leastOfEachClass
    else { return nil }
    // A sample between the two thresholds is right at one of them only.
    let (positives, negatives) = (
      best.truePositives - half.truePositives, half.falsePositives - best.falsePositives
    )
    let test = McNemarTest(
      onlyFirst: max(0, positives) + max(0, negatives), onlySecond: max(0, -positives) + max(0, -negatives))
    return test.onlyFirst > test.onlySecond && test.pValue < 0.01 ? best : nil
  }

  /// From here on an accuracy is known to five points.
  private static let leastSamples = 250
  private static let leastOfEachClass = 25
}
