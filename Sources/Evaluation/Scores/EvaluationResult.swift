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

  /// Area under the ROC curve of the second of two classes, which is the positive one; nil for more, or where one has no
  /// sample.
  public let rocAUC: Double?
  /// Average precision of the second of two classes; nil for more, or where it has no sample.
  public let averagePrecision: Double?
  /// Probability above which the second of two classes is predicted; nil for more, and where each of several models has
  /// its own.
  public let threshold: Double?
  /// The thresholds of the models of a cross-validation, where they differ; else empty.
  public let foldThresholds: [Double]
  /// Whether the threshold was chosen, be it 0.5; else it is 0.5 because nobody chose one.
  ///
  /// A chosen threshold buys sensitivity or specificity with accuracy, so that accuracy is no verdict on it.
  public let hasChosenThreshold: Bool
  /// Accuracy at a threshold of 0.5, whatever `threshold` is; nil unless there are two classes.
  public let accuracyAtHalf: TwoClassScores.Share?
  /// Sensitivity, specificity and their kin; nil unless there are two classes.
  public let twoClass: TwoClassScores?
  /// What other thresholds give; nil unless there are two classes.
  public let thresholds: ThresholdTable?
  /// The scores restated for another share of the positive class; nil where none was asked for.
  public let atPrevalence: PrevalenceScores?

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
  /// Takes two passes over the probabilities, a thousand draws of the samples for the intervals, and memory of C² counts
  /// and some numbers a sample.
  ///
  /// - Parameters:
  ///   - errors: the number of files of the split that could not be read.
  ///   - threshold: the probability of the positive class above which it is predicted.
  ///   - positive: which of two classes is the positive one, and the second of the result; the second if nil.
  ///   - prevalence: another share of the positive class, for which predictive values and accuracy are restated.
  /// - Throws: `EvaluationError` where one of these is not for these classes or samples.
  public init(
    _ predictions: Predictions, split: String, errors: Int = 0, threshold: Double? = nil,
    positive: String? = nil, prevalence: Double? = nil
  ) throws(EvaluationError) {
    var predictions = predictions
    if let positive, try predictions.isReversed(by: positive) { predictions = predictions.reversed() }
    let rule = try DecisionRule(classCount: predictions.classCount, threshold: threshold)
    self = try EvaluationResult.Analysis(predictions, rules: SampleRules(rule), prevalence: prevalence)
      .result(split: split, errors: errors)
  }

  /// The result with what it was made from, for those who need both.
  package struct Analysis {
    package let predictions: Predictions
    package let rules: SampleRules
    package let rankings: [ClassRanking]
    package let outcomes: [SampleOutcome]
    package let atPrevalence: PrevalenceScores?
    private let tally: ProbabilityTally

    /// - Throws: `EvaluationError` where there is a prevalence that is none, or not for these classes and samples.
    package init(
      _ predictions: Predictions, rules: SampleRules, prevalence: Double? = nil
    ) throws(EvaluationError) {
      self.predictions = predictions
      self.rules = rules
      tally = ProbabilityTally(predictions, rules: rules)
      outcomes = tally.outcomes
      rankings = ClassRanking.all(of: predictions)
      guard let prevalence else {
        atPrevalence = nil
        return
      }
      guard let scores = TwoClassScores(tally.confusion, classes: predictions.classes) else {
        throw .prevalenceNeedsTwoClasses(prevalence, classes: predictions.classCount)
      }
      atPrevalence = try PrevalenceScores(
        prevalence: prevalence, positive: predictions.classes[1], negative: predictions.classes[0],
        truePositives: scores.truePositives, falseNegatives: scores.falseNegatives,
        trueNegatives: scores.trueNegatives, falsePositives: scores.falsePositives)
    }
  }
}

extension Predictions {
  /// Whether `positive` is the first of the two classes, so that they have to be reversed.
  ///
  /// - Throws: `EvaluationError` where it is none of two classes.
  package func isReversed(by positive: String) throws(EvaluationError) -> Bool {
    guard classCount == 2 else { throw .positiveNeedsTwoClasses(positive, classes: classCount) }
    guard classes.contains(positive) else { throw .unknownPositive(positive, known: classes) }
    return positive == classes[0]
  }
}

extension EvaluationResult.Analysis {
  package func result(split: String, errors: Int, notes: [String] = []) -> EvaluationResult {
    precondition(errors >= 0, "the number of errors cannot be negative, received \(errors)")
    let confusion = tally.confusion
    var perClass = confusion.scores(named: predictions.classes, rankings: rankings)
    let (samples, classCount) = (predictions.sampleCount, predictions.classCount)
    let isPair = classCount == 2
    let positiveScores =
      isPair ? (0..<samples).map { predictions.probabilities[2 * $0 + 1] } : nil
    let areas = AreaIntervals(predictions, rankings)
    var classF1: [ConfidenceInterval?] = []
    let intervals = ScoreIntervals(
      outcomes, classCount: classCount, positiveScores: positiveScores, macroROCAUC: areas.macro,
      classF1: &classF1)
    for index in perClass.indices {
      perClass[index].rocAUCInterval = areas.perClass[index]
      if !classF1.isEmpty { perClass[index].f1Interval = classF1[index] }
    }

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
      averagePrecision: isPair ? perClass[1].averagePrecision : nil, threshold: rules.single?.threshold,
      foldThresholds: rules.thresholds, hasChosenThreshold: rules.isChosen,
      accuracyAtHalf: isPair ? accuracyAtHalf : nil,
      twoClass: TwoClassScores(confusion, classes: predictions.classes),
      thresholds: ThresholdTable(
        predictions, inUse: pointInUse, prevalence: atPrevalence?.prevalence),
      atPrevalence: atPrevalence,
      macroROCAUC: perClass.mean(\.rocAUC), macroAveragePrecision: perClass.mean(\.averagePrecision),
      intervals: intervals,
      confusionMatrix: confusion, perClass: perClass)
  }

  /// What the threshold of all samples gives; nil unless there are two classes and one threshold.
  package var pointInUse: OperatingPoint? {
    guard let threshold = rules.single?.threshold else { return nil }
    let confusion = tally.confusion
    return OperatingPoint(
      threshold: threshold, marks: [.inUse],
      truePositives: confusion[label: 1, predicted: 1], falsePositives: confusion[label: 0, predicted: 1],
      positives: confusion.supports[1], negatives: confusion.supports[0],
      prevalence: atPrevalence?.prevalence, classes: predictions.classes)
  }

  /// Of two classes.
  private var accuracyAtHalf: TwoClassScores.Share {
    var right = 0
    predictions.forEachSample { sample, label, probabilities in
      if rules[sample].atHalf.predictedClass(of: probabilities) == label { right += 1 }
    }
    let samples = predictions.sampleCount
    return TwoClassScores.Share(
      value: Double(right) / Double(samples), interval: .wilson(successes: right, trials: samples))
  }
}
