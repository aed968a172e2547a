/// Why predictions could not be scored.
public enum EvaluationError: Error, Hashable, Sendable {
  /// Predictions without a class.
  case noClasses
  /// Predictions without a sample.
  case noSamples
  /// Two classes, by index, have one name.
  case duplicateClass(String, first: Int, second: Int)
  /// The number of probabilities is not samples × classes.
  case probabilityCount(samples: Int, classes: Int, received: Int)
  /// A label that is the index of no class.
  case label(Int, sample: Int, classes: Int)
  /// A probability that is NaN or below zero.
  case probability(Float, sample: Int, class: String)
  /// Probabilities of one sample that do not sum to one.
  case probabilitySum(Float, sample: Int)
  /// A threshold outside of 0 to 1.
  case threshold(Double)
  /// A threshold for another number of classes than two.
  case thresholdNeedsTwoClasses(Double, classes: Int)
  /// A rule that chooses a threshold, for another number of classes than two.
  case thresholdRuleNeedsTwoClasses(Int)
  /// A threshold cannot be chosen because this class has no sample.
  case thresholdNeedsBothClasses(String)
  /// Costs of which one is negative, or both are zero.
  case costs(falsePositive: Double, falseNegative: Double)
  /// A recall outside of 0 to 1 to choose a threshold for.
  case requiredRecall(Double)
  /// Too many positive samples have a score of exactly 0.
  case recallOutOfReach(Double)
  /// A specificity outside of 0 to 1 to choose a threshold for.
  case requiredSpecificity(Double)
  /// A positive class for another number of classes than two.
  case positiveNeedsTwoClasses(String, classes: Int)
  /// A positive class that is none of the two.
  case unknownPositive(String, known: [String])
  /// A prevalence that is no share between 0 and 1.
  case prevalence(Double)
  /// A prevalence for another number of classes than two.
  case prevalenceNeedsTwoClasses(Double, classes: Int)
  /// Scores cannot be restated for a prevalence because this class has no sample.
  case prevalenceNeedsBothClasses(String)
  /// A bound on a score that cannot be read.
  case requirement(String)
  /// A bound on a score that does not exist, or not for a class.
  case unknownScore(String, isOfClass: Bool)
  /// A bound on a score of a class that the model does not have.
  case unknownClass(String, known: [String])
}

extension EvaluationError: CustomStringConvertible {
  /// The sentence for people: what, where, expected, received, what to do.
  public var description: String {
    switch self {
    case .noClasses:
      return "predictions: expected at least one class, received none; give the class names of the model"
    case .noSamples:
      return "predictions: expected at least one sample, received none; give data with a readable image"
    case .duplicateClass(let name, let first, let second):
      return
        "predictions: classes \(first) and \(second) are both named '\(name)'; give each class its own name"
    case .probabilityCount(let samples, let classes, let received):
      return
        "predictions: expected \(samples) × \(classes) probabilities (samples × classes), received \(received); give one for each class of each sample"
    case .label(let label, let sample, let classes):
      return
        "predictions, sample \(sample): expected a label from 0 to \(classes - 1), received \(label); number the labels by their place in the list of classes"
    case .probability(let value, let sample, let name):
      return
        "predictions, sample \(sample), class '\(name)': expected a probability from 0 to 1, received \(value); the model or its input is damaged"
    case .probabilitySum(let sum, let sample):
      return
        "predictions, sample \(sample): expected probabilities that sum to 1, received a sum of \(sum); give the output of softmax or sigmoid"
    case .threshold(let value):
      return "threshold: expected a number from 0 to 1, received \(value); 0.5 is the usual choice"
    case .thresholdNeedsTwoClasses(let value, let classes):
      return
        "threshold: expected two classes, received \(classes) with a threshold of \(value); leave the threshold out"
    case .thresholdRuleNeedsTwoClasses(let classes):
      return
        "threshold: expected two classes, received \(classes); leave out the rule that chooses a threshold"
    case .thresholdNeedsBothClasses(let name):
      return
        "threshold: expected samples of both classes to choose it from, received none of '\(name)'; hold more samples out for validation"
    case .costs(let falsePositive, let falseNegative):
      return
        "costs: expected two numbers of 0 or more that are not both 0, received fp=\(falsePositive), fn=\(falseNegative)"
    case .requiredRecall(let recall):
      return "recall: expected a number above 0 and up to 1, received \(recall)"
    case .recallOutOfReach(let recall):
      return
        "threshold: a recall of \(recall) is out of reach: too many positive samples have a probability of exactly 0; ask for less"
    case .requiredSpecificity(let specificity):
      return "specificity: expected a number above 0 and up to 1, received \(specificity)"
    case .positiveNeedsTwoClasses(let name, let classes):
      return
        "positive class '\(name)': expected two classes, received \(classes); leave the positive class out"
    case .unknownPositive(let name, let known):
      return
        "positive class: expected \(known.joined(separator: " or ")), received '\(name)'; write it as the data does"
    case .prevalence(let value):
      return
        "prevalence: expected a share above 0 and below 1, received \(value); 0.01 is one positive of a hundred"
    case .prevalenceNeedsTwoClasses(let value, let classes):
      return
        "prevalence: expected two classes, received \(classes) with a prevalence of \(value); leave the prevalence out"
    case .prevalenceNeedsBothClasses(let name):
      return
        "prevalence: expected samples of both classes, received none of '\(name)'; without them sensitivity and specificity are not known both"
    case .requirement(let text):
      return
        "expected a score, a relation and a number such as accuracy>=0.95 or recall[cat]>=0.9, received '\(text)'"
    case .unknownScore(let name, let isOfClass):
      return
        "expected one of \(Requirement.scoreNames(ofClass: isOfClass).joined(separator: ", "))\(isOfClass ? " of a class" : ""), received '\(name)'"
    case .unknownClass(let name, let known):
      let shown = known.prefix(10).joined(separator: ", ") + (known.count > 10 ? " and others" : "")
      return "class '\(name)': expected one of \(shown); write it as the model does"
    }
  }
}
