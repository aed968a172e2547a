import FoveaEvaluation
import FoveaFiles

/// A drawing of lines over two axes.
struct Plot {
  struct Axis {
    let label: String
    let low: Double
    let high: Double
    let ticks: [Double]
    let text: (Double) -> String

    /// Shares from 0 to 1, as percent.
    static func share(_ label: String) -> Axis {
      Axis(label: label, low: 0, high: 1, ticks: [0, 0.2, 0.4, 0.6, 0.8, 1]) {
        Numeral.decimal($0 * 100, 0) + " %"
      }
    }

    /// Round numbers that hold `low ... high`.
    static func numbers(_ label: String, low: Double, high: Double, count: Int = 5) -> Axis {
      let step = roundStep(max(high - low, 1e-9) / Double(count))
      let first = (low / step).rounded(.down)
      let last = max((high / step).rounded(.up), first + 1)
      let ticks = stride(from: first, through: last, by: 1).map { $0 * step }
      let digits = step >= 1 ? 0 : step >= 0.1 ? 1 : step >= 0.01 ? 2 : step >= 0.001 ? 3 : 4
      return Axis(label: label, low: first * step, high: last * step, ticks: ticks) {
        Numeral.decimal($0, digits)
      }
    }

    /// Whole numbers from `low` to `high`, both of them at the ends.
    static func counts(_ label: String, low: Int, high: Int) -> Axis {
      let high = max(high, low + 1)
      let step = max(1, Int(roundStep(Double(high - low) / 6).rounded(.up)))
      var ticks = stride(from: low, through: high, by: step).map(Double.init)
      if let last = ticks.last, Double(high) - last > Double(step) / 2 { ticks.append(Double(high)) }
      return Axis(label: label, low: Double(low), high: Double(high), ticks: ticks) {
        Numeral.decimal($0, 0)
      }
    }

    /// 1, 2 or 5 times a power of ten, at least `width`.
    private static func roundStep(_ width: Double) -> Double {
      var power = 1.0
      while power > width { power /= 10 }
      while power * 10 <= width { power *= 10 }
      return [1, 2, 5, 10].map { $0 * power }.first { $0 >= width * 0.999 } ?? 10 * power
    }
  }

  struct Line {
    let name: String
    let points: [Curve.Point]
    /// Which colour of eight.
    let colour: Int
    var isDashed = false
  }

  let x: Axis
  let y: Axis
  var lines: [Line] = []
  /// The line from the lower left to the upper right corner, or where it is level, with a name.
  var reference: (name: String, points: [Curve.Point])?
  /// Places to be seen, each with a text beside it.
  var marks: [(point: Curve.Point, text: String, colour: Int)] = []
  /// Columns from the axis up, behind the lines: bounds on x, height on y, style.
  var bars: [(from: Double, to: Double, low: Double, high: Double, style: String)] = []
  /// Lines without a name behind the others, such as those of equal height, each with its style.
  var contours: [(points: [Curve.Point], style: String)] = []
  /// Small dots before the lines.
  var dots: [(point: Curve.Point, colour: Int)] = []

  static let width = 460.0
  private static let plotHeight = 300.0
  private static let margin = (left: 58.0, right: 18.0, top: 12.0, bottom: 46.0)

  private var legend: PlotLegend {
    PlotLegend(
      entries: lines.map { (name: $0.name, style: "line s\($0.colour)" + ($0.isDashed ? " dashed" : "")) }
        + (reference.map { [(name: $0.name, style: "reference")] } ?? []),
      width: Plot.width - Plot.margin.left - Plot.margin.right)
  }

  var height: Double { Plot.plotHeight + legend.height }

  var drawing: Markup {
    .joined([
      .element("g", ["transform": "translate(\(Numeral.coordinate(Plot.margin.left)) 4)"]) { legend.drawing },
      axes,
      .joined(bars.map(bar)),
      .joined(contours.map { path($0.points, style: $0.style) }),
      reference.map { path($0.points, style: "reference") } ?? .empty,
      .joined(lines.map { path($0.points, style: "line s\($0.colour)" + ($0.isDashed ? " dashed" : "")) }),
      .joined(dots.map(dot)),
      .joined(marks.map(mark)),
    ])
  }

  private func place(_ point: Curve.Point) -> (x: Double, y: Double) {
    let innerWidth = Plot.width - Plot.margin.left - Plot.margin.right
    let innerHeight = Plot.plotHeight - Plot.margin.top - Plot.margin.bottom
    func share(_ value: Double, _ axis: Axis) -> Double {
      min(1, max(0, (value - axis.low) / (axis.high - axis.low)))
    }
    return (
      Plot.margin.left + innerWidth * share(point.x, x),
      legend.height + Plot.margin.top + innerHeight * (1 - share(point.y, y))
    )
  }

  private func path(_ points: [Curve.Point], style: String) -> Markup {
    var text = ""
    for point in points where point.x.isFinite && point.y.isFinite {
      let place = place(point)
      text += (text.isEmpty ? "M" : " ") + Numeral.coordinate(place.x) + "," + Numeral.coordinate(place.y)
    }
    return text.isEmpty ? .empty : .element("path", ["class": style, "d": text])
  }

  private func bar(_ bar: (from: Double, to: Double, low: Double, high: Double, style: String)) -> Markup {
    let (a, b) = (place(.init(x: bar.from, y: bar.high)), place(.init(x: bar.to, y: bar.low)))
    return .element(
      "rect",
      [
        "class": bar.style, "x": Numeral.coordinate(a.x + 0.75), "y": Numeral.coordinate(a.y),
        "width": Numeral.coordinate(max(0.5, b.x - a.x - 1.5)),
        "height": Numeral.coordinate(max(0, b.y - a.y)),
      ])
  }

  private func dot(_ dot: (point: Curve.Point, colour: Int)) -> Markup {
    let place = place(dot.point)
    return .element(
      "circle",
      [
        "class": "speck c\(dot.colour)", "cx": Numeral.coordinate(place.x),
        "cy": Numeral.coordinate(place.y), "r": "2.5",
      ])
  }

  private func mark(_ mark: (point: Curve.Point, text: String, colour: Int)) -> Markup {
    let place = place(mark.point)
    let isRight = place.x > Plot.width * 0.62
    return .joined([
      .element(
        "circle",
        [
          "class": "dot s\(mark.colour)", "cx": Numeral.coordinate(place.x),
          "cy": Numeral.coordinate(place.y),
          "r": "4.5",
        ]),
      .element(
        "text",
        [
          "class": isRight ? "tick end" : "tick", "x": Numeral.coordinate(place.x + (isRight ? -9 : 9)),
          "y": Numeral.coordinate(place.y + (place.y > Plot.plotHeight * 0.75 ? -8 : 16)),
        ]
      ) { mark.text },
    ])
  }

  private var axes: Markup {
    let (origin, corner) = (place(.init(x: x.low, y: y.low)), place(.init(x: x.high, y: y.high)))
    let rows = y.ticks.map { tick -> Markup in
      let level = place(.init(x: x.low, y: tick)).y
      return .joined([
        .element(
          "path",
          [
            "class": tick == y.low ? "axis" : "grid",
            "d":
              "M\(Numeral.coordinate(origin.x)) \(Numeral.coordinate(level))H\(Numeral.coordinate(corner.x))",
          ]),
        .element(
          "text",
          [
            "class": "tick end", "x": Numeral.coordinate(origin.x - 8), "y": Numeral.coordinate(level + 4),
          ]
        ) { y.text(tick) },
      ])
    }
    let columns = x.ticks.map { tick -> Markup in
      let column = place(.init(x: tick, y: y.low)).x
      return .element(
        "text",
        ["class": "tick middle", "x": Numeral.coordinate(column), "y": Numeral.coordinate(origin.y + 17)]
      ) { x.text(tick) }
    }
    let middle = (origin.y + corner.y) / 2
    return .joined(
      rows + columns + [
        .element(
          "text",
          [
            "class": "label middle", "x": Numeral.coordinate((origin.x + corner.x) / 2),
            "y": Numeral.coordinate(origin.y + 37),
          ]
        ) { x.label },
        .element(
          "text",
          [
            "class": "label middle", "x": "14", "y": Numeral.coordinate(middle),
            "transform": "rotate(-90 14 \(Numeral.coordinate(middle)))",
          ]
        ) { y.label },
      ])
  }
}

/// The names of a plot's lines, in rows above it.
private struct PlotLegend {
  private let rows: [[(name: String, style: String, x: Double)]]
  private static let rowHeight = 19.0

  init(entries: [(name: String, style: String)], width: Double) {
    var rows: [[(name: String, style: String, x: Double)]] = []
    var x = 0.0
    for entry in entries {
      // No font is measured here: letters are about this wide.
      let name = entry.name.count > 40 ? String(entry.name.prefix(39)) + "…" : entry.name
      let wide = 34 + 6.4 * Double(name.displayWidth)
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
