import FoveaEvaluation

/// The page of a report: what is said first, what follows, and what is left out.
struct ReportPage {
  let content: ReportContent
  let figures: [Figure]
  let pictures: ReportPictures

  /// Makes the page's parts once; both the page and the files of figures use them.
  init(_ content: ReportContent) {
    self.content = content
    figures = ReportPage.figures(of: content)
    pictures = ReportPictures(content)
  }

  var bytes: [UInt8] {
    var sections = [Page.Section(id: "summary", title: "Summary", body: summary)]
    func add(_ id: String, _ title: String, _ body: Markup?) {
      if let body { sections.append(Page.Section(id: id, title: title, body: body)) }
    }
    add("confusion", "Confusion", confusion)
    add("classes", "Classes", classes)
    add("thresholds", "Thresholds", thresholds)
    add("curves", "Curves", pair(["roc", "precision-recall"]))
    add("calibration", "Calibration", calibration)
    add("mistakes", "Mistakes", mistakes)
    add("labels", "Labels to check", labels)
    add("slices", "Slices", slices)
    add("training", "Training", pair(["training-loss", "training-accuracy"]))
    add("learning-curve", "Number of images", figure("learning-curve"))
    add("data", "Data", data)
    add("recipe", "Recipe", recipe)
    return Page(title: content.title, subtitle: content.subtitle, sections: sections).bytes
  }

  private static func figures(of content: ReportContent) -> [Figure] {
    let (result, analysis) = (content.result, content.analysis)
    var figures = [Figure.confusion(result.confusionMatrix, classes: result.classes)]
    figures += [
      Figure.thresholds(result, analysis), Figure.roc(result, analysis.rankings),
      Figure.precisionRecall(result, analysis.rankings),
    ].compactMap { $0 }
    let before =
      content.temperature == 1
      ? nil
      : analysis.rules.single.map {
        analysis.predictions.reliability(beforeTemperature: content.temperature, rule: $0)
      }
    figures.append(.reliability(result.reliability, before: before))
    figures.append(.confidences(result.reliability))
    figures.append(.riskCoverage(RiskCoverage(analysis.outcomes)))
    figures += Figure.training(content.history, best: content.bestEpoch)
    if let curve = content.learningCurve { figures.append(.learningCurve(curve)) }
    return figures
  }

  /// A figure by name, with words below it.
  func figure(_ name: String, isWide: Bool = false) -> Markup? {
    guard let figure = figures.first(where: { $0.name == name }) else { return nil }
    return .element("figure") {
      Markup.element("h3") { figure.title }
      Markup.element("div", ["class": isWide ? "wide" : ""]) { figure.element }
      Markup.element("figcaption") { figure.summary + "." }
    }
  }

  private func pair(_ names: [String]) -> Markup? {
    let parts = names.compactMap { figure($0) }
    return parts.isEmpty ? nil : .element("div", ["class": "pair"]) { Markup.joined(parts) }
  }
}
