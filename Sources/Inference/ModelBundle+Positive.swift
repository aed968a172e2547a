package import FoveaEvaluation
import FoveaNetworks

extension ModelBundle {
  /// The positive class of two: the one that was named, else the second; nil for any other number.
  public var positiveClass: String? { classes.count == 2 ? positive ?? classes[1] : nil }

  /// For two classes, the probability of the positive one above which it is decided for, where somebody chose it.
  ///
  /// For a positive class that is the first, it is 1 less the stored threshold, and a tie goes to the positive class.
  public var positiveThreshold: Double? {
    threshold.map { isReversed ? DecisionRule.complement(of: $0) : $0 }
  }

  /// Whether the positive class is the first, so that what is scored by it has the classes in the other order.
  package var isReversed: Bool { classes.count == 2 && positive == classes[0] }

  /// The same model with this class for the positive one; which class it decides for stays.
  ///
  /// - Throws: `EvaluationError` where it is none of two classes.
  public func naming(positive: String?) throws -> ModelBundle {
    guard let positive else { return self }
    guard classes.count == 2 else {
      throw EvaluationError.positiveNeedsTwoClasses(positive, classes: classes.count)
    }
    guard classes.contains(positive) else { throw EvaluationError.unknownPositive(positive, known: classes) }
    return try replacing(
      temperature: temperature, threshold: threshold, isThresholdChosen: isThresholdChosen,
      positive: positive,
      heldOut: heldOut)
  }

  /// The same model with a threshold that `rule` chooses from predictions on samples that it did not learn from.
  ///
  /// The temperature stays; what the model knows of its own mistakes is made anew from these predictions.
  ///
  /// - Parameters:
  ///   - predictions: by this model, with the classes in its own order.
  ///   - prevalence: the share of the positive class where the model is used; nil is that of the predictions.
  /// - Throws: `EvaluationError` where there are not two classes, one of them has no sample, or the rule cannot be kept.
  package func deciding(
    by rule: ThresholdRule, on predictions: Predictions, prevalence: Double? = nil
  ) throws -> ModelBundle {
    let threshold = try chosenThreshold(rule, predictions, prevalence: prevalence)
    let decision = try DecisionRule(classCount: classes.count, threshold: threshold)
    return try replacing(
      temperature: temperature, threshold: threshold, positive: positive,
      heldOut: HeldOutRecord(predictions, temperature: temperature, rule: decision))
  }

  /// The threshold of the second class that `rule` chooses for the positive one.
  func chosenThreshold(
    _ rule: ThresholdRule, _ predictions: Predictions, prevalence: Double? = nil
  ) throws(EvaluationError) -> Double {
    let choice = try rule.choice(
      for: isReversed ? predictions.reversed() : predictions, prevalence: prevalence)
    return isReversed ? DecisionRule.complement(of: choice.threshold) : choice.threshold
  }

  /// Predictions of this model and the rule that it decides by, with the positive class second.
  package func oriented(
    _ predictions: Predictions
  ) throws(EvaluationError) -> (predictions: Predictions, rule: DecisionRule) {
    let rule = try decisionRule
    return isReversed ? (predictions.reversed(), rule.reversed) : (predictions, rule)
  }

  func replacing(
    temperature: Double, threshold: Double?, isThresholdChosen: Bool = true, positive: String?,
    heldOut: HeldOutRecord?
  ) throws -> ModelBundle {
    try ModelBundle(
      network: network, preprocessing: preprocessing, classes: classes, parameters: parameters,
      temperature: temperature, threshold: threshold, isThresholdChosen: isThresholdChosen,
      positive: positive,
      views: views, heldOut: heldOut, provenance: provenance)
  }
}
