/// Every number that a split of the data gives for a model: what `metrics.json` holds.
///
/// An undefined number is nil, in JSON `null`, never 0, and `undefined` says why. Numbers are of the `samples` that
/// could be read; `errors` counts the files that could not. `Docs/Metrics.md` describes the file.
public struct EvaluationResult: Hashable, Sendable {
  /// The version of the layout of `metrics.json`.
  package static let schemaVersion = 1

  /// Name of the part of the data that was scored, such as `test`.
  public let split: String
  /// Class names; their order is that of `confusionMatrix` and `perClass`.
  public let classes: [String]
  /// Samples that were scored.
  public let samples: Int
  /// Files of the split that could not be read, and are in no other number.
  public let errors: Int
  /// What a reader should know: classes that only one side has, samples left out.
  public let notes: [String]

  /// Share of samples predicted correctly.
  public let accuracy: Double
  /// Wilson's 95 % interval of `accuracy`.
  public let accuracyInterval: ConfidenceInterval
  /// Accuracy of always saying the most frequent class of this split.
  public let baselineAccuracy: Double
  /// Mean recall of the classes that have samples.
  public let balancedAccuracy: Double
  /// Share of samples whose class is among the k most probable, for 2, 3, 5 and 10 where there are more classes.
  public let topAccuracies: [TopAccuracy]

  /// Precision, recall and F1, the plain mean over classes.
  public let macro: AverageScores
  /// Precision, recall and F1, the mean over classes weighted by their samples.
  public let weighted: AverageScores
  /// Precision, recall and F1 of all counts pooled, which are the accuracy.
  public let micro: AverageScores
  /// Cohen's kappa; nil where every sample is of one class and predicted so.
  public let cohenKappa: Double?
  /// Matthews' correlation; nil where all samples are of one class or are predicted as one.
  public let matthewsCorrelation: Double?

  /// Mean of −ln p of the true class, p clipped to [2⁻⁵², 1 − 2⁻⁵²].
  public let logLoss: Double
  /// Mean of Σ (p − y)² over classes, from 0 to 2; halved for two classes, from 0 to 1.
  public let brier: Double
  /// Confidence against accuracy in 15 bins of equal width; its errors are the ECE and the maximum.
  public let reliability: Reliability
  /// Calibration error with 15 bins of equally many samples.
  public let adaptiveCalibrationError: Double

  /// Area under the ROC curve of the second of two classes; nil for more, or where one has no sample.
  public let rocAUC: Double?
  /// Average precision of the second of two classes; nil for more, or where it has no sample.
  public let averagePrecision: Double?
  /// Probability above which the second of two classes is predicted; nil for more.
  public let threshold: Double?
  /// Whether the threshold was chosen, be it 0.5; else it is 0.5 because nobody chose one.
  ///
  /// A chosen threshold buys sensitivity or specificity with accuracy, so that accuracy is no verdict on it.
  public let hasChosenThreshold: Bool
  /// Accuracy at a threshold of 0.5, whatever `threshold` is; nil unless there are two classes.
  public let accuracyAtHalf: TwoClassScores.Share?
  /// Sensitivity, specificity and their kin; nil unless there are two classes.
  public let twoClass: TwoClassScores?

  /// The plain mean over classes of the ROC AUC of each against the rest; nil where a class lacks one.
  public let macroROCAUC: Double?
  /// The plain mean over classes of their average precision; nil where a class lacks it.
  public let macroAveragePrecision: Double?

  /// Intervals of the scores that are no plain share.
  public let intervals: ScoreIntervals
  /// Counts by true class (rows) and predicted class (columns).
  public let confusionMatrix: ConfusionMatrix
  /// The scores of each class, in the order of `classes`.
  public let perClass: [ClassScores]
}

extension EvaluationResult {
  /// Expected calibration error with 15 bins of equal width.
  public var expectedCalibrationError: Double { reliability.expectedError }
  /// Largest calibration error of those bins.
  public var maximumCalibrationError: Double { reliability.maximumError }
  /// Share of samples whose class is among the five most probable; nil for five classes or fewer.
  public var top5Accuracy: Double? { topAccuracies.first { $0.k == 5 }?.accuracy }

  /// Scores predictions; `threshold` is for two classes only, and 0.5 if nil.
  ///
  /// `errors` is the number of files of the split that could not be read. Takes two passes over the probabilities,
  /// a thousand draws of the samples for the intervals, and memory of C² counts and some numbers a sample.
  public init(
    _ predictions: Predictions, split: String, errors: Int = 0, threshold: Double? = nil
  ) throws(EvaluationError) {
    let rule = try DecisionRule(classCount: predictions.classCount, threshold: threshold)
    self = EvaluationResult.Analysis(predictions, rule: rule).result(split: split, errors: errors)
  }

  /// The result with what it was made from, for those who need both.
  package struct Analysis {
    package let predictions: Predictions
    package let rule: DecisionRule
    package let rankings: [ClassRanking]
    package let outcomes: [SampleOutcome]
    private let tally: ProbabilityTally

    package init(_ predictions: Predictions, rule: DecisionRule) {
      self.predictions = predictions
      self.rule = rule
      tally = ProbabilityTally(predictions, rule: rule)
      outcomes = tally.outcomes
      rankings = ClassRanking.all(of: predictions)
    }
  }
}

extension EvaluationResult.Analysis {
  package func result(split: String, errors: Int, notes: [String] = []) -> EvaluationResult {
    precondition(errors >= 0, "the number of errors cannot be negative, received \(errors)")
    let confusion = tally.confusion
    let perClass = confusion.scores(named: predictions.classes, rankings: rankings)
    let (samples, classCount) = (predictions.sampleCount, predictions.classCount)
    let isPair = classCount == 2
    let positiveScores =
      isPair ? (0..<samples).map { predictions.probabilities[2 * $0 + 1] } : nil

    return EvaluationResult(
      split: split, classes: predictions.classes, samples: samples, errors: errors, notes: notes,
      accuracy: Double(confusion.correct) / Double(samples),
      accuracyInterval: .wilson(successes: confusion.correct, trials: samples),
      baselineAccuracy: Double(perClass.reduce(0) { max($0, $1.support) }) / Double(samples),
      balancedAccuracy: perClass.balancedAccuracy,
      topAccuracies: [2, 3, 5, 10].filter { $0 < classCount }.map(tally.topAccuracy),
      macro: .macro(perClass), weighted: .weighted(perClass),
      micro: .micro(correct: confusion.correct, samples: samples),
      cohenKappa: confusion.cohenKappa, matthewsCorrelation: confusion.matthewsCorrelation,
      logLoss: tally.logLoss, brier: tally.brier, reliability: tally.reliability,
      adaptiveCalibrationError: Reliability.adaptiveError(outcomes),
      rocAUC: isPair ? perClass[1].rocAUC : nil,
      averagePrecision: isPair ? perClass[1].averagePrecision : nil, threshold: rule.threshold,
      hasChosenThreshold: rule.isChosen, accuracyAtHalf: isPair ? accuracyAtHalf : nil,
      twoClass: TwoClassScores(confusion, classes: predictions.classes),
      macroROCAUC: perClass.mean(\.rocAUC), macroAveragePrecision: perClass.mean(\.averagePrecision),
      intervals: ScoreIntervals(outcomes, classCount: classCount, positiveScores: positiveScores),
      confusionMatrix: confusion, perClass: perClass)
  }

  /// Of two classes.
  private var accuracyAtHalf: TwoClassScores.Share {
    var right = 0
    predictions.forEachSample { _, label, probabilities in
      if (probabilities[1] > 0.5) == (label == 1) { right += 1 }
    }
    let samples = predictions.sampleCount
    return TwoClassScores.Share(
      value: Double(right) / Double(samples), interval: .wilson(successes: right, trials: samples))
  }
}
