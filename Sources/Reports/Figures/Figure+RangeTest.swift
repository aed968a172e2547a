import Foundation
import FoveaEvaluation
package import FoveaFiles

extension Figure {
  /// Loss over the learning rate, on a logarithmic axis.
  ///
  /// - Parameters:
  ///   - points: rate, loss and smoothed loss of each step.
  ///   - suggestion: the rate to train with.
  static func rangeTest(
    _ points: [(rate: Double, loss: Double, smoothed: Double)], suggestion: Double?
  ) -> Figure {
    let smoothed = points.map { Curve.Point(x: log10($0.rate), y: $0.smoothed) }
    // A loss that runs away at the end would press everything else flat.
    let low = smoothed.map(\.y).min() ?? 0
    let high = min(smoothed.map(\.y).max() ?? 1, 2 * max(smoothed.first?.y ?? 1, low))
    var plot = Plot(
      x: .powers("learning rate", low: points.first?.rate ?? 1e-7, high: points.last?.rate ?? 1),
      y: .numbers("smoothed loss", low: min(0, low), high: high))
    plot.lines = [Plot.Line(name: "smoothed loss", points: smoothed, colour: 0)]
    if let suggestion,
      let place = smoothed.min(by: {
        abs($0.x - log10(suggestion)) < abs($1.x - log10(suggestion))
      })
    {
      plot.marks = [(place, Numeral.significant(suggestion), 1)]
    }
    return Figure(
      name: "learning_rates", title: "Loss by learning rate",
      summary: "Smoothed training loss of each step of a sweep over learning rates",
      width: Plot.width, height: plot.height, drawing: plot.drawing,
      columns: ["learning_rate", "loss", "smoothed_loss"],
      rows: points.map { [.number($0.rate), .number($0.loss), .number($0.smoothed)] })
  }
}

extension Plot.Axis {
  /// Powers of ten that hold `low ... high`; values on it are decimal logarithms.
  static func powers(_ label: String, low: Double, high: Double) -> Plot.Axis {
    let first = Int(log10(low).rounded(.down))
    let last = max(Int(log10(high).rounded(.up)), first + 1)
    return Plot.Axis(
      label: label, low: Double(first), high: Double(last),
      // No more of them than can be read beside each other.
      ticks: stride(from: first, through: last, by: max(1, (last - first + 7) / 8)).map(Double.init)
    ) { "1e\(Int($0))" }
  }
}

extension ReportWriter {
  /// Writes a sweep over learning rates as `learning_rates.csv` and `learning_rates.svg`.
  package func write(
    sweep points: [(rate: Double, loss: Double, smoothed: Double)], suggestion: Double?
  ) throws(FileError) { try write(Figure.rangeTest(points, suggestion: suggestion)) }
}
