/// Precision, recall and F1 averaged over classes.
///
/// The average is over the classes that have a sample or a prediction, with an undefined score counted as 0:
/// what scikit-learn's `precision_recall_fscore_support` gives by default (`labels=None, zero_division=0`).
public struct AverageScores: Hashable, Sendable, Codable {
  /// Precision averaged over the classes, or of their pooled counts; 0 to 1.
  public let precision: Double
  /// Recall averaged over the classes, or of their pooled counts; 0 to 1.
  public let recall: Double
  /// F1 averaged over the classes, or of their pooled counts; 0 to 1.
  public let f1: Double

  /// Averages `scores`, each class weighing what `weight` says.
  private init(_ scores: [ClassScores], weight: (ClassScores) -> Double) {
    var sums = (precision: 0.0, recall: 0.0, f1: 0.0, weight: 0.0)
    for score in scores where score.support + score.predicted > 0 {
      let weight = weight(score)
      sums.precision += weight * (score.precision ?? 0)
      sums.recall += weight * (score.recall ?? 0)
      sums.f1 += weight * (score.f1 ?? 0)
      sums.weight += weight
    }
    precision = sums.precision / sums.weight
    recall = sums.recall / sums.weight
    f1 = sums.f1 / sums.weight
  }

  /// The plain mean over classes.
  static func macro(_ scores: [ClassScores]) -> AverageScores { AverageScores(scores) { _ in 1 } }

  /// The mean over classes weighted by their samples.
  static func weighted(_ scores: [ClassScores]) -> AverageScores {
    AverageScores(scores) { Double($0.support) }
  }

  /// Counts of all classes pooled.
  ///
  /// Where each sample has one true and one predicted class, the three are the accuracy.
  static func micro(correct: Int, samples: Int) -> AverageScores {
    let share = Double(correct) / Double(samples)
    return AverageScores(precision: share, recall: share, f1: share)
  }

  private init(precision: Double, recall: Double, f1: Double) {
    self.precision = precision
    self.recall = recall
    self.f1 = f1
  }
}

extension [ClassScores] {
  /// The plain mean of `score` over all classes; nil where a class lacks it.
  func mean(_ score: (ClassScores) -> Double?) -> Double? {
    var sum = 0.0
    for scores in self {
      guard let value = score(scores) else { return nil }
      sum += value
    }
    return sum / Double(count)
  }

  /// The mean recall of the classes that have samples: accuracy as if all classes were equally frequent.
  ///
  /// The same as scikit-learn's `balanced_accuracy_score`.
  var balancedAccuracy: Double {
    let recalls = compactMap(\.recall)
    return recalls.reduce(0, +) / Double(recalls.count)
  }
}
