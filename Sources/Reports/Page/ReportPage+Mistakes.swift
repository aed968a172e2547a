import FoveaEvaluation

extension ReportPage {
  var mistakes: Markup {
    let notable = pictures.notable
    return .joined([
      gallery(
        "Highest loss",
        "The wrong answers whose true class has the lowest probability: odd pictures, or wrong labels.",
        notable.highestLoss),
      gallery(
        "Least sure and wrong", "The wrong answers that have the lowest probability.",
        Array(notable.leastSureWrong.prefix(12))),
      gallery(
        "Least sure and right", "The right answers that have the lowest probability.",
        Array(notable.leastSureRight.prefix(12))),
      gallery(
        "Surest and right",
        "The right answers that have the highest probability: what the model takes for typical.",
        Array(notable.surestRight.prefix(12))),
    ])
  }

  var labels: Markup? {
    guard content.isHeldOut else { return nil }
    let suspects = pictures.suspects
    let share = Double(suspects.count) / Double(content.result.samples)
    guard !suspects.isEmpty else {
      return .element("p", ["class": "muted"]) { "No label looks wrong to this model." }
    }
    return .joined([
      .element("p") {
        "\(Sentence.count(suspects.count, "label")) (\(Numeral.percent(share, digits: 1))) \(suspects.count == 1 ? "looks" : "look") wrong by confident learning: the model gives another class at least the probability that it gives to images of that class on average. Look at the pictures before changing a label; a weak model suspects what it has not understood. label_issues.csv has all of them."
      },
      .element("ul", ["class": "gallery"]) {
        for suspect in suspects.prefix(ReportPictures.listLimit) {
          item(
            suspect.sample, from: content.result.classes[suspect.label],
            to: content.result.classes[suspect.suggested],
            note:
              ReportPage.against(suspect.labelProbability, suspect.suggestedProbability)
          )
        }
      },
    ])
  }

  private func gallery(_ title: String, _ words: String, _ samples: [Int]) -> Markup {
    guard !samples.isEmpty else { return .empty }
    let classes = content.result.classes
    return .joined([
      .element("h3") { title },
      .element("p", ["class": "muted small"]) { words },
      .element("ul", ["class": "gallery"]) {
        for sample in samples {
          let outcome = content.analysis.outcomes[sample]
          item(
            sample, from: classes[Int(outcome.label)],
            to: outcome.isCorrect ? nil : classes[Int(outcome.predicted)],
            note: outcome.isCorrect
              ? "\(ReportPage.percent(outcome.confidence)) sure"
              : ReportPage.against(outcome.trueProbability, outcome.confidence)
          )
        }
      },
    ])
  }

  private func item(_ sample: Int, from label: String, to predicted: String?, note: String) -> Markup {
    let name = content.names[sample]
    let answer = predicted.map { "\(label) → \($0)" } ?? label
    return .element("li") {
      PagePicture(name: name, file: pictures.files[sample], words: "\(answer), \(note)").framed
      Markup.name(label)
      if let predicted {
        Markup.element("span", ["class": "arrow"]) { " → " }
        Markup.element("bdi", ["class": "bad"]) { Markup.exact(predicted) }
      }
      Markup.element("br")
      note
      pictures.captions.markup(name)
    }
  }

  private static func against(_ probability: Float, _ other: Float) -> String {
    "\(percent(probability)) against \(percent(other))"
  }

  private static func percent(_ probability: Float) -> String {
    Numeral.percent(Double(probability), digits: 1)
  }

  var slices: Markup? {
    guard !content.slices.isEmpty else { return nil }
    let bad = content.slices.filter(\.underperforms)
    return .joined([
      .element("p") {
        bad.isEmpty
          ? "No part of the images by size, brightness, shape, folder or group is worse than the rest by more than chance."
          : "\(bad.count) of \(Sentence.count(content.slices.count, "part")) \(bad.count == 1 ? "is" : "are") worse than the rest by more than chance (5 %, adjusted for the number of parts)."
      },
      SortableTable(
        id: "slices", heads: ["by", "part", "images", "accuracy %", "the rest %", "difference", "p-value"],
        rows: content.slices.map {
          [
            .text($0.attribute), .text($0.value), .count($0.samples), .share($0.accuracy),
            .share($0.restAccuracy), .number(($0.accuracy - $0.restAccuracy) * 100, digits: 1),
            .said(Numeral.pValue($0.pValue), $0.pValue),
          ]
        }
      ).markup,
    ])
  }
}
