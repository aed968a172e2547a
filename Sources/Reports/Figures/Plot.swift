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
  private static let margin = (right: 18.0, top: 12.0, bottom: 46.0)

  /// About how wide a small text is: no font is measured here.
  static func width(of text: String) -> Double { 6.4 * Double(text.displayWidth) }

  /// Room for the longest number of the axis beside its label.
  private var left: Double {
    y.ticks.reduce(58) { max($0, 26 + Plot.width(of: y.text($1))) }
  }

  /// The frame that lines and their marks stay in.
  struct Frame {
    let left: Double
    let right: Double
    let top: Double
    let bottom: Double
  }

  var frame: Frame {
    Frame(
      left: left, right: Plot.width - Plot.margin.right, top: legend.height + Plot.margin.top,
      bottom: height - Plot.margin.bottom)
  }

  private var legend: PlotLegend {
    PlotLegend(
      entries: lines.map { (name: $0.name, style: "line s\($0.colour)" + ($0.isDashed ? " dashed" : "")) }
        + (reference.map { [(name: $0.name, style: "reference")] } ?? []),
      width: Plot.width - left - Plot.margin.right)
  }

  var height: Double { Plot.plotHeight + legend.height }

  var drawing: Markup {
    let frame = frame
    return .joined([
      .element("g", ["transform": "translate(\(Numeral.coordinate(left)) 4)"]) { legend.drawing },
      axes(frame),
      .joined(bars.map { bar($0, frame) }),
      .joined(contours.map { path($0.points, style: $0.style, frame) }),
      reference.map { path($0.points, style: "reference", frame) } ?? .empty,
      .joined(
        lines.map { path($0.points, style: "line s\($0.colour)" + ($0.isDashed ? " dashed" : ""), frame) }),
      .joined(dots.map { dot($0, frame) }),
      markDrawing(frame),
    ])
  }

  func place(_ point: Curve.Point, _ frame: Frame) -> (x: Double, y: Double) {
    func share(_ value: Double, _ axis: Axis) -> Double {
      min(1, max(0, (value - axis.low) / (axis.high - axis.low)))
    }
    return (
      frame.left + (frame.right - frame.left) * share(point.x, x),
      frame.bottom - (frame.bottom - frame.top) * share(point.y, y)
    )
  }

  private func path(_ points: [Curve.Point], style: String, _ frame: Frame) -> Markup {
    var text = ""
    for point in points where point.x.isFinite && point.y.isFinite {
      let place = place(point, frame)
      text += (text.isEmpty ? "M" : " ") + Numeral.coordinate(place.x) + "," + Numeral.coordinate(place.y)
    }
    return text.isEmpty ? .empty : .element("path", ["class": style, "d": text])
  }

  private func bar(
    _ bar: (from: Double, to: Double, low: Double, high: Double, style: String), _ frame: Frame
  ) -> Markup {
    let a = place(.init(x: bar.from, y: bar.high), frame)
    let b = place(.init(x: bar.to, y: bar.low), frame)
    return .element(
      "rect",
      [
        "class": bar.style, "x": Numeral.coordinate(a.x + 0.75), "y": Numeral.coordinate(a.y),
        "width": Numeral.coordinate(max(0.5, b.x - a.x - 1.5)),
        "height": Numeral.coordinate(max(0, b.y - a.y)),
      ])
  }

  private func dot(_ dot: (point: Curve.Point, colour: Int), _ frame: Frame) -> Markup {
    let place = place(dot.point, frame)
    return .element(
      "circle",
      [
        "class": "speck c\(dot.colour)", "cx": Numeral.coordinate(place.x),
        "cy": Numeral.coordinate(place.y), "r": "2.5",
      ])
  }

  private func axes(_ frame: Frame) -> Markup {
    let rows = y.ticks.map { tick -> Markup in
      let level = place(.init(x: x.low, y: tick), frame).y
      return .joined([
        .element(
          "path",
          [
            "class": tick == y.low ? "axis" : "grid",
            "d":
              "M\(Numeral.coordinate(frame.left)) \(Numeral.coordinate(level))H\(Numeral.coordinate(frame.right))",
          ]),
        .element(
          "text",
          ["class": "tick end", "x": Numeral.coordinate(frame.left - 8), "y": Numeral.coordinate(level + 4)]
        ) { y.text(tick) },
      ])
    }
    let (middle, centre) = ((frame.top + frame.bottom) / 2, (frame.left + frame.right) / 2)
    return .joined(
      rows + columns(frame) + [
        .element(
          "text",
          [
            "class": "label middle", "x": Numeral.coordinate(centre),
            "y": Numeral.coordinate(frame.bottom + 37),
          ]
        ) { Elision.middle(x.label, to: 54) },
        .element(
          "text",
          [
            "class": "label middle", "x": "14", "y": Numeral.coordinate(middle),
            "transform": "rotate(-90 14 \(Numeral.coordinate(middle)))",
          ]
        ) { Elision.middle(y.label, to: 38) },
      ])
  }

  /// The numbers below the frame; one that would touch its neighbour to the right is left out, and none leaves the
  /// drawing.
  private func columns(_ frame: Frame) -> [Markup] {
    var free = Double.infinity
    return x.ticks.reversed().compactMap { tick in
      let (text, place) = (x.text(tick), place(.init(x: tick, y: y.low), frame).x)
      let half = Plot.width(of: text) / 2
      let middle = min(place, Plot.width - half)
      guard middle + half + 4 <= free else { return nil }
      free = middle - half
      return .element(
        "text",
        ["class": "tick middle", "x": Numeral.coordinate(middle), "y": Numeral.coordinate(frame.bottom + 17)]
      ) { text }
    }
  }
}
