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

  /// Writes `predictions.csv`: for each sample `path,true,predicted,probability,correct`.
  ///
  /// `paths` has one path for each sample, in order. The probability is that of the predicted class, and `rule`
  /// must be the one that the result was made with, for the two files to agree.
  public func write(
    _ predictions: Predictions, paths: [String], rule: DecisionRule
  ) throws(FileError) {
    precondition(
      paths.count == predictions.sampleCount,
      "expected \(predictions.sampleCount) paths, received \(paths.count)")
    let file = try CSVFile(
      path("predictions.csv"), columns: ["path", "true", "predicted", "probability", "correct"])
    for sample in paths.indices {
      let label = predictions.labels[sample]
      let (predicted, probability) = predictions.decision(ofSample: sample, by: rule)
      try file.append([
        .text(paths[sample]), .text(predictions.classes[label]), .text(predictions.classes[predicted]),
        .probability(probability), .flag(predicted == label),
      ])
    }
    try file.commit()
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

  private func path(_ name: String) -> String { folder + "/" + name }
}

extension EvaluationResult {
  static let classColumns = [
    "class", "precision", "recall", "f1", "support", "predicted", "specificity", "roc_auc",
    "average_precision",
  ]

  /// `per_class.csv`, its header first.
  package var classRows: [CSVRow] {
    [CSVRow(EvaluationResult.classColumns.map(CSVField.text))]
      + perClass.map { scores in
        [
          .text(scores.name), .number(scores.precision), .number(scores.recall), .number(scores.f1),
          .integer(scores.support), .integer(scores.predicted), .number(scores.specificity),
          .number(scores.rocAUC), .number(scores.averagePrecision),
        ]
      }
  }
}
