import Foundation
import FoveaEvaluation
import FoveaFiles

/// Lines, dots and heights over two axes.
package struct LessonPlot: Sendable {
  package struct Axis: Sendable {
    let label: String
    let low: Double
    let high: Double
    /// Whether equal distances are equal factors.
    let isLogarithmic: Bool
    /// Whether only whole numbers have a meaning.
    let isCount: Bool

    package init(
      _ label: String, _ range: ClosedRange<Double>, isLogarithmic: Bool = false, isCount: Bool = false
    ) {
      self.label = label
      (low, high) = (range.lowerBound, range.upperBound)
      self.isLogarithmic = isLogarithmic
      self.isCount = isCount
    }
  }

  package struct Line: Sendable {
    let name: String
    let points: [Curve.Point]
    /// Which colour of eight.
    let colour: Int
    let isDashed: Bool
    /// Whether each point is a dot as well.
    let hasDots: Bool

    package init(
      _ name: String, _ points: [(x: Double, y: Double)], colour: Int, isDashed: Bool = false,
      hasDots: Bool = false
    ) {
      self.name = name
      self.points = points.map { Curve.Point(x: $0.x, y: $0.y) }
      self.colour = colour
      self.isDashed = isDashed
      self.hasDots = hasDots
    }
  }

  /// Heights over a grid, drawn as lines of equal height.
  package struct Surface: Sendable {
    let lines: ContourLines
    let levels: [Double]
    /// A level that is drawn strongly, such as a border between classes.
    let border: Double?

    /// Evaluates `height` at `columns × rows` places, the corners of the ranges included.
    package init(
      x: ClosedRange<Double>, y: ClosedRange<Double>, columns: Int = 81, rows: Int = 61, levels: [Double],
      border: Double? = nil, _ heights: (_ places: [(x: Double, y: Double)]) throws -> [Double]
    ) rethrows {
      func places(_ range: ClosedRange<Double>, _ count: Int) -> [Double] {
        (0..<count).map {
          range.lowerBound + (range.upperBound - range.lowerBound) * Double($0) / Double(count - 1)
        }
      }
      let (x, y) = (places(x, columns), places(y, rows))
      let values = try heights(y.flatMap { y in x.map { (x: $0, y: y) } })
      lines = ContourLines(x: x, y: y, values: values)
      self.levels = levels
      self.border = border
    }
  }

  let x: Axis
  let y: Axis
  private let lines: [Line]
  private let bars: [(from: Double, to: Double, height: Double)]
  private let marks: [(x: Double, y: Double, text: String, colour: Int)]
  private let dots: [Line]
  private let surface: Surface?

  package init(
    x: Axis, y: Axis, lines: [Line] = [], bars: [(from: Double, to: Double, height: Double)] = [],
    marks: [(x: Double, y: Double, text: String, colour: Int)] = [], dots: [Line] = [],
    surface: Surface? = nil
  ) {
    self.x = x
    self.y = y
    self.lines = lines
    self.bars = bars
    self.marks = marks
    self.dots = dots
    self.surface = surface
  }

  func figure(name: String, title: String, summary: String) -> Figure {
    var plot = Plot(x: x.axis, y: y.axis)
    plot.bars = bars.map { ($0.from, $0.to, 0, $0.height, "bar") }
    plot.lines = lines.map {
      Plot.Line(
        name: $0.name, points: plot.inside($0.points.map(scaled)), colour: $0.colour, isDashed: $0.isDashed)
    }
    // Without a line, for the legend.
    plot.lines += dots.map { Plot.Line(name: $0.name, points: [], colour: $0.colour) }
    for line in lines where line.hasDots {
      plot.dots += plot.inside(line.points.map(scaled)).map { ($0, line.colour) }
    }
    for line in dots { plot.dots += line.points.map { (scaled($0), line.colour) } }
    plot.marks = marks.map { (scaled(Curve.Point(x: $0.x, y: $0.y)), $0.text, $0.colour) }
    if let surface {
      plot.contours = surface.levels.flatMap { level in
        surface.lines.lines(at: level).map {
          ($0.map(scaled), level == surface.border ? "border" : "contour")
        }
      }
    }
    return Figure(
      name: name, title: title, summary: summary, width: Plot.width, height: plot.height,
      drawing: plot.drawing, columns: ["line", "x", "y"], rows: rows)
  }

  private var rows: [CSVRow] {
    (lines + dots).flatMap { line in
      line.points.map { [.text(line.name), .number($0.x), .number($0.y)] as CSVRow }
    } + bars.map { [.text("bar"), .number(($0.from + $0.to) / 2), .number($0.height)] as CSVRow }
  }

  private func scaled(_ point: Curve.Point) -> Curve.Point {
    Curve.Point(x: x.scaled(point.x), y: y.scaled(point.y))
  }
}

extension LessonPlot.Axis {
  fileprivate var axis: Plot.Axis {
    if isLogarithmic { return .powers(label, low: low, high: high) }
    return isCount
      ? .counts(label, low: Int(low), high: Int(high)) : .numbers(label, low: low, high: high)
  }

  /// Where a value lies on the axis; nothing is below the least of a logarithmic one.
  fileprivate func scaled(_ value: Double) -> Double {
    isLogarithmic ? log10(max(value, low)) : value
  }
}

extension Plot {
  /// The points from the first on to where they leave the frame for the first time.
  fileprivate func inside(_ points: [Curve.Point]) -> [Curve.Point] {
    var kept: [Curve.Point] = []
    for point in points {
      guard point.x.isFinite, point.y.isFinite else { break }
      guard let last = kept.last else {
        kept.append(point)
        continue
      }
      // The share of the way to the point that is inside.
      var share = 1.0
      for (from, to, axis) in [(last.x, point.x, x), (last.y, point.y, y)] where from != to {
        let border = to > from ? axis.high : axis.low
        share = min(share, max(0, (border - from) / (to - from)))
      }
      kept.append(
        Curve.Point(x: last.x + share * (point.x - last.x), y: last.y + share * (point.y - last.y)))
      if share < 1 { break }
    }
    return kept
  }
}
