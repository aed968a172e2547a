extension EvaluationResult: Codable {
  /// The keys of `metrics.json`.
  private enum CodingKeys: String, CodingKey {
    case split, classes, samples, errors, accuracy, macro, weighted, brier, ece, mcc, threshold
    case accuracyInterval = "accuracy_interval"
    case baselineAccuracy = "baseline_accuracy"
    case top5Accuracy = "top5_accuracy"
    case cohenKappa = "cohen_kappa"
    case logLoss = "log_loss"
    case rocAUC = "roc_auc"
    case averagePrecision = "average_precision"
    case confusionMatrix = "confusion_matrix"
    case perClass = "per_class"
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func number(_ key: CodingKeys) throws -> Double { try container.decode(Double.self, forKey: key) }
    func optional(_ key: CodingKeys) throws -> Double? {
      try container.decodeIfPresent(Double.self, forKey: key)
    }
    self.init(
      split: try container.decode(String.self, forKey: .split),
      classes: try container.decode([String].self, forKey: .classes),
      samples: try container.decode(Int.self, forKey: .samples),
      errors: try container.decode(Int.self, forKey: .errors),
      accuracy: try number(.accuracy),
      accuracyInterval: try container.decode(ConfidenceInterval.self, forKey: .accuracyInterval),
      baselineAccuracy: try number(.baselineAccuracy), top5Accuracy: try optional(.top5Accuracy),
      macro: try container.decode(AverageScores.self, forKey: .macro),
      weighted: try container.decode(AverageScores.self, forKey: .weighted),
      cohenKappa: try optional(.cohenKappa), matthewsCorrelation: try optional(.mcc),
      logLoss: try number(.logLoss), brier: try number(.brier),
      expectedCalibrationError: try number(.ece),
      rocAUC: try optional(.rocAUC), averagePrecision: try optional(.averagePrecision),
      threshold: try optional(.threshold),
      confusionMatrix: try container.decode(ConfusionMatrix.self, forKey: .confusionMatrix),
      perClass: try container.decode([ClassScores].self, forKey: .perClass))

    guard confusionMatrix.classCount == classes.count, perClass.map(\.name) == classes else {
      throw DecodingError.dataCorruptedError(
        forKey: .classes, in: container,
        debugDescription:
          "\(classes.count) classes, a confusion matrix of \(confusionMatrix.classCount) and the scores of \(perClass.count) do not belong together"
      )
    }
    guard confusionMatrix.total == samples else {
      throw DecodingError.dataCorruptedError(
        forKey: .samples, in: container,
        debugDescription: "\(samples) samples, but \(confusionMatrix.total) in the confusion matrix")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(split, forKey: .split)
    try container.encode(classes, forKey: .classes)
    try container.encode(samples, forKey: .samples)
    try container.encode(errors, forKey: .errors)
    try container.encode(accuracy, forKey: .accuracy)
    try container.encode(accuracyInterval, forKey: .accuracyInterval)
    try container.encode(baselineAccuracy, forKey: .baselineAccuracy)
    try container.encode(macro, forKey: .macro)
    try container.encode(weighted, forKey: .weighted)
    try container.encode(logLoss, forKey: .logLoss)
    try container.encode(brier, forKey: .brier)
    try container.encode(expectedCalibrationError, forKey: .ece)
    try container.encode(confusionMatrix, forKey: .confusionMatrix)
    try container.encode(perClass, forKey: .perClass)
    // `encode`, not `encodeIfPresent`: what is undefined is written as null.
    try container.encode(top5Accuracy, forKey: .top5Accuracy)
    try container.encode(cohenKappa, forKey: .cohenKappa)
    try container.encode(matthewsCorrelation, forKey: .mcc)
    try container.encode(rocAUC, forKey: .rocAUC)
    try container.encode(averagePrecision, forKey: .averagePrecision)
    try container.encode(threshold, forKey: .threshold)
  }
}
