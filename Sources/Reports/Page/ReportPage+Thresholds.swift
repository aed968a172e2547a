import FoveaEvaluation

extension ReportPage {
  /// What other thresholds give; nil unless there are two classes.
  var thresholds: Markup? {
    guard let table = content.result.thresholds else { return nil }
    let chosen = table.points.filter { !$0.marks.isEmpty }
    let steps = table.points.filter(isStep)
    return .joined([
      .element("p") {
        "\(table.positive) is predicted where its probability is above the threshold. fovea threshold sets another one in a model that is trained, by images that it did not learn from."
      },
      .element("h3") { "Chosen points" },
      rows(chosen, id: "chosen-thresholds", isMarked: true),
      .element("p", ["class": "muted small"]) {
        "All but those in use and at 0.5 are chosen on these very images, so what they promise is somewhat too good; a threshold that is chosen on other images keeps its word. With Wilson's 95 % intervals."
      },
      figure("thresholds") ?? .empty,
      .element("h3", ["style": "margin-top:24px"]) { "Thresholds in steps" },
      rows(steps, id: "thresholds", isMarked: false),
      .element("p", ["class": "muted small"]) {
        "thresholds.csv has every threshold that divides these images in another way."
      },
    ])
  }

  private func isStep(_ point: OperatingPoint) -> Bool {
    let twentieths = point.threshold * 20
    return abs(twentieths - twentieths.rounded()) < 1e-9 && twentieths > 0.5 && twentieths < 19.5
  }

  private func rows(_ points: [OperatingPoint], id: String, isMarked: Bool) -> Markup {
    let restated = points.compactMap(\.atPrevalence).first
    let heads = ["sensitivity %", "specificity %", "PPV %", "NPV %", "accuracy %"]
    let more = restated.map { ["PPV at \($0.share)", "NPV at \($0.share)", "accuracy at \($0.share)"] } ?? []
    return SortableTable(
      id: id, heads: (isMarked ? ["chosen by"] : []) + ["threshold"] + heads + more,
      rows: points.map { point in
        var cells: [SortableTable.Cell] =
          isMarked ? [.words(point.marks.map(\.words).joined(separator: ", "))] : []
        cells.append(.said(TextNumber.threshold(point.threshold), point.threshold))
        cells += [
          point.sensitivity, point.specificity, point.positivePredictiveValue, point.negativePredictiveValue,
          point.accuracy,
        ].map(share)
        if restated != nil {
          cells += [
            point.atPrevalence?.positivePredictiveValue, point.atPrevalence?.negativePredictiveValue,
            point.atPrevalence?.accuracy,
          ].map(share)
        }
        return cells
      }, tallFrom: 30
    ).markup
  }

  /// `95.2 (91.0 to 97.5)`.
  private func share(_ share: TwoClassScores.Share?) -> SortableTable.Cell {
    guard let share else { return .number(nil, digits: 1) }
    let (low, high) = (share.interval.low * 100, share.interval.high * 100)
    return .said(
      "\(TextNumber.hundredfold(share.value, 1)) (\(Numeral.decimal(low, 1)) to \(Numeral.decimal(high, 1)))",
      share.value)
  }

  /// The scores at another prevalence; empty where none was asked for.
  var atPrevalence: Markup {
    guard let scores = content.result.atPrevalence else { return .empty }
    return .joined([
      .element("h3", ["style": "margin-top:24px"]) { "At a prevalence of \(scores.share)" },
      .element("div", ["class": "table"]) {
        Markup.element("table") {
          Markup.element("thead") {
            Markup.element("tr") {
              for head in ["score", "value", "95 % interval"] {
                Markup.element("th", ["scope": "col"]) { head }
              }
            }
          }
          Markup.element("tbody") {
            for row in scores.rows {
              Markup.element("tr") {
                Markup.element("td") { row.name }
                Markup.element("td") { row.value }
                Markup.element("td") { row.interval }
              }
            }
          }
        }
      },
      .element("p", ["class": "muted small"]) {
        scores.assumption + " " + scores.baseline
      },
    ])
  }
}
