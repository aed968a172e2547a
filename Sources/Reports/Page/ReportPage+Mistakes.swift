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
        for suspect in suspects.prefix(PictureStore.listLimit) {
          item(
            suspect.sample, from: content.result.classes[suspect.label],
            to: content.result.classes[suspect.suggested],
            note:
              "\(Numeral.decimal(Double(suspect.labelProbability) * 100, 1)) % against \(Numeral.decimal(Double(suspect.suggestedProbability) * 100, 1)) %"
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
              ? "\(Numeral.decimal(Double(outcome.confidence) * 100, 1)) % sure"
              : "\(Numeral.decimal(Double(outcome.trueProbability) * 100, 1)) % against \(Numeral.decimal(Double(outcome.confidence) * 100, 1)) %"
          )
        }
      },
    ])
  }

  private func item(_ sample: Int, from label: String, to predicted: String?, note: String) -> Markup {
    let name = content.names[sample]
    return .element("li", ["title": name]) {
      Markup.element("div", ["class": "frame"]) {
        if let url = pictures[sample] {
          Markup.element("img", ["src": url, "alt": name, "loading": "lazy", "class": "pixels"])
        } else {
          Markup.element("span", ["class": "muted"]) { "no picture" }
        }
      }
      Markup.element("bdi") { label }
      if let predicted {
        Markup.element("span", ["class": "arrow"]) { " → " }
        Markup.element("bdi", ["class": "bad"]) { predicted }
      }
      Markup.element("br")
      note
      Markup.element("bdi", ["class": "name"]) { ReportPage.lastParts(of: name) }
    }
  }

  /// The end of a path, which tells pictures of one folder apart.
  private static func lastParts(of name: String) -> String {
    name.split(separator: "/").suffix(2).joined(separator: "/")
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
