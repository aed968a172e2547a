public import FoveaEvaluation
public import FoveaFiles

extension EvaluationResult {
  /// The text of `metrics.json`: keys sorted, a line for each value and each row of the confusion matrix.
  public func json() throws(FileError) -> String { try JSONDocument.text(of: self) }
}
