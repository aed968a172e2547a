import Fovea

/// The bars of a live display, of the epoch and of the whole run, which end in the same column.
struct PanelBars {
  /// The epoch, from 1.
  let epoch: Int
  /// How many there will be; nil where a time ends the run: a total would change from epoch to epoch.
  let epochs: Int?
  /// What an epoch is made of: `batch` or `step`.
  let unit: String
  let done: Int
  let count: Int
  /// What is said in place of the count.
  var detail: String?
  /// Share of the run that is done, 0 to 1.
  let runShare: Double
  let secondsLeft: Double

  /// The widest bar; longer ones say no more.
  private static let widest = 40
  private static let narrowest = 8

  func lines(_ width: Int, _ style: TerminalStyle) -> [StyledLine] {
    let name = epochs.map { "epoch \(padded(epoch, String($0).count))/\($0)" } ?? "epoch \(epoch)"
    let rows: [(name: String, share: Double, detail: String)] = [
      (name, Double(done) / Double(max(1, count)), detail ?? "\(unit) \(done)/\(count)"),
      (
        "run" + String(repeating: " ", count: max(0, name.count - 3)), runShare,
        "\(TimeText.words(secondsLeft)) left"
      ),
    ]
    let widestDetail = max("\(unit) \(count)/\(count)".count, rows.map(\.detail.count).max() ?? 0)
    let room = width - name.count - " ".count - "  100 %".count - "  ".count - widestDetail
    let barWidth = min(PanelBars.widest, room)
    return rows.map { row in
      var line = StyledLine()
      line.append(row.name)
      if barWidth >= PanelBars.narrowest {
        let bar = TerminalChart.bar(row.share, width: barWidth, style)
        line.append(" ")
        line.append(bar.done, .cyan)
        line.append(bar.rest, .gray)
      }
      line.append(" \(padded(Int(row.share * 100), 3)) %")
      line.append("  \(row.detail)")
      return line
    }
  }

  private func padded(_ number: Int, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: " ", count: max(0, width - text.count)) + text
  }
}

extension StyledLine {
  /// As many of `fields` as fit into `width`, in order.
  init(fields: [String], width: Int) {
    self.init()
    for field in fields {
      let text = (self.width == 0 ? "" : "  ") + field
      if self.width + text.count <= width { append(text) }
    }
  }
}
