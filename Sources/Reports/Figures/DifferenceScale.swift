import FoveaEvaluation

/// A difference of accuracy with its interval on a line with zero in its middle.
struct DifferenceScale {
  let difference: Double
  let interval: ConfidenceInterval

  var markup: Markup {
    let reach = max(0.01, abs(interval.low), abs(interval.high)) * 1.2
    func x(_ value: Double) -> String { Numeral.coordinate(230 + 222 * value / reach) }
    func points(_ value: Double) -> String { (value > 0 ? "+" : "") + Numeral.decimal(value * 100, 2) }
    let words = "\(points(difference)) points (\(points(interval.low)) to \(points(interval.high)))"
    // Over its mark, but never over an edge.
    let half = Plot.width(of: words) / 2
    let middle = min(max(230 + 222 * difference / reach, half + 2), 458 - half)
    return .element("div", ["class": "scale"]) {
      Markup.element(
        "svg",
        [
          "class": "figure", "viewBox": "0 0 460 66", "width": "460", "role": "img",
          "aria-label":
            "Difference \(points(difference)) points, 95 % interval \(points(interval.low)) to \(points(interval.high))",
        ]
      ) {
        Markup.element(
          "path", ["class": "grid", "d": "M8 34H452", "style": "stroke-width:6;stroke-linecap:round"])
        Markup.element("path", ["class": "axis", "d": "M230 22V46"])
        Markup.element(
          "path",
          [
            "class": "line s0", "d": "M\(x(interval.low)) 34H\(x(interval.high))",
            "style": "stroke-width:6;stroke-opacity:.4",
          ])
        Markup.element(
          "circle", ["class": "s0", "fill": "var(--s0)", "cx": x(difference), "cy": "34", "r": "6"])
        Markup.element("text", ["class": "tick middle", "x": Numeral.coordinate(middle), "y": "16"]) { words }
        Markup.element("text", ["class": "tick middle", "x": "230", "y": "60"]) { "no difference" }
      }
    }
  }
}
