import Foundation

extension ModelComparison {
  /// Files that are named; the others are counted.
  private static let flipLimit = 10

  /// The comparison for people, on a terminal.
  public func textReport() -> String { report(isMarkdown: false) }

  /// The comparison as Markdown, for a pull request.
  public func markdownReport() -> String { report(isMarkdown: true) }

  private func report(isMarkdown: Bool) -> String {
    func shown(_ table: TextTable) -> String { isMarkdown ? table.markdown : table.text }
    func words(_ text: String) -> String { isMarkdown ? text.markdown : text.printable }
    var text =
      words(
        "\(Sentence.count(samples, "image")) of \(Sentence.count(classes.count, "class", "classes")), \(split) part"
      )
      + "\n"
    for note in notes { text += (isMarkdown ? "\n> " : "note: ") + words(note) + "\n" }
    text += "\n" + shown(models)
    for contrast in contrasts { text += "\n" + section(contrast, shown: shown, words: words, isMarkdown) }
    return text
  }

  /// A row for each model.
  private var models: TextTable {
    let thresholds = hasThresholds ? ["threshold", "accuracy at 0.5", "95 % interval"] : []
    var table = TextTable(
      heads: ["model", "accuracy", "95 % interval"] + thresholds + [
        name(of: .rocAUC), "macro F1", "log loss", "Brier", "parameters", "MB", "images/s",
      ])
    for (entry, scores) in zip(entries, scores) {
      let result = entry.result
      let thresholds =
        hasThresholds
        ? [
          result.threshold.map(TextNumber.threshold) ?? "-",
          TextNumber.percent(scores.accuracyAtHalf.value), TextNumber.percent(scores.accuracyAtHalf.interval),
        ] : []
      table.append(
        [entry.name, TextNumber.percent(result.accuracy), TextNumber.percent(result.accuracyInterval)]
          + thresholds + [
            TextNumber.decimal(scores.rocAUC, 4), TextNumber.decimal(result.macro.f1, 4),
            TextNumber.decimal(result.logLoss, 4), TextNumber.decimal(scores.brier, 4), "\(entry.parameters)",
            TextNumber.decimal(Double(entry.fileSize) / 1e6, 2),
            TextNumber.decimal(entry.imagesPerSecond, 0),
          ])
    }
    return table
  }

  /// A row for each measure of two models.
  private func measures(_ contrast: Contrast) -> TextTable {
    let p = contrasts.count > 1 ? "adjusted p" : "p"
    var table = TextTable(
      heads: [
        "measure", entries[0].name, entries[contrast.entry].name, "difference", "95 % interval", p, "test",
      ])
    for test in contrast.tests {
      let row = MeasureText(test)
      table.append([
        name(of: test.measure) + (row.isShare ? ", %" : ""), row.first, row.second, row.difference,
        row.interval, test.adjustedPValue.map(pValue) ?? "-",
        test.reason.map { "none: \($0)" } ?? test.measure.testName,
      ])
    }
    return table
  }

  private func section(
    _ contrast: Contrast, shown: (TextTable) -> String, words: (String) -> String, _ isMarkdown: Bool
  ) -> String {
    let paired = contrast.paired
    let title = words("\(entries[contrast.entry].name) against \(entries[0].name)")
    var text = (isMarkdown ? "**\(title)**" : title) + ": " + words(verdict(contrast)) + "\n"
    text += "\n" + shown(measures(contrast)) + "\n"
    text += words(counts(contrast)) + "\n"
    let changed = paired.perClass.filter { $0.gained + $0.lost > 0 }
    if !changed.isEmpty {
      var table = TextTable(heads: ["class", "images", "recall before", "recall after", "gained", "lost"])
      for change in changed.sorted(by: { $0.gained + $0.lost > $1.gained + $1.lost }).prefix(20) {
        table.append([
          change.name, "\(change.support)", TextNumber.percent(change.firstRecall),
          TextNumber.percent(change.secondRecall), "\(change.gained)", "\(change.lost)",
        ])
      }
      text += "\n" + shown(table)
      if changed.count > 20 { text += words("and \(changed.count - 20) more classes") + "\n" }
    }
    if !contrast.flips.isEmpty {
      var table = TextTable(heads: ["image", "true", "before", "after"])
      for flip in contrast.flips.prefix(Self.flipLimit) {
        table.append([flip.path, flip.label, flip.first, flip.second])
      }
      text += "\n" + shown(table)
      if contrast.flips.count > Self.flipLimit {
        text += words("and \(contrast.flips.count - Self.flipLimit) more images") + "\n"
      }
    }
    return text
  }

  /// How many answers changed, and what the p-values are adjusted for.
  package func counts(_ contrast: Contrast) -> String {
    let paired = contrast.paired
    let own = hasThresholds ? " at its own threshold" : ""
    let adjusted =
      contrasts.count > 1 ? " The p-values are adjusted for \(contrasts.count) models by Holm's method." : ""
    return
      "\(Sentence.count(paired.gained.count, "image")) gained, \(TextNumber.count(paired.lost.count)) lost, \(TextNumber.count(paired.changedMistakes)) wrong in another way, each model\(own).\(adjusted)"
  }

  private func pValue(_ value: Double) -> String {
    value < 0.0001 ? "< 0.0001" : TextNumber.decimal(value, 4)
  }
}

/// The numbers of a test as text: shares in percent and their differences in points, other scores as they are.
package struct MeasureText {
  /// Whether the numbers are percent and points.
  package let isShare: Bool
  /// The score of the first model.
  package let first: String
  /// The score of the second model.
  package let second: String
  /// Their difference with its sign.
  package let difference: String
  /// The 95 % interval of the difference.
  package let interval: String

  package init(_ test: MeasureTest) {
    let isShare =
      switch test.measure {
      case .accuracy, .accuracyAtHalf: true
      case .rocAUC, .logLoss, .brier: false
      }
    func value(_ value: Double?) -> String {
      guard let value else { return "-" }
      return isShare ? TextNumber.hundredfold(value, 2) : TextNumber.decimal(value, 4)
    }
    func signed(_ value: Double) -> String {
      isShare ? String(format: "%+.2f", value * 100) : String(format: "%+.4f", value)
    }
    self.isShare = isShare
    first = value(test.first)
    second = value(test.second)
    difference = test.difference.map(signed) ?? "-"
    interval = test.interval.map { "\(signed($0.low)) to \(signed($0.high))" } ?? "-"
  }
}
