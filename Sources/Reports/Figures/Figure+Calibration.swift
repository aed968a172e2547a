import FoveaEvaluation
import FoveaFiles

extension Figure {
  /// How often the model was right at each confidence.
  ///
  /// - Parameter before: the same without the model's temperature, where that is not one.
  static func reliability(_ reliability: Reliability, before: Reliability?) -> Figure {
    var plot = Plot(x: .share("confidence"), y: .share("share that was right"))
    plot.reference = ("as sure as right", [Curve.Point(x: 0, y: 0), Curve.Point(x: 1, y: 1)])
    let width = 1 / Double(reliability.bins.count)
    for (index, bin) in reliability.bins.enumerated() {
      guard let accuracy = bin.accuracy, let confidence = bin.confidence else { continue }
      let (from, to) = (Double(index) * width, Double(index + 1) * width)
      plot.bars.append((from, to, 0, min(accuracy, confidence), "bar"))
      let style = confidence > accuracy ? "too-sure" : "too-modest"
      plot.bars.append((from, to, min(accuracy, confidence), max(accuracy, confidence), style))
    }
    if let before {
      let points = before.bins.compactMap { bin in
        bin.confidence.flatMap { x in bin.accuracy.map { Curve.Point(x: x, y: $0) } }
      }
      plot.lines = [Plot.Line(name: "before calibration", points: points, colour: 4)]
    }
    func row(_ name: String, _ index: Int, _ bin: Reliability.Bin) -> CSVRow {
      [
        .text(name), .number(Double(index) * width), .number(Double(index + 1) * width),
        .integer(bin.samples),
        .integer(bin.correct), .number(bin.confidence), .number(bin.accuracy),
      ]
    }
    return Figure(
      name: "reliability", title: "Reliability",
      summary:
        "Columns show how often predictions of a confidence were right. Orange is what the model promised too much, green what it was better than it said",
      width: Plot.width, height: plot.height, drawing: plot.drawing,
      columns: ["temperature", "low", "high", "samples", "correct", "mean_confidence", "accuracy"],
      rows: reliability.bins.enumerated().map { row("after", $0, $1) }
        + (before?.bins.enumerated().map { row("before", $0, $1) } ?? []))
  }

  /// How many predictions there are of each confidence, right ones below wrong ones.
  static func confidences(_ reliability: Reliability) -> Figure {
    let most = reliability.bins.reduce(1) { max($0, $1.samples) }
    var plot = Plot(x: .share("confidence"), y: .numbers("images", low: 0, high: Double(most)))
    let width = 1 / Double(reliability.bins.count)
    for (index, bin) in reliability.bins.enumerated() where bin.samples > 0 {
      let (from, to) = (Double(index) * width, Double(index + 1) * width)
      plot.bars.append((from, to, 0, Double(bin.correct), "bar"))
      if bin.samples > bin.correct {
        plot.bars.append((from, to, Double(bin.correct), Double(bin.samples), "miss"))
      }
    }
    return Figure(
      name: "confidences", title: "Confidences",
      summary: "Number of right (lower part) and wrong predictions (upper part) by confidence",
      width: Plot.width, height: plot.height, drawing: plot.drawing,
      columns: ["low", "high", "right", "wrong"],
      rows: reliability.bins.enumerated().map { index, bin in
        [
          .number(Double(index) * width), .number(Double(index + 1) * width), .integer(bin.correct),
          .integer(bin.samples - bin.correct),
        ]
      })
  }

  /// What the model would get wrong if it answered only where it is sure enough.
  static func riskCoverage(_ risk: RiskCoverage) -> Figure {
    let curve = risk.curve
    let total = curve.points.last?.y ?? 0
    let highest = curve.points.filter { $0.x >= 0.02 }.reduce(total) { max($0, $1.y) }
    let drawn = curve.thinned(to: 400)
    var plot = Plot(
      x: .share("coverage: share that is answered"),
      y: .numbers("risk: % of answers that are wrong", low: 0, high: max(highest * 100, 0.1)))
    plot.lines = [
      Plot.Line(
        name: "surest first", points: drawn.points.map { Curve.Point(x: $0.x, y: $0.y * 100) }, colour: 0)
    ]
    plot.reference = (
      "all answered", [Curve.Point(x: 0, y: total * 100), Curve.Point(x: 1, y: total * 100)]
    )
    return Figure(
      name: "risk-coverage", title: "Risk and coverage",
      summary: "Share of wrong answers if only the surest predictions are answered",
      width: Plot.width, height: plot.height, drawing: plot.drawing,
      columns: ["least_confidence", "coverage", "risk"],
      rows: risk.thinned(to: 2000).points.map {
        [
          .probability($0.confidence), .number(Double($0.answered) / Double(risk.samples)), .number($0.risk),
        ]
      })
  }
}
