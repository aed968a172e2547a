import Foundation

extension EvaluationResult {
  /// The table of scikit-learn's `classification_report`, with the same spaces and digits.
  ///
  /// Names are aligned by the columns that they take on a terminal. A score that is undefined is shown as `-`
  /// instead of scikit-learn's 0, and a line below the table then says so.
  public func textReport(digits: Int = 2) -> String {
    precondition(digits >= 0, "expected at least 0 digits, received \(digits)")
    let names = classes.map(\.printable)
    let table = ReportTable(names: names, digits: digits)

    var text = table.line("", ["precision", "recall", "f1-score", "support"]) + "\n"
    for (name, scores) in zip(names, perClass) {
      text += table.line(name, [scores.precision, scores.recall, scores.f1], support: scores.support)
    }
    text += "\n"
    text += table.line(
      "accuracy", ["", "", table.number(accuracy), String(samples)])
    text += table.line("macro avg", [macro.precision, macro.recall, macro.f1], support: samples)
    text += table.line("weighted avg", [weighted.precision, weighted.recall, weighted.f1], support: samples)
    if perClass.contains(where: { $0.precision == nil || $0.recall == nil }) {
      text += """

        -: undefined, as the class has no sample or was never predicted. As in scikit-learn, averages count it as 0,
        and leave out a class that has neither.

        """
    }
    return text
  }
}

/// The columns of a text report.
private struct ReportTable {
  private let nameWidth: Int
  private let digits: Int

  init(names: [String], digits: Int) {
    self.digits = digits
    // scikit-learn takes the longest of the names, "weighted avg" and, oddly, the number of digits.
    nameWidth = max(names.map(\.displayWidth).max() ?? 0, "weighted avg".count, digits)
  }

  func number(_ value: Double?) -> String {
    guard let value else { return "-" }
    return String(format: "%.\(digits)f", value)
  }

  func line(_ name: String, _ values: [Double?], support: Int) -> String {
    line(name, values.map(number) + [String(support)])
  }

  func line(_ name: String, _ cells: [String]) -> String {
    let cells = cells.map { " " + $0.leftPadded(to: 9) }.joined()
    return name.leftPadded(to: nameWidth) + " " + cells + "\n"
  }
}
