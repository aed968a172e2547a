/// How the probabilities of a sample become one predicted class.
///
/// Two classes: the positive class is the second, and it is predicted where its probability is *above* the
/// threshold, so that at 0.5 a tie goes to the first class. Any other number of classes: the most probable
/// one, and the one with the lowest index among equals, as NumPy's `argmax`. Evaluation and classification
/// share this value, which keeps the label of an image the same in both.
public struct DecisionRule: Hashable, Sendable {
  /// Threshold on the probability of the positive class; nil unless there are two classes.
  public let threshold: Double?
  /// Whether somebody chose the threshold, be it 0.5; else it is 0.5 because nobody did.
  public let isChosen: Bool

  /// Makes the rule for `classCount` classes; `threshold` is for two classes only, and 0.5 if nil.
  public init(classCount: Int, threshold: Double? = nil) throws(EvaluationError) {
    if let threshold {
      guard threshold >= 0, threshold <= 1 else { throw .threshold(threshold) }
      guard classCount == 2 else { throw .thresholdNeedsTwoClasses(threshold, classes: classCount) }
    }
    self.threshold = classCount == 2 ? threshold ?? 0.5 : nil
    isChosen = threshold != nil
  }

  /// The rule of a threshold that is known to be one, or of the most probable class.
  init(threshold: Double?) {
    self.threshold = threshold
    isChosen = false
  }

  /// The class that `probabilities`, one for each class, stand for.
  public func predictedClass(of probabilities: UnsafeBufferPointer<Float>) -> Int {
    if let threshold { return Double(probabilities[1]) > threshold ? 1 : 0 }
    var best = 0
    for index in 1..<max(probabilities.count, 1) where probabilities[index] > probabilities[best] {
      best = index
    }
    return best
  }
}
