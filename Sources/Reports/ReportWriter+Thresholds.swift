package import FoveaEvaluation
package import FoveaFiles

extension ReportWriter {
  /// Writes `thresholds.csv`: every threshold that divides the samples in another way, with what it gives.
  ///
  /// They rise; of very many there are 2,000. For other numbers of classes than two nothing is written.
  package func write(
    thresholds analysis: EvaluationResult.Analysis, _ result: EvaluationResult
  ) throws(FileError) {
    guard result.thresholds != nil else { return }
    let isRestated = result.atPrevalence != nil
    let file = try CSVFile(
      path("thresholds.csv"),
      columns: OperatingPoint.columns + (isRestated ? OperatingPoint.restatedColumns : []))
    for point in analysis.operatingPoints(result.thresholds) {
      try file.append(CSVRow(point.fields + (isRestated ? point.restatedFields : [])))
    }
    try file.commit()
  }
}

extension OperatingPoint {
  static let columns =
    [
      "threshold", "chosen_by", "true_positives", "false_negatives", "true_negatives", "false_positives",
    ]
    + [
      "sensitivity", "specificity", "positive_predictive_value", "negative_predictive_value", "accuracy",
    ].flatMap(columns) + ["f1", "youden"]

  static let restatedColumns = ["positive_predictive_value", "negative_predictive_value", "accuracy"].flatMap
  {
    columns("\($0)_at_prevalence")
  }

  private static func columns(_ name: String) -> [String] { [name, name + "_low", name + "_high"] }

  var fields: [CSVField] {
    let counts: [CSVField] = [
      .integer(truePositives), .integer(falseNegatives), .integer(trueNegatives), .integer(falsePositives),
    ]
    let shares = [sensitivity, specificity, positivePredictiveValue, negativePredictiveValue, accuracy]
    return [.number(threshold), .text(marks.map(\.rawValue).joined(separator: ";"))] + counts
      + shares.flatMap(\.fields) + [.number(f1), .number(youden)]
  }

  var restatedFields: [CSVField] {
    [
      atPrevalence?.positivePredictiveValue, atPrevalence?.negativePredictiveValue, atPrevalence?.accuracy,
    ].flatMap(\.fields)
  }
}

extension TwoClassScores.Share? {
  /// The score and the two ends of its interval, each in a column of its own; empty where there is none.
  fileprivate var fields: [CSVField] { [.number(self?.value)] + (self?.interval).fields }
}
