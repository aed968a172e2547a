/// Every number that a split of the data gives for a model: what `metrics.json` holds.
///
/// An undefined number is nil, in JSON `null`, never 0. Numbers are of the `samples` that could be read; `errors`
/// counts the files that could not.
public struct EvaluationResult: Hashable, Sendable {
  /// Name of the part of the data that was scored, such as `test`.
  public let split: String
  /// Class names; their order is that of `confusionMatrix` and `perClass`.
  public let classes: [String]
  /// Samples that were scored.
  public let samples: Int
  /// Files of the split that could not be read, and are in no other number.
  public let errors: Int

  /// Share of samples predicted correctly.
  public let accuracy: Double
  /// Wilson's 95 % interval of `accuracy`.
  public let accuracyInterval: ConfidenceInterval
  /// Accuracy of always saying the most frequent class of this split.
  public let baselineAccuracy: Double
  /// Share of samples whose class is among the five most probable; nil for five classes or fewer.
  public let top5Accuracy: Double?

  /// Precision, recall and F1, the plain mean over classes.
  public let macro: AverageScores
  /// Precision, recall and F1, the mean over classes weighted by their samples.
  public let weighted: AverageScores
  /// Cohen's kappa; nil where every sample is of one class and predicted so.
  public let cohenKappa: Double?
  /// Matthews' correlation; nil where all samples are of one class or are predicted as one.
  public let matthewsCorrelation: Double?

  /// Mean of −ln p of the true class, p clipped to [2⁻⁵², 1 − 2⁻⁵²].
  public let logLoss: Double
  /// Mean of Σ (p − y)² over classes, from 0 to 2; halved for two classes, from 0 to 1.
  public let brier: Double
  /// Expected calibration error with 15 bins of equal width.
  public let expectedCalibrationError: Double

  /// Area under the ROC curve of the second of two classes; nil for more, or where one has no sample.
  public let rocAUC: Double?
  /// Average precision of the second of two classes; nil for more, or where it has no sample.
  public let averagePrecision: Double?
  /// Probability above which the second of two classes is predicted; nil for more.
  public let threshold: Double?

  /// Counts by true class (rows) and predicted class (columns).
  public let confusionMatrix: ConfusionMatrix
  /// The scores of each class, in the order of `classes`.
  public let perClass: [ClassScores]
}

extension EvaluationResult {
  /// Scores predictions; `threshold` is for two classes only, and 0.5 if nil.
  ///
  /// `errors` is the number of files of the split that could not be read. Takes one pass over the probabilities
  /// and memory of C² counts; two classes also sort N scores.
  public init(
    _ predictions: Predictions, split: String, errors: Int = 0, threshold: Double? = nil
  ) throws(EvaluationError) {
    precondition(errors >= 0, "the number of errors cannot be negative, received \(errors)")
    let rule = try DecisionRule(classCount: predictions.classCount, threshold: threshold)
    let tally = ProbabilityTally(predictions, rule: rule)
    let confusion = tally.confusion
    let perClass = confusion.scores(named: predictions.classes)
    let ranking = predictions.classCount == 2 ? RankingScores(predictions) : nil
    let samples = predictions.sampleCount

    self.init(
      split: split, classes: predictions.classes, samples: samples, errors: errors,
      accuracy: Double(confusion.correct) / Double(samples),
      accuracyInterval: .wilson(successes: confusion.correct, trials: samples),
      baselineAccuracy: Double(perClass.reduce(0) { max($0, $1.support) }) / Double(samples),
      top5Accuracy: tally.topFiveAccuracy,
      macro: .macro(perClass), weighted: .weighted(perClass),
      cohenKappa: confusion.cohenKappa, matthewsCorrelation: confusion.matthewsCorrelation,
      logLoss: tally.logLoss, brier: tally.brier,
      expectedCalibrationError: tally.expectedCalibrationError,
      rocAUC: ranking?.rocAUC, averagePrecision: ranking?.averagePrecision, threshold: rule.threshold,
      confusionMatrix: confusion, perClass: perClass)
  }
}
