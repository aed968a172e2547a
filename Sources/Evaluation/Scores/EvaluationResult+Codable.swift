extension EvaluationResult: Codable {
  /// The keys of `metrics.json`.
  private enum CodingKeys: String, CodingKey {
    case split, classes, samples, errors, notes, accuracy, macro, weighted, micro, brier, ece, mce, mcc,
      threshold, thresholds
    case foldThresholds = "fold_thresholds"
    case atPrevalence = "at_prevalence"
    case intervals, reliability, undefined
    case schemaVersion = "schema_version"
    case accuracyInterval = "accuracy_interval"
    case baselineAccuracy = "baseline_accuracy"
    case balancedAccuracy = "balanced_accuracy"
    case topAccuracies = "top_k"
    case top5Accuracy = "top5_accuracy"
    case cohenKappa = "cohen_kappa"
    case logLoss = "log_loss"
    case adaptiveCalibrationError = "adaptive_ece"
    case rocAUC = "roc_auc"
    case averagePrecision = "average_precision"
    case macroROCAUC = "macro_roc_auc"
    case macroAveragePrecision = "macro_average_precision"
    case hasChosenThreshold = "threshold_is_chosen"
    case accuracyAtHalf = "accuracy_at_half"
    case twoClass = "two_class"
    case confusionMatrix = "confusion_matrix"
    case perClass = "per_class"
  }

  /// Reads the keys of `metrics.json`; throws where they are of a newer schema or contradict each other.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func value<Value: Decodable>(_ key: CodingKeys) throws -> Value {
      try container.decode(Value.self, forKey: key)
    }
    func optional<Value: Decodable>(_ key: CodingKeys) throws -> Value? {
      try container.decodeIfPresent(Value.self, forKey: key)
    }
    let version: Int = try value(.schemaVersion)
    guard version <= EvaluationResult.schemaVersion else {
      throw DecodingError.dataCorruptedError(
        forKey: .schemaVersion, in: container,
        debugDescription: "version \(version), this one reads up to \(EvaluationResult.schemaVersion)")
    }
    let threshold: Double? = try optional(.threshold)
    // A file of an earlier version does not say.
    let isChosen = try optional(.hasChosenThreshold) ?? (threshold.map { $0 != 0.5 } ?? false)
    self.init(
      split: try value(.split), classes: try value(.classes), samples: try value(.samples),
      errors: try value(.errors), notes: try value(.notes), accuracy: try value(.accuracy),
      accuracyInterval: try value(.accuracyInterval), baselineAccuracy: try value(.baselineAccuracy),
      balancedAccuracy: try value(.balancedAccuracy), topAccuracies: try value(.topAccuracies),
      macro: try value(.macro), weighted: try value(.weighted), micro: try value(.micro),
      cohenKappa: try optional(.cohenKappa), matthewsCorrelation: try optional(.mcc),
      logLoss: try value(.logLoss), brier: try value(.brier), reliability: try value(.reliability),
      adaptiveCalibrationError: try value(.adaptiveCalibrationError),
      rocAUC: try optional(.rocAUC), averagePrecision: try optional(.averagePrecision),
      threshold: threshold, foldThresholds: try optional(.foldThresholds) ?? [],
      hasChosenThreshold: isChosen, accuracyAtHalf: try optional(.accuracyAtHalf),
      twoClass: try optional(.twoClass), thresholds: try optional(.thresholds),
      atPrevalence: try optional(.atPrevalence),
      macroROCAUC: try optional(.macroROCAUC),
      macroAveragePrecision: try optional(.macroAveragePrecision),
      intervals: try value(.intervals), confusionMatrix: try value(.confusionMatrix),
      perClass: try value(.perClass))

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

  /// Writes the keys of `metrics.json`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(EvaluationResult.schemaVersion, forKey: .schemaVersion)
    try container.encode(split, forKey: .split)
    try container.encode(classes, forKey: .classes)
    try container.encode(samples, forKey: .samples)
    try container.encode(errors, forKey: .errors)
    try container.encode(notes, forKey: .notes)
    try container.encode(accuracy, forKey: .accuracy)
    try container.encode(accuracyInterval, forKey: .accuracyInterval)
    try container.encode(baselineAccuracy, forKey: .baselineAccuracy)
    try container.encode(balancedAccuracy, forKey: .balancedAccuracy)
    try container.encode(topAccuracies, forKey: .topAccuracies)
    try container.encode(macro, forKey: .macro)
    try container.encode(weighted, forKey: .weighted)
    try container.encode(micro, forKey: .micro)
    try container.encode(logLoss, forKey: .logLoss)
    try container.encode(brier, forKey: .brier)
    try container.encode(expectedCalibrationError, forKey: .ece)
    try container.encode(maximumCalibrationError, forKey: .mce)
    try container.encode(adaptiveCalibrationError, forKey: .adaptiveCalibrationError)
    try container.encode(reliability, forKey: .reliability)
    try container.encode(intervals, forKey: .intervals)
    try container.encode(undefined, forKey: .undefined)
    try container.encode(confusionMatrix, forKey: .confusionMatrix)
    try container.encode(perClass, forKey: .perClass)
    // `encode`, not `encodeIfPresent`: what is undefined is written as null.
    try container.encode(top5Accuracy, forKey: .top5Accuracy)
    try container.encode(cohenKappa, forKey: .cohenKappa)
    try container.encode(matthewsCorrelation, forKey: .mcc)
    try container.encode(rocAUC, forKey: .rocAUC)
    try container.encode(averagePrecision, forKey: .averagePrecision)
    try container.encode(macroROCAUC, forKey: .macroROCAUC)
    try container.encode(macroAveragePrecision, forKey: .macroAveragePrecision)
    try container.encode(threshold, forKey: .threshold)
    try container.encode(hasChosenThreshold, forKey: .hasChosenThreshold)
    try container.encode(accuracyAtHalf, forKey: .accuracyAtHalf)
    try container.encode(twoClass, forKey: .twoClass)
    try container.encode(thresholds, forKey: .thresholds)
    try container.encode(atPrevalence, forKey: .atPrevalence)
    try container.encode(foldThresholds.isEmpty ? nil : foldThresholds, forKey: .foldThresholds)
  }
}
