import Foundation
public import FoveaEvaluation

extension EvaluationResult {
  /// The text of `metrics.json`: keys sorted, a line for each value and each row of the confusion matrix.
  public func json() throws(ReportError) -> String {
    String(decoding: try jsonBytes(), as: UTF8.self)
  }

  func jsonBytes() throws(ReportError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return JSONLayout.pretty([UInt8](try encoder.encode(self)))
    } catch {
      throw .cannotEncode(reason: "\(error)")
    }
  }
}
