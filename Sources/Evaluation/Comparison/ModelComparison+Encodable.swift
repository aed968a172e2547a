extension ModelComparison: Encodable {
  private enum Keys: String, CodingKey {
    case split, classes, samples, notes, models, contrasts
    case schemaVersion = "schema_version"
  }

  private enum EntryKeys: String, CodingKey {
    case name, parameters, accuracy, errors, threshold, brier, ece
    case fileSize = "file_size"
    case imagesPerSecond = "images_per_second"
    case accuracyInterval = "accuracy_interval"
    case balancedAccuracy = "balanced_accuracy"
    case macroF1 = "macro_f1"
    case logLoss = "log_loss"
    case rocAUC = "roc_auc"
    case accuracyAtHalf = "accuracy_at_half"
    case twoClass = "two_class"
  }

  private enum ContrastKeys: String, CodingKey {
    case first, second, difference, interval, mcnemar, significant, gained, lost, flips, tests, verdict
    case adjustedPValue = "adjusted_p_value"
    case changedMistakes = "changed_mistakes"
    case perClass = "per_class"
    case thresholdsDiffer = "thresholds_differ"
  }

  private enum TestKeys: String, CodingKey {
    case measure, test, first, second, difference, interval, outcome, reason
    case pValue = "p_value"
    case adjustedPValue = "adjusted_p_value"
  }

  /// Writes the keys of `compare.json`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(1, forKey: .schemaVersion)
    try container.encode(split, forKey: .split)
    try container.encode(classes, forKey: .classes)
    try container.encode(samples, forKey: .samples)
    try container.encode(notes, forKey: .notes)
    var models = container.nestedUnkeyedContainer(forKey: .models)
    for (entry, scores) in zip(entries, scores) {
      var model = models.nestedContainer(keyedBy: EntryKeys.self)
      try model.encode(entry.name, forKey: .name)
      try model.encode(entry.parameters, forKey: .parameters)
      try model.encode(entry.fileSize, forKey: .fileSize)
      try model.encode(entry.imagesPerSecond, forKey: .imagesPerSecond)
      try model.encode(entry.result.accuracy, forKey: .accuracy)
      try model.encode(entry.result.accuracyInterval, forKey: .accuracyInterval)
      try model.encode(entry.result.balancedAccuracy, forKey: .balancedAccuracy)
      try model.encode(entry.result.macro.f1, forKey: .macroF1)
      try model.encode(entry.result.logLoss, forKey: .logLoss)
      try model.encode(entry.result.expectedCalibrationError, forKey: .ece)
      try model.encode(entry.result.threshold, forKey: .threshold)
      try model.encodeIfPresent(entry.result.twoClass, forKey: .twoClass)
      try model.encode(scores.accuracyAtHalf, forKey: .accuracyAtHalf)
      try model.encode(scores.rocAUC, forKey: .rocAUC)
      try model.encode(scores.brier, forKey: .brier)
      try model.encode(entry.result.errors, forKey: .errors)
    }
    var pairs = container.nestedUnkeyedContainer(forKey: .contrasts)
    for contrast in contrasts {
      var pair = pairs.nestedContainer(keyedBy: ContrastKeys.self)
      try pair.encode(entries[0].name, forKey: .first)
      try pair.encode(entries[contrast.entry].name, forKey: .second)
      try pair.encode(contrast.paired.difference, forKey: .difference)
      try pair.encode(contrast.paired.interval, forKey: .interval)
      try pair.encode(contrast.paired.mcNemar, forKey: .mcnemar)
      try pair.encode(contrast.adjustedPValue, forKey: .adjustedPValue)
      try pair.encode(contrast.isSignificant, forKey: .significant)
      try pair.encode(contrast.paired.gained.count, forKey: .gained)
      try pair.encode(contrast.paired.lost.count, forKey: .lost)
      try pair.encode(contrast.paired.changedMistakes, forKey: .changedMistakes)
      try pair.encode(contrast.paired.perClass, forKey: .perClass)
      try pair.encode(contrast.flips, forKey: .flips)
      try pair.encode(contrast.thresholdsDiffer, forKey: .thresholdsDiffer)
      try pair.encode(verdict(contrast), forKey: .verdict)
      try encode(contrast.tests, in: pair.nestedUnkeyedContainer(forKey: .tests))
    }
  }

  private func encode(_ tests: [MeasureTest], in list: any UnkeyedEncodingContainer) throws {
    var list = list
    for test in tests {
      var item = list.nestedContainer(keyedBy: TestKeys.self)
      try item.encode(test.measure, forKey: .measure)
      try item.encode(test.measure.testName, forKey: .test)
      try item.encode(test.first, forKey: .first)
      try item.encode(test.second, forKey: .second)
      try item.encode(test.difference, forKey: .difference)
      try item.encode(test.interval, forKey: .interval)
      try item.encode(test.pValue, forKey: .pValue)
      try item.encode(test.adjustedPValue, forKey: .adjustedPValue)
      try item.encode(test.outcome, forKey: .outcome)
      try item.encode(test.reason, forKey: .reason)
    }
  }
}
