/// How well one class was found.
///
/// Undefined scores are nil, never 0: a class that was never predicted has no precision, one without a sample has
/// no recall, and one with neither has no F1.
public struct ClassScores: Hashable, Sendable {
  /// Name of the class.
  public let name: String
  /// Share of the samples predicted as this class that are of it: TP / (TP + FP).
  public let precision: Double?
  /// Share of the samples of this class that were found: TP / (TP + FN).
  public let recall: Double?
  /// Harmonic mean of precision and recall: 2 TP / (2 TP + FP + FN).
  public let f1: Double?
  /// Samples of this class.
  public let support: Int
  /// Samples predicted as this class.
  public let predicted: Int

  init(name: String, correct: Int, support: Int, predicted: Int) {
    func ratio(_ numerator: Int, _ denominator: Int) -> Double? {
      denominator == 0 ? nil : Double(numerator) / Double(denominator)
    }
    self.name = name
    self.support = support
    self.predicted = predicted
    precision = ratio(correct, predicted)
    recall = ratio(correct, support)
    f1 = ratio(2 * correct, support + predicted)
  }
}

extension ClassScores: Codable {
  private enum CodingKeys: String, CodingKey {
    case name = "class"
    case precision, recall, f1, support, predicted
  }

  public func encode(to encoder: any Encoder) throws {
    // Written out because the synthesised code leaves nil out, and a reader should find `null`.
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(precision, forKey: .precision)
    try container.encode(recall, forKey: .recall)
    try container.encode(f1, forKey: .f1)
    try container.encode(support, forKey: .support)
    try container.encode(predicted, forKey: .predicted)
  }
}

/// Precision, recall and F1 averaged over classes.
///
/// The average is over the classes that have a sample or a prediction, with an undefined score counted as 0:
/// what scikit-learn's `precision_recall_fscore_support` gives by default (`labels=None, zero_division=0`).
public struct AverageScores: Hashable, Sendable, Codable {
  public let precision: Double
  public let recall: Double
  public let f1: Double

  /// Averages `scores`, each class weighing what `weight` says.
  init(_ scores: [ClassScores], weight: (ClassScores) -> Double) {
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
}
