import Foundation
import FoveaEvaluation
import FoveaFiles

extension Figure {
  /// Accuracy over images a class, with its interval.
  static func learningCurve(_ curve: LearningCurve) -> Figure {
    func line(_ value: (LearningCurve.Point) -> Double) -> [Curve.Point] {
      curve.points.map { Curve.Point(x: log10(Double($0.imagesPerClass)), y: value($0)) }
    }
    let counts = curve.points.map { Double($0.imagesPerClass) }
    let low = curve.points.map(\.interval.low).min() ?? 0
    var plot = Plot(
      x: .logarithm(of: counts, "images a class"),
      y: low >= 0.5 ? .upperShare("accuracy", from: low) : .share("accuracy"))
    plot.lines = [
      Plot.Line(name: "accuracy", points: line(\.accuracy), colour: 0),
      // There and back, so that it is one line with one name.
      Plot.Line(
        name: "95 % interval", points: line(\.interval.low) + line(\.interval.high).reversed(), colour: 1,
        isDashed: true),
    ]
    plot.marks = line(\.accuracy).map { ($0, Numeral.decimal($0.y * 100, 1), 0) }
    return Figure(
      name: "learning-curve", title: "Accuracy by number of images",
      summary: "Accuracy on the \(curve.part) part of heads that learned from so many images a class"
        + (curve.expectation.map { "; " + $0 } ?? ""),
      width: Plot.width, height: plot.height, drawing: plot.drawing,
      columns: ["images_per_class", "images", "accuracy", "low", "high", "draws"],
      rows: curve.points.map {
        [
          .integer($0.imagesPerClass), .integer($0.images), .number($0.accuracy), .number($0.interval.low),
          .number($0.interval.high), .integer($0.draws),
        ]
      })
  }
}

extension Plot.Axis {
  /// Decimal logarithms, with ticks at `values`, which are whole numbers in ascending order.
  fileprivate static func logarithm(of values: [Double], _ label: String) -> Plot.Axis {
    let ticks = values.map { log10($0) }
    let low = ticks.first ?? 0
    return Plot.Axis(label: label, low: low, high: max(ticks.last ?? 1, low + 0.1), ticks: ticks) {
      Numeral.decimal(pow(10, $0), 0)
    }
  }
}
