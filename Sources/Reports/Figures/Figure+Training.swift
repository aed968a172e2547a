import FoveaEvaluation
import FoveaFiles

/// What one epoch of training gave, as a report shows it.
package struct HistoryPoint: Hashable, Sendable {
  package let epoch: Int
  package let trainingLoss: Double?
  package let trainingAccuracy: Double?
  package let validationLoss: Double?
  package let validationAccuracy: Double?

  package init(
    epoch: Int, trainingLoss: Double?, trainingAccuracy: Double?, validationLoss: Double?,
    validationAccuracy: Double?
  ) {
    self.epoch = epoch
    self.trainingLoss = trainingLoss
    self.trainingAccuracy = trainingAccuracy
    self.validationLoss = validationLoss
    self.validationAccuracy = validationAccuracy
  }
}

extension Figure {
  /// Loss and accuracy over the epochs; none for fewer than two of them.
  static func training(_ history: [HistoryPoint], best: Int?) -> [Figure] {
    guard history.count > 1, let first = history.first, let last = history.last else { return [] }
    func figure(
      _ name: String, _ title: String, _ word: String, _ y: (Double, Double) -> Plot.Axis,
      _ training: (HistoryPoint) -> Double?, _ validation: (HistoryPoint) -> Double?
    ) -> Figure {
      func points(_ value: (HistoryPoint) -> Double?) -> [Curve.Point] {
        history.compactMap { row in value(row).map { Curve.Point(x: Double(row.epoch), y: $0) } }
      }
      let (trained, held) = (points(training), points(validation))
      let values = (trained + held).map(\.y).filter(\.isFinite)
      var plot = Plot(
        x: .counts("epoch", low: first.epoch, high: last.epoch), y: y(values.min() ?? 0, values.max() ?? 1))
      plot.lines = [Plot.Line(name: "training", points: trained, colour: 0)]
      if !held.isEmpty { plot.lines.append(Plot.Line(name: "validation", points: held, colour: 1)) }
      if let best, let point = (held.isEmpty ? trained : held).first(where: { $0.x == Double(best) }) {
        plot.marks = [(point, "epoch \(best), kept", held.isEmpty ? 0 : 1)]
      }
      return Figure(
        name: name, title: title, summary: "\(word) by epoch on the training and the validation part",
        width: Plot.width, height: plot.height, drawing: plot.drawing,
        columns: ["epoch", "training", "validation"],
        rows: history.map { [.integer($0.epoch), .number(training($0)), .number(validation($0))] })
    }
    return [
      figure(
        "training-loss", "Loss", "Loss", { .numbers("loss", low: min(0, $0), high: $1) },
        \.trainingLoss, \.validationLoss),
      figure(
        "training-accuracy", "Accuracy", "Accuracy",
        { low, _ in low >= 0.5 ? Plot.Axis.upperShare("accuracy", from: low) : .share("accuracy") },
        \.trainingAccuracy, \.validationAccuracy),
    ]
  }
}

extension Plot.Axis {
  /// Shares from somewhat below `low` to 1, for curves that keep to the top.
  static func upperShare(_ label: String, from low: Double) -> Plot.Axis {
    let tenths = max(0, min(9, Int(low * 10)))
    let step = tenths >= 8 ? 0.05 : 0.1
    let ticks = stride(from: Double(tenths) / 10, through: 1.0001, by: step).map { min(1, $0) }
    return Plot.Axis(label: label, low: ticks[0], high: 1, ticks: ticks) {
      Numeral.decimal($0 * 100, 0) + " %"
    }
  }
}
