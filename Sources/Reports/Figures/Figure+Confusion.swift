import FoveaEvaluation
import FoveaFiles

extension Figure {
  /// Up to this many classes every cell has room for its number.
  static let numberedClasses = 30

  /// The confusion matrix: cells with numbers for few classes, a map for many.
  static func confusion(_ matrix: ConfusionMatrix, classes: [String]) -> Figure {
    classes.count <= numberedClasses
      ? confusionTable(matrix, classes: classes) : confusionMap(matrix, classes: classes)
  }

  private static func confusionTable(_ matrix: ConfusionMatrix, classes: [String]) -> Figure {
    let names = Elision.middles(classes, to: 18)
    let longest = Double(names.map(\.displayWidth).max() ?? 1)
    let side = classes.count <= 6 ? 64.0 : classes.count <= 12 ? 44 : 34
    let left = 34 + 7 * longest
    let isTurned = 7 * longest > side
    let bottom = isTurned ? 26 + 5.2 * longest : 40
    let (inner, supports) = (side * Double(classes.count), matrix.supports)
    var parts: [Markup] = []
    for (row, name) in names.enumerated() {
      let y = Double(row) * side
      parts.append(label(name, full: classes[row], "tick end", x: left - 8, y: y + side / 2 + 4))
      for column in classes.indices {
        let count = matrix[label: row, predicted: column]
        let share = supports[row] == 0 ? 0 : Double(count) / Double(supports[row])
        parts.append(
          cell(
            count: count, share: share, isHit: row == column, x: left + Double(column) * side, y: y,
            side: side,
            title: "\(classes[row]) taken for \(classes[column]): \(count)"))
      }
    }
    for (column, name) in names.enumerated() {
      let x = left + (Double(column) + 0.5) * side
      let style = isTurned ? "tick end" : "tick middle"
      parts.append(
        label(
          name, full: classes[column], style, x: x + (isTurned ? 4 : 0), y: inner + 16,
          turn: isTurned ? -45 : nil))
    }
    parts.append(axisLabels(left: left, inner: inner, bottom: bottom))
    return Figure(
      name: "confusion", title: "Confusion matrix",
      summary:
        "Rows are true classes, columns predicted ones; a stronger colour is a larger share of its row",
      width: left + inner + 12, height: inner + bottom + 8, drawing: .joined(parts),
      columns: [#"true\predicted"#] + classes,
      rows: zip(classes, matrix.rows).map { name, row in CSVRow([.text(name)] + row.map(CSVField.integer)) })
  }

  private static func cell(
    count: Int, share: Double, isHit: Bool, x: Double, y: Double, side: Double, title: String
  ) -> Markup {
    // The root lets a share of a few percent be seen.
    let strength = count == 0 ? 0.04 : 0.1 + 0.9 * share.squareRoot()
    let text = count == 0 ? "" : Numeral.count(count)
    let percent = count == 0 ? "" : Numeral.decimal(share * 100, share < 0.1 && side > 40 ? 1 : 0)
    let (middle, line) = (Numeral.coordinate(x + side / 2), Numeral.coordinate(y + side / 2 + 4))
    let style = (strength > 0.62 ? "on-dark " : "") + "count middle"
    // Numbers that are wider than their cell get smaller letters.
    let size = min(12, (side - 4) / (0.62 * Double(max(1, text.count))))
    let font = size < 12 ? "font-size:\(Numeral.coordinate(size))px" : ""
    return .joined([
      .element(
        "rect",
        [
          "class": isHit ? "cell hit" : "cell miss", "x": Numeral.coordinate(x), "y": Numeral.coordinate(y),
          "width": Numeral.coordinate(side), "height": Numeral.coordinate(side), "rx": "3",
          "fill-opacity": Numeral.coordinate(strength),
        ]
      ) { Markup.element("title") { title } },
      text.isEmpty
        ? .empty : .element("text", ["class": style + " n", "x": middle, "y": line, "style": font]) { text },
      text.isEmpty
        ? .empty : .element("text", ["class": style + " share", "x": middle, "y": line]) { percent },
    ])
  }

  private static func label(
    _ name: String, full: String, _ style: String, x: Double, y: Double, turn: Int? = nil
  ) -> Markup {
    let (left, top) = (Numeral.coordinate(x), Numeral.coordinate(y))
    let body = Markup.joined([name == full ? .empty : .element("title") { Markup.exact(full) }, .exact(name)])
    guard let turn else { return .element("text", ["class": style, "x": left, "y": top]) { body } }
    return .element(
      "text", ["class": style, "x": left, "y": top, "transform": "rotate(\(turn) \(left) \(top))"]
    ) { body }
  }

  static func axisLabels(left: Double, inner: Double, bottom: Double) -> Markup {
    let middle = Numeral.coordinate(inner / 2)
    return .joined([
      .element(
        "text",
        [
          "class": "label middle", "x": Numeral.coordinate(left + inner / 2),
          "y": Numeral.coordinate(inner + bottom),
        ]
      ) { "predicted" },
      .element(
        "text",
        ["class": "label middle", "x": "12", "y": middle, "transform": "rotate(-90 12 \(middle))"]
      ) { "true" },
    ])
  }
}
