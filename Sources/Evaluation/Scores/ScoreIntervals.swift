/// 95 % intervals of the scores that are no plain share, by the bootstrap over samples where nothing else is said.
///
/// Nil where the score is undefined, or was so in every replicate.
public struct ScoreIntervals: Hashable, Sendable {
  /// The 95 % interval of the mean recall of the classes with samples; nil where that is undefined.
  public let balancedAccuracy: ConfidenceInterval?
  /// The 95 % interval of the mean precision of the classes; nil where that is undefined.
  public let macroPrecision: ConfidenceInterval?
  /// The 95 % interval of the mean recall of the classes; nil where that is undefined.
  public let macroRecall: ConfidenceInterval?
  /// The 95 % interval of the mean F1 score of the classes; nil where that is undefined.
  public let macroF1: ConfidenceInterval?
  /// The 95 % interval of the mean F1 score, weighted by support; nil where that is undefined.
  public let weightedF1: ConfidenceInterval?
  /// The 95 % interval of Cohen's kappa; nil where that is undefined.
  public let cohenKappa: ConfidenceInterval?
  /// The 95 % interval of Matthews' correlation; nil where that is undefined.
  public let matthewsCorrelation: ConfidenceInterval?
  /// The 95 % interval of the mean of −ln p of the true class; nil where that is undefined.
  public let logLoss: ConfidenceInterval?
  /// The 95 % interval of the Brier score; nil where that is undefined.
  public let brier: ConfidenceInterval?
  /// The 95 % interval of the expected calibration error; nil where that is undefined.
  public let expectedCalibrationError: ConfidenceInterval?
  /// The 95 % interval of the area under the ROC curve; nil where that is undefined.
  public let rocAUC: ConfidenceInterval?
  /// The 95 % interval of the average precision; nil where that is undefined.
  public let averagePrecision: ConfidenceInterval?
  /// The 95 % interval of the mean over classes of the area under the ROC curve, by DeLong's variance instead of the
  /// bootstrap; nil where that is undefined, and where every sample is ranked right.
  public let macroROCAUC: ConfidenceInterval?
}

extension ScoreIntervals {
  /// Draws the samples with replacement again and again, and takes the middle 95 % of what each draw scores.
  ///
  /// - Parameter classF1: receives the interval of the F1 score of each class; none for more than a thousand classes.
  init(
    _ outcomes: [SampleOutcome], classCount: Int, positiveScores: [Float]?,
    macroROCAUC: ConfidenceInterval?, classF1: inout [ConfidenceInterval?]
  ) {
    var bootstrap = Bootstrap(samples: outcomes.count)
    var replicate = ScoreReplicate(outcomes, classCount: classCount, positiveScores: positiveScores)
    var scores: [ScoreReplicate.Scores] = []
    bootstrap.forEachReplicate { counts in scores.append(replicate.scores(of: counts)) }
    func interval(_ score: (ScoreReplicate.Scores) -> Double?) -> ConfidenceInterval? {
      .percentiles(of: scores.compactMap(score))
    }
    classF1 =
      classCount <= ScoreReplicate.classLimit
      ? (0..<classCount).map { index in interval { $0.f1s[index].isNaN ? nil : $0.f1s[index] } } : []
    self.init(
      balancedAccuracy: interval(\.balancedAccuracy), macroPrecision: interval(\.macroPrecision),
      macroRecall: interval(\.macroRecall), macroF1: interval(\.macroF1),
      weightedF1: interval(\.weightedF1), cohenKappa: interval(\.cohenKappa),
      matthewsCorrelation: interval(\.matthewsCorrelation), logLoss: interval(\.logLoss),
      brier: interval(\.brier), expectedCalibrationError: interval(\.expectedCalibrationError),
      rocAUC: interval(\.rocAUC), averagePrecision: interval(\.averagePrecision), macroROCAUC: macroROCAUC)
  }
}

extension ScoreIntervals: Codable {
  private enum CodingKeys: String, CodingKey {
    case brier, mcc, ece
    case balancedAccuracy = "balanced_accuracy"
    case macroPrecision = "macro_precision"
    case macroRecall = "macro_recall"
    case macroF1 = "macro_f1"
    case weightedF1 = "weighted_f1"
    case cohenKappa = "cohen_kappa"
    case logLoss = "log_loss"
    case rocAUC = "roc_auc"
    case averagePrecision = "average_precision"
    case macroROCAUC = "macro_roc_auc"
  }

  /// Reads the keys of `intervals` in `metrics.json`; nil where one is missing or null.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func interval(_ key: CodingKeys) throws -> ConfidenceInterval? {
      try container.decodeIfPresent(ConfidenceInterval.self, forKey: key)
    }
    self.init(
      balancedAccuracy: try interval(.balancedAccuracy), macroPrecision: try interval(.macroPrecision),
      macroRecall: try interval(.macroRecall), macroF1: try interval(.macroF1),
      weightedF1: try interval(.weightedF1), cohenKappa: try interval(.cohenKappa),
      matthewsCorrelation: try interval(.mcc), logLoss: try interval(.logLoss),
      brier: try interval(.brier), expectedCalibrationError: try interval(.ece),
      rocAUC: try interval(.rocAUC), averagePrecision: try interval(.averagePrecision),
      macroROCAUC: try interval(.macroROCAUC))
  }

  /// Writes the keys of `intervals` in `metrics.json`; null where a score is undefined.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(balancedAccuracy, forKey: .balancedAccuracy)
    try container.encode(macroPrecision, forKey: .macroPrecision)
    try container.encode(macroRecall, forKey: .macroRecall)
    try container.encode(macroF1, forKey: .macroF1)
    try container.encode(weightedF1, forKey: .weightedF1)
    try container.encode(cohenKappa, forKey: .cohenKappa)
    try container.encode(matthewsCorrelation, forKey: .mcc)
    try container.encode(logLoss, forKey: .logLoss)
    try container.encode(brier, forKey: .brier)
    try container.encode(expectedCalibrationError, forKey: .ece)
    try container.encode(rocAUC, forKey: .rocAUC)
    try container.encode(averagePrecision, forKey: .averagePrecision)
    try container.encode(macroROCAUC, forKey: .macroROCAUC)
  }
}
