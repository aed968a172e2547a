import FoveaEvaluation
import FoveaFiles

extension ReportPage {
  /// Pairs of classes that are listed.
  static let pairLimit = 20

  var confusion: Markup {
    let result = content.result
    let isMap = result.classes.count > Figure.numberedClasses
    let pairs = result.confusionMatrix.mostConfused(named: result.classes, limit: ReportPage.pairLimit)
    let list = Markup.element("div") {
      Markup.element("h3") { "Most confused" }
      pairs.isEmpty
        ? Markup.element("p", ["class": "muted"]) { "No image was taken for another class." }
        : SortableTable(
          id: "pairs", heads: ["true", "taken for", "images", "% of true"],
          rows: pairs.map { [.text($0.label), .text($0.predicted), .count($0.count), .share($0.share)] },
          tallFrom: 30
        ).markup
    }
    // A matrix of few classes leaves room for the list beside it.
    return .element("div", ["class": result.classes.count <= 12 ? "split" : ""]) {
      Markup.element("div") { isMap ? map : table }
      list
    }
  }

  private var table: Markup {
    .joined([
      .element("div", ["class": "tools scripted"]) {
        Markup.element("label") {
          Markup.element("input", ["type": "checkbox", "data-shares": "matrix"])
          " percent of the row instead of counts"
        }
      },
      .element("div", ["id": "matrix"]) { figure("confusion", isWide: true) ?? .empty },
    ])
  }

  private var map: Markup {
    .joined([
      .element("div", ["class": "tools scripted"]) {
        Markup.element("button", ["type": "button", "id": "map-in"]) { "Zoom in" }
        Markup.element("button", ["type": "button", "id": "map-out"]) { "Zoom out" }
        Markup.element("button", ["type": "button", "id": "map-all"]) { "Show all" }
        Markup.element("span", ["class": "muted"]) {
          "or wheel, pinch, drag; with the keyboard + − 0 and arrows"
        }
      },
      .element("div", ["class": "map-frame"]) { figure("confusion") ?? .empty },
      .element("p", ["id": "map-words", "class": "small", "aria-live": "polite"]) {
        "Point at a cell to read it."
      },
      .element("script", ["type": "application/json", "id": "map-data"]) { Markup.json(mapData) },
    ])
  }

  /// `{"names":[…],"rows":[[column,count,…],…]}`: what the script reads out.
  private var mapData: String {
    let matrix = content.result.confusionMatrix
    var rows: [String] = []
    for counts in matrix.rows {
      var cells: [String] = []
      for (column, count) in counts.enumerated() where count > 0 { cells.append("\(column),\(count)") }
      rows.append("[" + cells.joined(separator: ",") + "]")
    }
    let names = content.result.classes.map { JSONText.quoted($0) }.joined(separator: ",")
    return "{\"names\":[\(names)],\"rows\":[\(rows.joined(separator: ","))]}"
  }

  var classes: Markup {
    let result = content.result
    let rows = result.perClass.map { scores -> [SortableTable.Cell] in
      [
        .text(scores.name), .count(scores.support), .share(scores.precision), .share(scores.recall),
        .share(scores.specificity), .number(scores.f1, digits: 3), .number(scores.rocAUC, digits: 3),
        .number(scores.averagePrecision, digits: 3), .count(scores.predicted),
      ]
    }
    let averages: [(String, AverageScores)] = [
      ("macro", result.macro), ("weighted", result.weighted), ("micro", result.micro),
    ]
    return .joined([
      result.classes.count > Figure.numberedClasses
        ? .element("div", ["class": "tools scripted"]) {
          Markup.element(
            "input",
            [
              "type": "search", "data-filter": "per-class", "placeholder": "Find a class",
              "aria-label": "Find a class",
            ])
        } : .empty,
      SortableTable(
        id: "per-class",
        heads: [
          "class", "images", "precision %", "recall %", "specificity %", "F1", "ROC AUC", "average precision",
          "predicted",
        ], rows: rows, tallFrom: 26
      ).markup,
      .element("p", ["class": "muted small", "style": "margin-top:12px"]) {
        averages.map {
          "\($0.0): precision \(Numeral.decimal($0.1.precision, 4)), recall \(Numeral.decimal($0.1.recall, 4)), F1 \(Numeral.decimal($0.1.f1, 4))"
        }.joined(separator: " · ")
      },
      undefined,
    ])
  }

  private var undefined: Markup {
    let reasons = content.result.undefined.filter { $0.key.hasPrefix("per_class.") }
    guard !reasons.isEmpty else { return .empty }
    return .element("p", ["class": "muted small"]) {
      "– is undefined, not zero: "
        + reasons.sorted { $0.key < $1.key }.map { "\($0.key.dropFirst("per_class.".count)): \($0.value)" }
        .joined(separator: "; ") + "."
    }
  }

  var calibration: Markup {
    let result = content.result
    let before =
      content.temperature == 1
      ? ""
      : " Logits are divided by a temperature of \(Numeral.decimal(content.temperature, 3)), fitted on the validation part."
    let risk = RiskCoverage(content.analysis.outcomes)
    return .joined([
      .element("p") {
        "When the model is 80 % sure it should be right 80 % of the time. The expected calibration error is \(Numeral.decimal(result.expectedCalibrationError, 4)), with bins of equally many images \(Numeral.decimal(result.adaptiveCalibrationError, 4)), the largest of a bin \(Numeral.decimal(result.maximumCalibrationError, 4)).\(before)"
      },
      .element("div", ["class": "pair"]) {
        Markup.joined(["reliability", "risk-coverage", "confidences"].compactMap { figure($0) })
        abstention(risk)
      },
    ])
  }

  /// What answering only some of the images would give.
  private func abstention(_ risk: RiskCoverage) -> Markup {
    // Few images, or many of one confidence, have the same answer for several shares: one row is enough.
    var points: [RiskCoverage.Point] = []
    for coverage in [0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 1] {
      let point = risk.points.last { Double($0.answered) <= coverage * Double(risk.samples) }
      if let point, point != points.last { points.append(point) }
    }
    let rows = points.map { point -> [SortableTable.Cell] in
      [
        .said(
          Numeral.percent(Double(point.answered) / Double(risk.samples), digits: 1),
          Double(point.answered)),
        .number(Double(point.confidence), digits: 4),
        .said(Numeral.percent(point.risk, digits: 2), point.risk), .count(point.wrong),
      ]
    }
    return .element("figure") {
      Markup.element("h3") { "If only the surest were answered" }
      SortableTable(
        id: "coverage", heads: ["answered", "least confidence", "wrong", "images wrong"], rows: rows
      )
      .markup
      Markup.element("figcaption") {
        "The mean risk over all coverages is \(Numeral.decimal(risk.area, 4)). fovea classify --min-confidence and --max-risk answer 'unknown' below a confidence."
      }
    }
  }
}
