extension EvaluationResult {
  /// Classes that are listed before the table is folded away.
  private static let openClasses = 20

  /// The scores as Markdown, for a pull request: the headline, a table of scores, a table of classes.
  public func markdownReport() -> String {
    var scores = TextTable(heads: ["score", "value", "95 % interval"])
    func row(_ name: String, _ value: String, _ interval: String) { scores.append([name, value, interval]) }
    let atThreshold = thresholdInUse.map { " at \($0.words)" } ?? ""
    row(
      hasOwnThreshold ? "accuracy\(atThreshold)" : "accuracy", TextNumber.percent(accuracy),
      TextNumber.percent(accuracyInterval))
    if hasOwnThreshold, let accuracyAtHalf {
      row(
        "accuracy at 0.5", TextNumber.percent(accuracyAtHalf.value),
        TextNumber.percent(accuracyAtHalf.interval))
    }
    row("most frequent class", TextNumber.percent(baselineAccuracy), "")
    row(
      "balanced accuracy", TextNumber.percent(balancedAccuracy),
      TextNumber.percent(intervals.balancedAccuracy))
    for top in topAccuracies where top.k == 5 {
      row("top-5 accuracy", TextNumber.percent(top.accuracy), TextNumber.percent(top.interval))
    }
    row("macro F1", TextNumber.decimal(macro.f1, 4), TextNumber.range(intervals.macroF1))
    row("Cohen's kappa", TextNumber.decimal(cohenKappa, 4), TextNumber.range(intervals.cohenKappa))
    if let twoClass {
      row("ROC AUC", TextNumber.decimal(rocAUC, 4), TextNumber.range(intervals.rocAUC))
      row(
        "sensitivity", TextNumber.percent(twoClass.sensitivity?.value),
        TextNumber.percent(twoClass.sensitivity?.interval))
      row(
        "specificity", TextNumber.percent(twoClass.specificity?.value),
        TextNumber.percent(twoClass.specificity?.interval))
      row(
        "positive predictive value", TextNumber.percent(twoClass.positivePredictiveValue?.value),
        TextNumber.percent(twoClass.positivePredictiveValue?.interval))
      row(
        "negative predictive value", TextNumber.percent(twoClass.negativePredictiveValue?.value),
        TextNumber.percent(twoClass.negativePredictiveValue?.interval))
    }
    if let atPrevalence {
      for line in atPrevalence.rows {
        row("\(line.name) at a prevalence of \(atPrevalence.share)", line.value, line.interval)
      }
    }
    if classes.count > 2 {
      row("macro ROC AUC", TextNumber.decimal(macroROCAUC, 4), TextNumber.range(intervals.macroROCAUC))
    }
    row("log loss", TextNumber.decimal(logLoss, 4), TextNumber.range(intervals.logLoss))
    row(
      "calibration error", TextNumber.decimal(expectedCalibrationError, 4),
      TextNumber.range(intervals.expectedCalibrationError))

    var table = TextTable(heads: ["class", "precision", "recall", "F1", "images"])
    for scores in perClass {
      table.append([
        scores.name, TextNumber.decimal(scores.precision, 2), TextNumber.decimal(scores.recall, 2),
        TextNumber.decimal(scores.f1, 2), "\(scores.support)",
      ])
    }
    let classes =
      perClass.count <= Self.openClasses
      ? table.markdown
      : "<details><summary>\(perClass.count) classes</summary>\n\n\(table.markdown)\n</details>\n"
    return headlineOfMarkdown + scores.markdown + "\n" + classes
  }

  /// The headline with its sentences, and how many images it is of.
  private var headlineOfMarkdown: String {
    let headline = headline
    let files = errors == 0 ? "" : ", \(Sentence.count(errors, "file")) could not be read"
    let scores = headline.scores.map { "\($0.valueText) \($0.name)" }.joined(separator: ", ")
    let at = headline.threshold.map { " at \($0.words) for \($0.positive.markdown)" }
    let sentences = headline.sentences.map(\.markdown).joined(separator: " ")
    return
      "**\(scores)** on \(Sentence.count(samples, "image")) of the \(split.markdown) part\(at ?? "")\(files)\n\n\(sentences)\n\n"
  }
}
