public import FoveaEvaluation

/// What a model says of one image: a probability for every class.
public struct Classification: Hashable, Sendable {
  /// The classes of the model, in its order.
  public let classes: [String]
  /// One probability for each class.
  public let probabilities: [Float]
  /// The index of the class that was decided on.
  public let labelIndex: Int

  /// Decides by `rule`, the same that evaluation uses.
  public init(classes: [String], probabilities: [Float], rule: DecisionRule) {
    precondition(
      classes.count == probabilities.count && classes.count >= 2,
      "\(classes.count) classes and \(probabilities.count) probabilities")
    self.classes = classes
    self.probabilities = probabilities
    self.labelIndex = probabilities.withUnsafeBufferPointer { rule.predictedClass(of: $0) }
  }

  private init(_ classification: Classification, probabilities: [Float]) {
    classes = classification.classes
    labelIndex = classification.labelIndex
    self.probabilities = probabilities
  }

  /// The same decision with the probabilities of another population; `positive` is one of the two classes.
  package func restated(_ shift: PrevalenceShift, positive: String) -> Classification {
    let index = classes[0] == positive ? 0 : 1
    let probability = Float(shift.restated(Double(probabilities[index])))
    return Classification(
      self, probabilities: index == 0 ? [probability, 1 - probability] : [1 - probability, probability])
  }

  /// The class that was decided on.
  public var label: String { classes[labelIndex] }
  /// The probability of that class, 0 to 1.
  public var probability: Float { probabilities[labelIndex] }

  /// The most probable of the other classes.
  public var second: (label: String, probability: Float) {
    let others = probabilities.indices.filter { $0 != labelIndex }
    let best = others.dropFirst().reduce(others[0]) { probabilities[$1] > probabilities[$0] ? $1 : $0 }
    return (classes[best], probabilities[best])
  }

  /// How far the decision is ahead of the second: the difference of their probabilities.
  public var margin: Float { probability - second.probability }

  /// The `count` most probable classes, the most probable first, equals in the order of the classes.
  public func top(_ count: Int) -> [(label: String, probability: Float)] {
    probabilities.indices
      .sorted { probabilities[$0] != probabilities[$1] ? probabilities[$0] > probabilities[$1] : $0 < $1 }
      .prefix(count).map { (classes[$0], probabilities[$0]) }
  }
}
