import Foundation

/// What one pass over predictions collects; nothing is kept for single samples.
struct ProbabilityTally {
  private(set) var confusion: ConfusionMatrix
  private var reliability = ReliabilityBins()
  private var topFive = 0
  private var logLossSum = 0.0
  private var brierSum = 0.0
  private let rule: DecisionRule

  init(_ predictions: Predictions, rule: DecisionRule) {
    self.rule = rule
    confusion = ConfusionMatrix(classCount: predictions.classCount)
    predictions.forEachSample { _, label, probabilities in add(label: label, probabilities) }
  }

  private mutating func add(label: Int, _ probabilities: UnsafeBufferPointer<Float>) {
    let predicted = rule.predictedClass(of: probabilities)
    confusion.add(label: label, predicted: predicted)
    reliability.add(confidence: Double(probabilities[predicted]), isCorrect: predicted == label)
    if probabilities.rank(of: label) < 5 { topFive += 1 }
    logLossSum -= log(min(max(Double(probabilities[label]), .ulpOfOne), 1 - .ulpOfOne))
    brierSum += probabilities.squaredDistance(fromLabel: label)
  }

  /// Mean of −ln p of the true class, in nats.
  ///
  /// p is clipped to [ε, 1 − ε] with ε = 2⁻⁵², as scikit-learn does for float64, so one sample costs 36.04 at most.
  var logLoss: Double { logLossSum / samples }

  /// The Brier score: mean over samples of Σ over classes of (p − y)², from 0 to 2; halved for two classes, where it
  /// is the usual (p − y)² of the positive class, from 0 to 1.
  ///
  /// The same as scikit-learn's `brier_score_loss`. Source: Brier, *Verification of forecasts expressed in terms of
  /// probability*, 1950, doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2.
  var brier: Double { brierSum / samples / (confusion.classCount == 2 ? 2 : 1) }

  /// The expected calibration error with 15 bins.
  var expectedCalibrationError: Double { reliability.expectedCalibrationError }

  /// Share of samples whose class is among the five most probable; nil for five classes or fewer.
  var topFiveAccuracy: Double? { confusion.classCount > 5 ? Double(topFive) / samples : nil }

  private var samples: Double { Double(confusion.total) }
}

extension UnsafeBufferPointer<Float> {
  /// Σ over classes of (p − y)², with y one for `label` and zero elsewhere.
  fileprivate func squaredDistance(fromLabel label: Int) -> Double {
    let miss = 1 - Double(self[label])
    var sum = miss * miss
    for index in 0..<label { sum += Double(self[index]) * Double(self[index]) }
    for index in label + 1..<count { sum += Double(self[index]) * Double(self[index]) }
    return sum
  }
}
