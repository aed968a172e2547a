import FoveaEvaluation
import FoveaFiles

extension Figure {
  private static let drawnThresholds = 400

  /// What each threshold on the positive class gives; nil unless there are two classes.
  static func thresholds(_ result: EvaluationResult, _ analysis: EvaluationResult.Analysis) -> Figure? {
    guard let table = result.thresholds else { return nil }
    let points = analysis.operatingPoints(table, limit: drawnThresholds)
    let scores: [(name: String, score: (OperatingPoint) -> Double?)] = [
      ("sensitivity", { $0.sensitivity?.value }), ("specificity", { $0.specificity?.value }),
      ("PPV", { $0.positivePredictiveValue?.value }), ("NPV", { $0.negativePredictiveValue?.value }),
    ]
    var plot = Plot(x: .share("threshold for \(table.positive)"), y: .share("share"))
    plot.lines = scores.enumerated().map { position, score in
      Plot.Line(
        name: score.name,
        points: points.compactMap { point in
          score.score(point).map { Curve.Point(x: point.threshold, y: $0) }
        }, colour: position, isDashed: position >= 2)
    }
    if let point = table.points.first(where: { $0.marks.contains(.inUse) }), let hit = point.sensitivity {
      plot.marks = [(Curve.Point(x: point.threshold, y: hit.value), "in use", 0)]
    }
    return Figure(
      name: "thresholds", title: "Thresholds",
      summary: "What each threshold on the probability of \(table.positive) gives",
      width: Plot.width, height: plot.height, drawing: plot.drawing,
      columns: [
        "threshold", "sensitivity", "specificity", "positive_predictive_value", "negative_predictive_value",
      ],
      rows: points.map { point in
        CSVRow([.number(point.threshold)] + scores.map { .number($0.score(point)) })
      })
  }
}
