import FoveaEvaluation
import FoveaFiles

/// Which classes the curves are drawn of: all of a few, the worst of many.
struct CurveChoice {
  let classes: [Int]
  let isComplete: Bool

  /// As many lines as can be told apart.
  private static let limit = 8

  /// Two classes have one curve, that of the second.
  init(_ result: EvaluationResult, score: (ClassScores) -> Double?) {
    let defined = result.perClass.indices.filter { score(result.perClass[$0]) != nil }
    if result.classes.count == 2 {
      classes = defined.filter { $0 == 1 }
      isComplete = true
    } else if defined.count <= CurveChoice.limit {
      classes = defined
      isComplete = true
    } else {
      let worst = defined.sorted {
        (score(result.perClass[$0]) ?? 0, $0) < (score(result.perClass[$1]) ?? 0, $1)
      }
      classes = Array(worst.prefix(CurveChoice.limit))
      isComplete = false
    }
  }
}

extension Figure {
  private static let drawnPoints = 400
  private static let listedPoints = 2000

  /// The ROC curve of each class against the rest; nil where no class has one.
  static func roc(_ result: EvaluationResult, _ rankings: [ClassRanking]) -> Figure? {
    let choice = CurveChoice(result, score: \.rocAUC)
    let curves = choice.classes.compactMap { index in rankings[index].rocCurve.map { (index, $0) } }
    guard !curves.isEmpty else { return nil }
    var plot = Plot(x: .share("false positive rate"), y: .share("true positive rate (recall)"))
    plot.reference = ("guessing", [Curve.Point(x: 0, y: 0), Curve.Point(x: 1, y: 1)])
    plot.lines = lines(curves) { named(result, $0, result.perClass[$0].rocAUC, "AUC") }
    if let scores = result.twoClass, let hit = scores.sensitivity, let pass = scores.specificity {
      plot.marks = [(Curve.Point(x: 1 - pass.value, y: hit.value), "threshold", 0)]
    }
    return Figure(
      name: "roc", title: "ROC",
      summary: summary("True against false positive rate", choice, result),
      width: Plot.width, height: plot.height, drawing: plot.drawing,
      columns: ["class", "false_positive_rate", "true_positive_rate", "threshold"],
      rows: rows(curves, result))
  }

  /// The precision-recall curve of each class against the rest; nil where no class has one.
  static func precisionRecall(_ result: EvaluationResult, _ rankings: [ClassRanking]) -> Figure? {
    let choice = CurveChoice(result, score: \.averagePrecision)
    let curves = choice.classes.compactMap { index in
      rankings[index].precisionRecallCurve.map { (index, $0) }
    }
    guard !curves.isEmpty else { return nil }
    var plot = Plot(x: .share("recall"), y: .share("precision"))
    plot.lines = lines(curves) { named(result, $0, result.perClass[$0].averagePrecision, "AP") }
    if let scores = result.twoClass, let hit = scores.sensitivity, let right = scores.positivePredictiveValue
    {
      plot.marks = [(Curve.Point(x: hit.value, y: right.value), "threshold", 0)]
    }
    if let prevalence = result.twoClass?.prevalence?.value {
      plot.reference = ("guessing", [Curve.Point(x: 0, y: prevalence), Curve.Point(x: 1, y: prevalence)])
    }
    return Figure(
      name: "precision-recall", title: "Precision and recall",
      summary: summary("Precision against recall", choice, result),
      width: Plot.width, height: plot.height, drawing: plot.drawing,
      columns: ["class", "recall", "precision", "threshold"], rows: rows(curves, result))
  }

  private static func lines(
    _ curves: [(Int, Curve)], _ name: (Int) -> String
  ) -> [Plot.Line] {
    curves.enumerated().map { position, curve in
      Plot.Line(
        name: name(curve.0), points: curve.1.thinned(to: drawnPoints).points, colour: position % 8)
    }
  }

  private static func rows(_ curves: [(Int, Curve)], _ result: EvaluationResult) -> [CSVRow] {
    curves.flatMap { index, curve in
      curve.thinned(to: listedPoints).points.map {
        [.text(result.classes[index]), .number($0.x), .number($0.y), .probability($0.threshold)]
      }
    }
  }

  private static func named(_ result: EvaluationResult, _ index: Int, _ score: Double?, _ word: String)
    -> String
  {
    let name = result.classes[index]
    return "\(Elision.middle(name, to: 22)), \(word) \(score.map { Numeral.decimal($0, 3) } ?? "–")"
  }

  private static func summary(_ what: String, _ choice: CurveChoice, _ result: EvaluationResult) -> String {
    if result.classes.count == 2 { return "\(what) of \(result.classes[1])" }
    let present = result.perClass.count { $0.support > 0 }
    let all = present == result.classes.count ? "each class" : "each class that has images"
    return choice.isComplete
      ? "\(what) of \(all) against the rest"
      : "\(what) of the \(choice.classes.count) worst of \(present) classes against the rest"
  }
}
