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
    var text = words("\(samples) images of \(classes.count) classes, \(split) part") + "\n"
    for note in notes { text += (isMarkdown ? "\n> " : "note: ") + words(note) + "\n" }
    var table = TextTable(
      heads: [
        "model", "accuracy", "95 % interval", "macro F1", "log loss", "parameters", "MB", "images/s",
      ])
    for entry in entries {
      table.append([
        entry.name, TextNumber.percent(entry.result.accuracy),
        TextNumber.percent(entry.result.accuracyInterval), TextNumber.decimal(entry.result.macro.f1, 4),
        TextNumber.decimal(entry.result.logLoss, 4), "\(entry.parameters)",
        TextNumber.decimal(Double(entry.fileSize) / 1e6, 2), TextNumber.decimal(entry.imagesPerSecond, 0),
      ])
    }
    text += "\n" + shown(table)
    for contrast in contrasts { text += "\n" + section(contrast, shown: shown, words: words, isMarkdown) }
    return text
  }

  private func section(
    _ contrast: Contrast, shown: (TextTable) -> String, words: (String) -> String, _ isMarkdown: Bool
  ) -> String {
    let paired = contrast.paired
    let title = words("\(entries[contrast.entry].name) against \(entries[0].name)")
    var text = (isMarkdown ? "**\(title)**" : title) + ": "
    text += words(
      "\(signed(paired.difference)) points of accuracy (95 % interval \(signed(paired.interval.low)) to \(signed(paired.interval.high))), \(paired.gained.count) gained, \(paired.lost.count) lost"
    )
    text += "\n" + (isMarkdown ? "\n" : "")
    let adjusted = contrasts.count > 1 ? ", adjusted for \(contrasts.count) models" : ""
    text += words(
      "McNemar's exact test: p = \(pValue(contrast.adjustedPValue))\(adjusted). \(verdict(contrast))")
    text += "\n"
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

  /// A difference in percentage points, with its sign.
  private func signed(_ share: Double) -> String { String(format: "%+.2f", share * 100) }

  private func pValue(_ value: Double) -> String {
    value < 0.0001 ? "less than 0.0001" : TextNumber.decimal(value, 4)
  }
}
