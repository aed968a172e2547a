extension PrevalenceScores {
  /// `1 %`: the prevalence with the digits that it needs.
  package var share: String { PrevalenceScores.text(of: prevalence) }

  /// `0.01` is `1 %`, and `0.0005` is `0.05 %`.
  private static func text(of share: Double) -> String {
    let percent = (share * 100 * 1e10).rounded() / 1e10
    return (percent == percent.rounded() ? "\(Int(percent))" : "\(percent)") + " %"
  }

  /// Each score with its name, its value and its 95 % interval.
  package var rows: [(name: String, value: String, interval: String)] {
    let shares: [(String, TwoClassScores.Share?)] = [
      ("positive predictive value", positivePredictiveValue),
      ("negative predictive value", negativePredictiveValue), ("accuracy", accuracy),
    ]
    return shares.map { name, share in
      (name, TextNumber.percent(share?.value), TextNumber.percent(share?.interval))
    }
  }

  /// What is assumed, in a sentence.
  package var assumption: String {
    "Restated by Bayes' rule for a prevalence of \(share) instead of the \(TextNumber.percent(samplePrevalence)) of these images, with the same sensitivity and specificity."
  }

  /// What no model is needed for there, in a sentence.
  package var baseline: String {
    "Always saying the more frequent class would be right for \(TextNumber.percent(baselineAccuracy))."
  }

  /// The scores for people, on a terminal.
  public func textReport() -> String {
    var table = TextTable(heads: ["at a prevalence of \(share)", "value", "95 % interval"])
    for row in rows { table.append([row.name, row.value, row.interval]) }
    return table.text + assumption + " " + baseline
  }
}
