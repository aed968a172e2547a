import FoveaEvaluation

extension ReportPage {
  var summary: Markup {
    .joined([
      notes,
      hero,
      .element("dl", ["class": "cards"]) { Markup.joined(cards) },
      medicine,
      atPrevalence,
    ])
  }

  private var notes: Markup {
    guard !content.notes.isEmpty else { return .empty }
    return .element("div", ["class": "notes", "role": "note"]) {
      Markup.element("ul") {
        for note in content.notes { Markup.element("li") { note } }
      }
    }
  }

  private var cards: [Markup] {
    let (result, intervals) = (content.result, content.result.intervals)
    var cards = [
      card(
        "Balanced accuracy", Numeral.percent(result.balancedAccuracy), intervals.balancedAccuracy,
        isShare: true),
      card("Macro F1", Numeral.decimal(result.macro.f1, 4), intervals.macroF1),
    ]
    for top in result.topAccuracies where top.k == 5 || (top.k == 2 && result.classes.count > 2) {
      cards.append(card("Top-\(top.k) accuracy", Numeral.percent(top.accuracy), top.interval, isShare: true))
    }
    if result.classes.count == 2 {
      cards.append(card("ROC AUC", text(result.rocAUC), intervals.rocAUC))
      cards.append(card("Average precision", text(result.averagePrecision), intervals.averagePrecision))
    } else {
      cards.append(card("Macro ROC AUC", text(result.macroROCAUC), intervals.macroROCAUC))
    }
    cards += [
      card("Cohen's kappa", text(result.cohenKappa), intervals.cohenKappa),
      card("Matthews", text(result.matthewsCorrelation), intervals.matthewsCorrelation),
      card("Log loss", Numeral.decimal(result.logLoss, 4), intervals.logLoss),
      card("Brier", Numeral.decimal(result.brier, 4), intervals.brier),
      card(
        "Calibration error", Numeral.decimal(result.expectedCalibrationError, 4),
        intervals.expectedCalibrationError),
    ]
    return cards
  }

  private func card(
    _ name: String, _ value: String, _ interval: ConfidenceInterval?, isShare: Bool = false
  ) -> Markup {
    .element("div", ["class": "card"]) {
      Markup.element("dt") { name }
      Markup.element("dd") {
        value
        if let interval { Markup.element("span", ["class": "range"]) { range(interval, isShare: isShare) } }
      }
    }
  }

  /// Sensitivity, specificity and their kin for two classes.
  private var medicine: Markup {
    guard let scores = content.result.twoClass else { return .empty }
    let rows: [(String, String, TwoClassScores.Share?, Bool)] = [
      ("Sensitivity", "of \(scores.positive) found", scores.sensitivity, true),
      ("Specificity", "of others left alone", scores.specificity, true),
      ("Positive predictive value", "of alarms right", scores.positivePredictiveValue, true),
      ("Negative predictive value", "of all-clears right", scores.negativePredictiveValue, true),
      ("Positive likelihood ratio", "", scores.positiveLikelihoodRatio, false),
      ("Negative likelihood ratio", "", scores.negativeLikelihoodRatio, false),
      ("Prevalence", "in this data", scores.prevalence, true),
    ]
    let threshold = content.result.thresholdInUse?.words ?? "the threshold of 0.5"
    return .joined([
      .element("h3", ["style": "margin-top:24px"]) {
        "At \(threshold) for \(scores.positive)"
      },
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
            for row in rows {
              Markup.element("tr") {
                Markup.element("td") {
                  row.0
                  Markup.element("span", ["class": "muted"]) { row.1.isEmpty ? "" : ", share " + row.1 }
                }
                Markup.element("td") {
                  row.2.map { row.3 ? Numeral.percent($0.value) : Numeral.decimal($0.value, 2) } ?? "–"
                }
                Markup.element("td") { row.2.map { range($0.interval, isShare: row.3) } ?? "undefined" }
              }
            }
          }
        }
      },
    ])
  }

  private func text(_ value: Double?) -> String { value.map { Numeral.decimal($0, 4) } ?? "–" }

  func range(_ interval: ConfidenceInterval, isShare: Bool) -> String {
    isShare
      ? "\(Numeral.decimal(interval.low * 100, 2)) to \(Numeral.decimal(interval.high * 100, 2)) %"
      : "\(Numeral.decimal(interval.low, 4)) to \(Numeral.decimal(interval.high, 4))"
  }
}
