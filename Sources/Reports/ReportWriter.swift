public import FoveaEvaluation
public import FoveaFiles

/// Writes the files of a report into one folder, each of them complete or not at all.
///
/// CSV files are UTF-8 with a header and quoting by RFC 4180; an undefined number is an empty field. Numbers are in
/// the shortest form that reads back as the same number.
public struct ReportWriter: Hashable, Sendable {
  /// The folder that files are written into.
  public let folder: String

  /// Makes the folder, and those it is in, where they are missing.
  public init(folder: String) throws(FileError) {
    self.folder = folder
    try FileSystem.makeFolder(folder)
  }

  /// Writes `metrics.json`, `confusion.csv` and `per_class.csv`.
  public func write(_ result: EvaluationResult) throws(FileError) {
    try JSONDocument.write(result, to: path("metrics.json"))
    try writeConfusion(result)
    try writePerClass(result)
  }

  /// Writes `errors.csv`: `path,kind,reason`; without problems it has only its header.
  public func write(_ problems: [FileProblem]) throws(FileError) {
    let file = try CSVFile(path("errors.csv"), columns: ["path", "kind", "reason"])
    for problem in problems {
      try file.append([.text(problem.path), .text(problem.kind), .text(problem.reason)])
    }
    try file.commit()
  }

  private func writeConfusion(_ result: EvaluationResult) throws(FileError) {
    let file = try CSVFile(path("confusion.csv"), columns: [#"true\predicted"#] + result.classes)
    for (name, row) in zip(result.classes, result.confusionMatrix.rows) {
      try file.append(CSVRow([.text(name)] + row.map(CSVField.integer)))
    }
    try file.commit()
  }

  private func writePerClass(_ result: EvaluationResult) throws(FileError) {
    let file = try CSVFile(path("per_class.csv"), columns: EvaluationResult.classColumns)
    for row in result.classRows.dropFirst() { try file.append(row) }
    try file.commit()
  }

  func path(_ name: String) -> String { folder + "/" + name }
}

extension EvaluationResult {
  static let classColumns = [
    "class", "precision", "recall", "f1", "support", "predicted", "specificity", "roc_auc",
    "average_precision", "precision_low", "precision_high", "recall_low", "recall_high", "f1_low", "f1_high",
    "specificity_low", "specificity_high", "roc_auc_low", "roc_auc_high",
  ]

  /// `per_class.csv`, its header first.
  package var classRows: [CSVRow] {
    [CSVRow(EvaluationResult.classColumns.map(CSVField.text))]
      + perClass.map { scores in
        CSVRow(
          [
            .text(scores.name), .number(scores.precision), .number(scores.recall), .number(scores.f1),
            .integer(scores.support), .integer(scores.predicted), .number(scores.specificity),
            .number(scores.rocAUC), .number(scores.averagePrecision),
          ]
            + [
              scores.precisionInterval, scores.recallInterval, scores.f1Interval, scores.specificityInterval,
              scores.rocAUCInterval,
            ].flatMap(\.fields))
      }
  }
}

extension ConfidenceInterval? {
  /// Its two ends, each in a column of its own; empty where there is none.
  var fields: [CSVField] { [.number(self?.low), .number(self?.high)] }
}
