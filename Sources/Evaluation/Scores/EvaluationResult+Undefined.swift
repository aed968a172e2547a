extension EvaluationResult {
  /// Why scores are undefined, by their path in `metrics.json`; empty where all are defined.
  ///
  /// Scores that exist for two classes only are not listed for more.
  public var undefined: [String: String] {
    var reasons: [String: String] = [:]
    let withoutSamples = perClass.filter { $0.support == 0 }.map(\.name)
    let neverPredicted = perClass.filter { $0.predicted == 0 }.map(\.name)
    let isOneClass = withoutSamples.count == classes.count - 1
    if cohenKappa == nil { reasons["cohen_kappa"] = "every sample is of one class and predicted so" }
    if matthewsCorrelation == nil {
      reasons["mcc"] = isOneClass ? "every sample is of one class" : "every sample is predicted as one class"
    }
    if macroROCAUC == nil {
      reasons["macro_roc_auc"] =
        isOneClass ? "every sample is of one class" : "no sample of \(Self.list(withoutSamples))"
    }
    if macroROCAUC != nil, intervals.macroROCAUC == nil {
      let few = perClass.filter { $0.support < 2 }.map(\.name)
      reasons["intervals.macro_roc_auc"] =
        few.isEmpty
        ? "every sample is ranked right, or every one wrong, so that nothing varies"
        : "only one sample of \(Self.list(few))"
    }
    if macroAveragePrecision == nil {
      reasons["macro_average_precision"] = "no sample of \(Self.list(withoutSamples))"
    }
    if classes.count == 2 {
      if rocAUC == nil { reasons["roc_auc"] = "every sample is of one class" }
      if averagePrecision == nil { reasons["average_precision"] = "no sample of \(classes[1])" }
      twoClassReasons(into: &reasons)
    }
    if !withoutSamples.isEmpty {
      reasons["per_class.recall"] = "no sample of \(Self.list(withoutSamples))"
      reasons["per_class.average_precision"] = "no sample of \(Self.list(withoutSamples))"
      reasons["per_class.roc_auc"] = "no sample of \(Self.list(withoutSamples))"
    }
    if isOneClass {
      reasons["per_class.specificity"] = "no sample of another class"
      reasons["per_class.roc_auc"] = "every sample is of one class"
    }
    if !neverPredicted.isEmpty {
      reasons["per_class.precision"] = "\(Self.list(neverPredicted)) never predicted"
    }
    let absent = perClass.filter { $0.support + $0.predicted == 0 }.map(\.name)
    if !absent.isEmpty { reasons["per_class.f1"] = "\(Self.list(absent)) without sample or prediction" }
    return reasons
  }

  private func twoClassReasons(into reasons: inout [String: String]) {
    guard let twoClass else { return }
    let rows: [(key: String, isMissing: Bool, reason: String)] = [
      ("sensitivity", twoClass.sensitivity == nil, "no sample of \(classes[1])"),
      ("specificity", twoClass.specificity == nil, "no sample of \(classes[0])"),
      ("positive_predictive_value", twoClass.positivePredictiveValue == nil, "\(classes[1]) never predicted"),
      ("negative_predictive_value", twoClass.negativePredictiveValue == nil, "\(classes[0]) never predicted"),
      ("youden", twoClass.youden == nil, "every sample is of one class"),
      (
        "positive_likelihood_ratio", twoClass.positiveLikelihoodRatio == nil,
        "a count that it divides by, or that its interval needs, is 0"
      ),
      (
        "negative_likelihood_ratio", twoClass.negativeLikelihoodRatio == nil,
        "a count that it divides by, or that its interval needs, is 0"
      ),
    ]
    for row in rows where row.isMissing { reasons["two_class.\(row.key)"] = row.reason }
  }

  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(5).joined(separator: ", ")
    return names.count > 5 ? "\(shown) and \(names.count - 5) more" : shown
  }
}
