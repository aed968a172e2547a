import FoveaEvaluation

/// The names of a plot's lines, in rows above it.
struct PlotLegend {
  private let rows: [[(name: String, style: String, x: Double)]]
  private static let rowHeight = 19.0

  init(entries: [(name: String, style: String)], width: Double) {
    var rows: [[(name: String, style: String, x: Double)]] = []
    var x = 0.0
    for entry in entries {
      let name = Elision.middle(entry.name, to: 44)
      let wide = 34 + Plot.width(of: name)
      if rows.isEmpty || x + wide > width {
        rows.append([])
        x = 0
      }
      rows[rows.count - 1].append((name, entry.style, x))
      x += wide
    }
    self.rows = rows
  }

  var height: Double { Double(rows.count) * PlotLegend.rowHeight + (rows.isEmpty ? 0 : 4) }

  var drawing: Markup {
    .joined(
      rows.enumerated().flatMap { index, row in
        row.map { entry in
          let y = Double(index) * PlotLegend.rowHeight + 10
          return .joined([
            .element(
              "path",
              ["class": entry.style, "d": "M\(Numeral.coordinate(entry.x)) \(Numeral.coordinate(y))h18"]),
            .element(
              "text",
              ["class": "tick", "x": Numeral.coordinate(entry.x + 23), "y": Numeral.coordinate(y + 4)]
            ) { entry.name },
          ])
        }
      })
  }
}
