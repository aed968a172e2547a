import FoveaEvaluation

/// The page of a comparison.
struct ComparisonPage {
  private let comparison: ModelComparison
  private let pictures: PictureStore<String>

  /// Pictures of gains and of losses, for each model.
  private static let pictureLimit = 24

  init(_ comparison: ModelComparison, thumbnail: (String, Int) -> [UInt8]?) {
    self.comparison = comparison
    let shown = comparison.contrasts.flatMap { contrast in
      [true, false].flatMap { isGain in
        contrast.flips.filter { $0.isGain == isGain }.prefix(Self.pictureLimit).map(\.path)
      }
    }
    pictures = PictureStore(shown, budget: 1_200_000, thumbnail)
  }

  var bytes: [UInt8] {
    var sections = [Page.Section(id: "summary", title: "Summary", body: summary)]
    for (position, contrast) in comparison.contrasts.enumerated() {
      let name = comparison.entries[contrast.entry].name
      sections.append(
        Page.Section(
          id: "contrast-\(position + 1)", title: "\(name) against \(comparison.entries[0].name)",
          body: section(contrast, position)))
    }
    return Page(
      title: "Comparison of \(comparison.entries.count) models",
      subtitle:
        "\(Sentence.count(comparison.samples, "image")) of \(Sentence.count(comparison.classes.count, "class", "classes")), \(comparison.split) part",
      sections: sections
    ).bytes
  }

  private var summary: Markup {
    .joined([
      comparison.notes.isEmpty
        ? .empty
        : .element("div", ["class": "notes", "role": "note"]) {
          Markup.element("ul") { for note in comparison.notes { Markup.element("li") { note } } }
        },
      .joined(comparison.contrasts.map { contrast in .element("p") { comparison.verdict(contrast) } }),
      models,
    ])
  }

  private var models: Markup {
    let hasThresholds = comparison.hasThresholds
    func said(_ interval: ConfidenceInterval) -> SortableTable.Cell {
      .said(
        "\(Numeral.decimal(interval.low * 100, 2)) to \(Numeral.decimal(interval.high * 100, 2))",
        interval.low)
    }
    return SortableTable(
      id: "models",
      heads: ["model", "accuracy %", "95 % interval"]
        + (hasThresholds ? ["threshold", "accuracy at 0.5 %", "95 % interval"] : []) + [
          comparison.name(of: .rocAUC), "macro F1", "log loss", "Brier", "ECE", "parameters", "MB",
          "images/s",
        ],
      rows: zip(comparison.entries, comparison.scores).map { entry, scores in
        let result = entry.result
        let half = scores.accuracyAtHalf
        return [.text(entry.name), .share(result.accuracy), said(result.accuracyInterval)]
          + (hasThresholds
            ? [.number(result.threshold, digits: 4), .share(half.value), said(half.interval)] : []) + [
            .number(scores.rocAUC, digits: 4), .number(result.macro.f1, digits: 4),
            .number(result.logLoss, digits: 4), .number(scores.brier, digits: 4),
            .number(result.expectedCalibrationError, digits: 4),
            .count(entry.parameters), .number(Double(entry.fileSize) / 1e6, digits: 2),
            .count(Int(entry.imagesPerSecond.rounded())),
          ]
      }
    ).markup
  }

  /// Every measure of two models with its test.
  private func measures(_ contrast: ModelComparison.Contrast, _ position: Int) -> Markup {
    let name = comparison.entries[contrast.entry].name
    let p = comparison.contrasts.count > 1 ? "adjusted p" : "p"
    return SortableTable(
      id: "measures-\(position)",
      heads: ["measure", comparison.entries[0].name, name, "difference", "95 % interval", p, "test"],
      rows: contrast.tests.map { test in
        let row = MeasureText(test)
        func said(_ text: String, _ value: Double?) -> SortableTable.Cell {
          value.map { .said(text, $0) } ?? .number(nil, digits: 0)
        }
        return [
          .text(comparison.name(of: test.measure) + (row.isShare ? ", %" : "")), said(row.first, test.first),
          said(row.second, test.second), said(row.difference, test.difference),
          said(row.interval, test.interval?.low),
          said(test.adjustedPValue.map(Numeral.pValue) ?? "", test.adjustedPValue),
          .words(test.reason.map { "none: \($0)" } ?? test.measure.testName),
        ]
      }
    ).markup
  }

  private func section(_ contrast: ModelComparison.Contrast, _ position: Int) -> Markup {
    let paired = contrast.paired
    let changed = paired.perClass.filter { $0.gained + $0.lost > 0 }
    return .joined([
      .element("p") { comparison.verdict(contrast) },
      contrast[contrast.thresholdsDiffer ? .accuracyAtHalf : .accuracy].map(scale) ?? .empty,
      measures(contrast, position),
      .element("p", ["class": "muted small", "style": "margin-top:12px"]) { comparison.counts(contrast) },
      changed.isEmpty
        ? .empty
        : .joined([
          .element("h3") { "Classes that changed" },
          SortableTable(
            id: "changes-\(position)",
            heads: ["class", "images", "recall before %", "recall after %", "gained", "lost"],
            rows: changed.sorted { $0.gained + $0.lost > $1.gained + $1.lost }.map {
              [
                .text($0.name), .count($0.support), .share($0.firstRecall), .share($0.secondRecall),
                .count($0.gained), .count($0.lost),
              ]
            }
          ).markup,
        ]),
      gallery("Gained", contrast.flips.filter(\.isGain)),
      gallery("Lost", contrast.flips.filter { !$0.isGain }),
    ])
  }

  /// The difference of accuracy, at thresholds that are alike.
  private func scale(_ test: MeasureTest) -> Markup {
    guard let difference = test.difference, let interval = test.interval else { return .empty }
    return .joined([
      .element("p", ["class": "muted small"]) { "Difference of \(comparison.name(of: test.measure))" },
      DifferenceScale(difference: difference, interval: interval).markup,
    ])
  }

  private func gallery(_ title: String, _ flips: [ModelComparison.Flip]) -> Markup {
    guard !flips.isEmpty else { return .empty }
    let more = flips.count - Self.pictureLimit
    let shown = flips.prefix(Self.pictureLimit)
    let captions = FileCaptions(shown.map(\.path))
    return .joined([
      .element("h3", ["style": "margin-top:22px"]) {
        "\(title)\(more > 0 ? ", the first \(Self.pictureLimit) of \(Numeral.count(flips.count))" : "")"
      },
      .element("ul", ["class": "gallery"]) {
        for flip in shown {
          Markup.element("li") {
            PagePicture(
              name: flip.path, file: pictures[flip.path],
              words: "\(flip.label): \(flip.first) → \(flip.second)"
            ).framed
            Markup.name(flip.label)
            Markup.element("br")
            Markup.element("bdi", ["class": flip.isGain ? "bad" : "good"]) { Markup.exact(flip.first) }
            Markup.element("span", ["class": "arrow"]) { " → " }
            Markup.element("bdi", ["class": flip.isGain ? "good" : "bad"]) { Markup.exact(flip.second) }
            captions.markup(flip.path)
          }
        }
      },
    ])
  }
}
