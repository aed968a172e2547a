public import FoveaEvaluation

extension EvaluationResult {
  /// The text of `metrics.json`: keys sorted, a line for each value and each row of the confusion matrix.
  public func json() throws(ReportError) -> String { try JSONDocument.text(of: self) }

  func jsonBytes() throws(ReportError) -> [UInt8] { try JSONDocument.bytes(of: self) }
}
