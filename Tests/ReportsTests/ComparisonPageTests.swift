import Foundation
import FoveaEvaluation
import TestSupport
import Testing

@testable import FoveaReports

@Suite("compare.html and explain.html")
struct ComparisonPageTests {
  private let folder: TemporaryFolder
  private let writer: ReportWriter

  init() throws {
    folder = try TemporaryFolder()
    writer = try ReportWriter(folder: folder.file("out"))
  }

  @Test("a comparison names what changed, and hostile names stay text")
  func comparison() throws {
    let classes = ReportExample.hostileNames
    let predictions = try ReportExample.predictions(classes: classes, samples: 60)
    let rule = try DecisionRule(classCount: classes.count)
    let answers = predictions.outcomes(by: rule).map { classes[Int($0.predicted)] }
    let truth = predictions.labels.map { classes[$0] }
    let right = try Predictions(
      classes: classes, labels: predictions.labels,
      probabilities: predictions.labels.flatMap { label in classes.indices.map { $0 == label ? 1 : 0 } })
    func entry(_ name: String, _ predictions: Predictions) throws -> ModelComparison.Entry {
      ModelComparison.Entry(
        name: name, parameters: 1000, fileSize: 4000, imagesPerSecond: 12.5,
        result: try EvaluationResult(predictions, split: "test"))
    }
    let comparison = ModelComparison(
      split: "test", classes: classes, names: (0..<60).map { "<i>\($0)</i>.png" },
      labels: predictions.labels, notes: classes,
      entries: [
        try entry("<b>one</b>", predictions), try entry("two", right), try entry("three", predictions),
      ],
      predictions: [predictions, right, predictions])
    var asked: [String] = []
    try writer.write(comparison) { name, _ in
      asked.append(name)
      return [1, 2, 3]
    }
    let page = try folder.text("out/compare.html")
    #expect(!page.contains("<b>one") && !page.contains("<i>") && !page.contains("<script>alert"))
    #expect(
      page.contains(
        "two is better than &lt;b&gt;one&lt;/b&gt; by accuracy, macro ROC AUC, log loss and Brier"))
    #expect(page.contains("three and &lt;b&gt;one&lt;/b&gt; score the same by accuracy,"))
    #expect(page.contains("<section id=\"contrast-2\""))
    #expect(page.contains("data:image/png;base64,AQID"))
    #expect(!asked.isEmpty && asked.count <= 48)
    let flips = CSVReader.records(try folder.text("out/flips.csv"))
    #expect(flips.count - 1 == zip(answers, truth).count { $0 != $1 })
    #expect(flips.dropFirst().allSatisfy { $0[0] == "two" && $0[5] == "true" })
    let json = try JSONSerialization.jsonObject(with: Data(try folder.text("out/compare.json").utf8))
    #expect(((json as? [String: Any])?["models"] as? [Any])?.count == 3)
  }

  @Test("thresholds that differ are said, and every measure has its test")
  func thresholds() throws {
    let predictions = try ReportExample.predictions(classes: ["well", "ill"], samples: 80)
    func entry(_ name: String, _ threshold: Double?) throws -> ModelComparison.Entry {
      ModelComparison.Entry(
        name: name, parameters: 1000, fileSize: 4000, imagesPerSecond: 12.5,
        result: try EvaluationResult(predictions, split: "test", threshold: threshold))
    }
    let comparison = ModelComparison(
      split: "test", classes: predictions.classes, names: (0..<80).map { "\($0).png" },
      labels: predictions.labels, notes: [], entries: [try entry("one", nil), try entry("two", 0.01)],
      predictions: [predictions, predictions])
    try writer.write(comparison) { _, _ in nil }
    let page = try folder.text("out/compare.html")
    #expect(page.contains("Their thresholds differ (0.5 of one, 0.0100 for &#39;ill&#39; of two)"))
    #expect(!page.contains("is worse than"))
    #expect(page.contains("Difference of accuracy at 0.5"))
    for words in [
      "accuracy at its own threshold, %", "DeLong&#39;s test", "paired t test", "accuracy at 0.5\u{A0}%",
    ] {
      #expect(page.contains(words), "\(words)")
    }
  }

  @Test("explained pictures are in their page")
  func explanations() throws {
    try writer.write(
      ExplanationPage(
        model: "<u>m</u>",
        pictures: [
          ExplanationPage.Picture(title: "<i>1</i>.png", words: "cat, 90 %", files: [[1], [0xFF, 0xD8]])
        ],
        weights: [ExplanationPage.Picture(title: "cat", words: "for it", files: [[4]])]))
    let page = try folder.text("out/explain.html")
    #expect(!page.contains("<u>m") && !page.contains("<i>1"))
    for part in [
      "png;base64,AQ==", "jpeg;base64,/9g=", "base64,BA==", "Weights of each class", "cat, 90\u{A0}%",
    ] {
      #expect(page.contains(part), "\(part)")
    }
  }
}
