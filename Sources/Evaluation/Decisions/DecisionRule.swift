/// How the probabilities of a sample become one predicted class.
///
/// Two classes: the positive class is the second, and it is predicted where its probability is *above* the
/// threshold, so that at 0.5 a tie goes to the first class. Any other number of classes: the most probable
/// one, and the one with the lowest index among equals, as NumPy's `argmax`. Evaluation and classification
/// share this value, which keeps the label of an image the same in both.
public struct DecisionRule: Hashable, Sendable {
  /// Threshold on the probability of the positive class; nil unless there are two classes.
  public let threshold: Double?
  /// Whether somebody chose the threshold, be it 0.5, or how it is found; else it is 0.5, or what held-out images show to be
  /// more accurate.
  public let isChosen: Bool
  /// Threshold on the probability of the first class, above which that is predicted; nil unless the rule was made for the
  /// classes in the other order.
  private let firstThreshold: Double?

  /// Makes the rule for `classCount` classes; `threshold` is for two classes only, and 0.5 if nil.
  ///
  /// - Parameter isChosen: whether somebody chose the threshold; false for one that was found without being asked for.
  public init(classCount: Int, threshold: Double? = nil, isChosen: Bool = true) throws(EvaluationError) {
    if let threshold {
      guard threshold >= 0, threshold <= 1 else { throw .threshold(threshold) }
      guard classCount == 2 else { throw .thresholdNeedsTwoClasses(threshold, classes: classCount) }
    }
    self.threshold = classCount == 2 ? threshold ?? 0.5 : nil
    self.isChosen = isChosen && threshold != nil
    firstThreshold = nil
  }

  /// The rule of a threshold that is known to be one, or of the most probable class.
  init(threshold: Double?) {
    self.threshold = threshold
    isChosen = false
    firstThreshold = nil
  }

  private init(threshold: Double?, isChosen: Bool, firstThreshold: Double?) {
    self.threshold = threshold
    self.isChosen = isChosen
    self.firstThreshold = firstThreshold
  }

  /// The same decisions where the two classes stand in the other order; a tie stays with the class that it was with.
  package var reversed: DecisionRule {
    guard let threshold else { return self }
    if let firstThreshold {
      return DecisionRule(threshold: firstThreshold, isChosen: isChosen, firstThreshold: nil)
    }
    return DecisionRule(
      threshold: DecisionRule.complement(of: threshold), isChosen: isChosen, firstThreshold: threshold)
  }

  /// 1 − `share` with the digits of a decimal number: that of 0.7 is 0.3 and not 0.30000000000000004.
  package static func complement(of share: Double) -> Double {
    let exact = 1 - share
    let rounded = (exact * 1e15).rounded() / 1e15
    // A share near 1 leaves few digits, and none of them may be lost.
    return 1 - rounded == share ? rounded : exact
  }

  /// The rule of 0.5 for the classes in the same order.
  var atHalf: DecisionRule {
    DecisionRule(threshold: 0.5, isChosen: true, firstThreshold: firstThreshold == nil ? nil : 0.5)
  }

  /// The class that `probabilities`, one for each class, stand for.
  public func predictedClass(of probabilities: UnsafeBufferPointer<Float>) -> Int {
    if let firstThreshold { return Double(probabilities[0]) > firstThreshold ? 0 : 1 }
    if let threshold { return Double(probabilities[1]) > threshold ? 1 : 0 }
    var best = 0
    for index in 1..<max(probabilities.count, 1) where probabilities[index] > probabilities[best] {
      best = index
    }
    return best
  }
}
