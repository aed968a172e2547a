import FoveaEvaluation
import FoveaFiles

extension Figure {
  /// Shares of a row by which the cells of a map are told apart, lightest first.
  private static let levels = [0.0, 0.01, 0.03, 0.1, 0.25, 0.5]
  private static let strengths = [0.18, 0.3, 0.45, 0.62, 0.8, 1]

  /// The confusion matrix of many classes: a cell is a small square, drawn where there is a sample.
  ///
  /// Neighbours of one strength are one stroke, and all strokes of a strength are one path, so a thousand classes take
  /// a few megabytes at most. Where even that would be too much, cells of single samples are left out.
  static func confusionMap(_ matrix: ConfusionMatrix, classes: [String]) -> Figure {
    let count = Double(classes.count)
    let side = 560.0
    let left = 30.0
    let least = leastDrawn(matrix)
    let paths = strokes(matrix, least: least)
    var parts: [Markup] = [
      .element(
        "rect",
        [
          "class": "map-back", "x": Numeral.coordinate(left), "y": "0", "width": Numeral.coordinate(side),
          "height": Numeral.coordinate(side), "fill": "none", "stroke": "var(--grid)",
        ])
    ]
    let cells = paths.map { stroke in
      Markup.element(
        "path",
        [
          "d": stroke.path, "stroke": stroke.isHit ? "var(--hit)" : "var(--miss)", "stroke-width": "1",
          "stroke-opacity": Numeral.coordinate(stroke.strength), "fill": "none",
        ])
    }
    parts.append(
      .element(
        "svg",
        [
          "class": "map", "x": Numeral.coordinate(left), "y": "0", "width": Numeral.coordinate(side),
          "height": Numeral.coordinate(side),
          "viewBox": "0 0 \(Numeral.coordinate(count)) \(Numeral.coordinate(count))",
          "preserveAspectRatio": "none",
        ]
      ) { Markup.joined(cells) })
    parts.append(axisLabels(left: left, inner: side, bottom: 24))
    parts.append(legend(left: left, top: side + 44))
    let missing = least > 1 ? "; cells of fewer than \(least) images are not drawn" : ""
    return Figure(
      name: "confusion", title: "Confusion matrix",
      summary:
        "Rows are true classes, columns predicted ones, in the order of the table; a stronger colour is a larger share of its row\(missing)",
      width: left + side + 8, height: side + 72, drawing: .joined(parts),
      columns: ["true", "predicted", "count"], rows: sparseRows(matrix, classes: classes))
  }

  /// What the colours mean: they are those of the cells, on light paper and on dark.
  private static func legend(left: Double, top: Double) -> Markup {
    let (width, height) = (46.0, 9.0)
    let start = left + 118
    func text(_ text: String, _ style: String, x: Double, y: Double) -> Markup {
      .element("text", ["class": style, "x": Numeral.coordinate(x), "y": Numeral.coordinate(y)]) { text }
    }
    let rows = [("hit", "right"), ("miss", "wrong")].enumerated().map { row, kind -> Markup in
      let y = top - 8 + Double(row) * (height + 2)
      return .joined(
        levels.indices.map { level -> Markup in
          .element(
            "rect",
            [
              "class": kind.0, "x": Numeral.coordinate(start + Double(level) * (width + 2)),
              "y": Numeral.coordinate(y), "width": Numeral.coordinate(width),
              "height": Numeral.coordinate(height), "fill-opacity": Numeral.coordinate(strengths[level]),
            ])
        } + [text(kind.1, "tick", x: start + 6 * (width + 2) + 6, y: y + 9)])
    }
    let bounds = levels.indices.map { level -> Markup in
      let (low, x) = (levels[level], start + Double(level) * (width + 2))
      return text(
        low == 0 ? "> 0" : "\(Numeral.decimal(low * 100, 0)) %", "tick", x: x, y: top + 26)
    }
    return .joined(rows + bounds + [text("from this share on", "tick", x: left, y: top + 26)])
  }

  /// The strokes of one strength.
  private struct Stroke {
    var path = ""
    let isHit: Bool
    let strength: Double
  }

  private static func strokes(_ matrix: ConfusionMatrix, least: Int) -> [Stroke] {
    var strokes = [false, true].flatMap { isHit in
      levels.indices.map { level in
        Stroke(isHit: isHit, strength: strengths[level])
      }
    }
    for (row, counts) in matrix.rows.enumerated() {
      let support = Double(max(1, counts.reduce(0, +)))
      var run: (stroke: Int, from: Int, to: Int)?
      func end() {
        guard let run else { return }
        strokes[run.stroke].path += "M\(run.from) \(row).5H\(run.to)"
      }
      for (column, count) in counts.enumerated() where count >= least || (count > 0 && column == row) {
        let level = levels.lastIndex { Double(count) / support >= $0 } ?? 0
        let stroke = level + (column == row ? levels.count : 0)
        if let known = run, known.stroke == stroke, known.to == column {
          run = (stroke, known.from, column + 1)
        } else {
          end()
          run = (stroke, column, column + 1)
        }
      }
      end()
    }
    return strokes.filter { !$0.path.isEmpty }
  }

  /// The least count that is drawn, so that no more than this many cells are.
  private static func leastDrawn(_ matrix: ConfusionMatrix, limit: Int = 120_000) -> Int {
    var least = 1
    while matrix.counts.count(where: { $0 >= least }) > limit { least += 1 }
    return least
  }

  private static func sparseRows(_ matrix: ConfusionMatrix, classes: [String]) -> [CSVRow] {
    var rows: [CSVRow] = []
    for (label, counts) in matrix.rows.enumerated() {
      for (predicted, count) in counts.enumerated() where count > 0 {
        rows.append([.text(classes[label]), .text(classes[predicted]), .integer(count)])
      }
    }
    return rows
  }
}
