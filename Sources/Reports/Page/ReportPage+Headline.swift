import FoveaEvaluation

extension ReportPage {
  /// What is said first: the scores that judge the rule of decision in large digits, what they show beside them.
  var hero: Markup {
    let headline = content.result.headline
    return .element("div", ["class": "hero"]) {
      Markup.element("div") { scores(headline) }
      Markup.element("div") {
        Markup.element("p") { headline.sentences.joined(separator: " ") }
        Markup.element("div", ["class": "scale"]) { scale }
      }
    }
  }

  private func scores(_ headline: Headline) -> Markup {
    let result = content.result
    guard let threshold = headline.threshold else {
      return .joined([
        .element("p", ["class": "muted small"]) { "Accuracy on the \(result.split) part" },
        .element("div", ["class": "big"]) { Numeral.percent(result.accuracy) },
        .element("p", ["class": "muted small"]) {
          "95 % interval \(range(result.accuracyInterval, isShare: true))"
        },
      ])
    }
    return .joined([
      .element("p", ["class": "muted small"]) {
        "On the \(result.split) part, at \(threshold.words) for \(threshold.positive), with 95 % intervals"
      },
      .element("dl", ["class": "big-list"]) {
        for score in headline.scores {
          Markup.element("div") {
            Markup.element("dt") { score.name }
            Markup.element("dd") { score.valueText }
            Markup.element("dd", ["class": "muted small"]) {
              score.intervalText ?? ""
            }
          }
        }
      },
    ])
  }

  /// Accuracy with its interval on a line from 0 to 100 %, the baseline beside it.
  ///
  /// Where a threshold was chosen it is the accuracy at 0.5, as the baseline says nothing of another threshold.
  private var scale: Markup {
    let result = content.result
    let half = result.hasChosenThreshold ? result.accuracyAtHalf : nil
    let (accuracy, interval) = (half?.value ?? result.accuracy, half?.interval ?? result.accuracyInterval)
    let name = half == nil ? "this model" : "this model at 0.5"
    let (left, width) = (8.0, 444.0)
    func x(_ share: Double) -> String { Numeral.coordinate(left + width * share) }
    func style(_ share: Double) -> String {
      share > 0.8 ? "tick end" : share < 0.2 ? "tick" : "tick middle"
    }
    let isNear = abs(accuracy - result.baselineAccuracy) < 0.28
    return .element(
      "svg",
      [
        "class": "figure", "viewBox": "0 0 460 72", "width": "460", "role": "img",
        "aria-label":
          "Accuracy of \(name) \(Numeral.percent(accuracy)), baseline \(Numeral.percent(result.baselineAccuracy))",
      ]
    ) {
      Markup.element(
        "path", ["class": "grid", "d": "M\(x(0)) 36H\(x(1))", "style": "stroke-width:6;stroke-linecap:round"])
      Markup.element(
        "path",
        [
          "class": "line s0", "d": "M\(x(interval.low)) 36H\(x(interval.high))",
          "style": "stroke-width:6;stroke-opacity:.4",
        ])
      Markup.element("path", ["class": "line s7", "d": "M\(x(result.baselineAccuracy)) 26V46"])
      Markup.element("circle", ["class": "s0", "fill": "var(--s0)", "cx": x(accuracy), "cy": "36", "r": "6"])
      Markup.element("text", ["class": style(accuracy), "x": x(accuracy), "y": "18"]) {
        "\(name) \(Numeral.percent(accuracy, digits: 1))"
      }
      Markup.element(
        "text",
        [
          "class": style(result.baselineAccuracy), "x": x(result.baselineAccuracy), "y": isNear ? "66" : "62",
        ]
      ) {
        "most frequent class \(Numeral.percent(result.baselineAccuracy, digits: 1))"
      }
    }
  }
}
