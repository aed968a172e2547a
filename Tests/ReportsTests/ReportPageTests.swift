import Foundation
import FoveaEvaluation
import TestSupport
import Testing

@testable import FoveaReports

@Suite("report.html")
struct ReportPageTests {
  private let folder: TemporaryFolder
  private let writer: ReportWriter

  init() throws {
    folder = try TemporaryFolder()
    writer = try ReportWriter(folder: folder.file("out"))
  }

  private func page(_ content: ReportContent) throws -> String {
    try writer.write(content)
    return try folder.text("out/report.html")
  }

  @Test("the page holds everything and asks for nothing")
  func selfContained() throws {
    let page = try page(ReportExample.content(classes: ["ant", "bee", "cat"], samples: 90))
    for id in [
      "summary", "confusion", "classes", "curves", "calibration", "mistakes", "labels", "slices", "training",
      "data",
      "recipe",
    ] {
      #expect(page.contains("<section id=\"\(id)\""), "\(id)")
      #expect(page.contains("href=\"#\(id)\""), "\(id)")
    }
    #expect(page.contains("default-src &#39;none&#39;"))
    for address in ["http://", "https://", "//cdn", "src=\"/", "url("] {
      #expect(!page.contains(address), "\(address)")
    }
    #expect(page.utf8.count < 200_000)
  }

  @Test("figures are files too, and each drawing has its numbers beside it")
  func figureFiles() throws {
    try writer.write(ReportExample.content(classes: ["ant", "bee", "cat"], samples: 90))
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.file("out/figures")).sorted()
    let stems = [
      "confidences", "confusion", "precision-recall", "reliability", "risk-coverage", "roc",
      "training-accuracy",
      "training-loss",
    ]
    #expect(names == stems.flatMap { ["\($0).csv", "\($0).svg"] })
    for name in names where name.hasSuffix(".svg") {
      let text = try folder.text("out/figures/" + name)
      #expect(XMLCheck.isWellFormed(text), "\(name)")
      #expect(text.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\""))
    }
    let roc = CSVReader.records(try folder.text("out/figures/roc.csv"))
    #expect(roc[0] == ["class", "false_positive_rate", "true_positive_rate", "threshold"])
    #expect(roc[1] == ["ant", "0.0", "0.0", "1.0"] && roc.last == ["cat", "1.0", "1.0", ""])
  }

  @Test("names of classes and files are text, whatever they hold")
  func hostileNames() throws {
    let names = ReportExample.hostileNames
    var content = try ReportExample.content(
      classes: names, samples: 60, names: (0..<60).map { "<img src=x onerror=alert(\($0))>/\"\($0)\".png" })
    content.title = names[0]
    content.subtitle = names[4]
    content.notes = names
    content.problems = names.map { FileProblem(path: $0, kind: "unreadable", reason: $0) }
    content.facts = [ReportContent.Facts(title: names[0], rows: names.map { ($0, $0) })]
    content.commands = names
    let page = try page(content)
    #expect(!page.contains("<script>alert"))
    #expect(!page.contains("<img src=x"))
    #expect(!page.contains("</title></style>"))
    #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
    #expect(page.contains("🐱 猫"))
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.file("out/figures"))
    where name.hasSuffix(".svg") {
      #expect(XMLCheck.isWellFormed(try folder.text("out/figures/" + name)), "\(name)")
    }
  }

  @Test("names of many classes cannot end the data of the map's script")
  func hostileMap() throws {
    let classes = (0..<40).map { "</script><b>\($0)" }
    let page = try page(ReportExample.content(classes: classes, samples: 80))
    #expect(!page.contains("</script><b>"))
    let start = try #require(page.range(of: "id=\"map-data\">"))
    let end = try #require(page.range(of: "</script>", range: start.upperBound..<page.endIndex))
    let json = Data(page[start.upperBound..<end.lowerBound].utf8)
    let data = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
    #expect(data["names"] as? [String] == classes)
    #expect((data["rows"] as? [[Int]])?.count == 40)
  }

  @Test("pictures shrink until the page is small enough")
  func pictureBudget() throws {
    var asked: Set<Int> = []
    let content = try ReportExample.content(classes: ["a", "b"], samples: 200) { _, side in
      asked.insert(side)
      return [UInt8](repeating: 7, count: side * side * 3)
    }
    let page = try page(content)
    #expect(asked.count > 1 && asked.max() ?? 0 > 200)
    #expect(page.utf8.count < 2_000_000)
    #expect(page.contains("data:image/png;base64,"))
  }

  @Test("a page for two classes says how medicine would put it")
  func twoClasses() throws {
    let page = try page(ReportExample.content(classes: ["healthy", "ill"], samples: 60))
    #expect(page.contains("Sensitivity"))
    #expect(page.contains("Negative likelihood ratio"))
    #expect(page.contains("Chosen points") && page.contains("highest Youden"))
    #expect(!page.contains("At a prevalence of"))
    let three = try self.page(ReportExample.content(classes: ["a", "b", "c"], samples: 60))
    #expect(!three.contains("Chosen points"))
  }

  @Test("a page says what a prevalence makes of the scores, and which thresholds the folds have")
  func prevalenceAndFolds() throws {
    let predictions = try ReportExample.predictions(classes: ["healthy", "ill"], samples: 60)
    let low = try DecisionRule(classCount: 2, threshold: 0.25)
    let high = try DecisionRule(classCount: 2, threshold: 0.75)
    var content = try ReportExample.content(classes: ["healthy", "ill"], samples: 60)
    content.analysis = try EvaluationResult.Analysis(
      predictions, rules: SampleRules([(low, 30), (high, 30)]), prevalence: 0.02)
    content.result = content.analysis.result(split: "folds", errors: 0)
    let page = try page(content)
    #expect(page.contains("At a prevalence of 2\u{A0}%") && page.contains("PPV at 2\u{A0}%"))
    #expect(page.contains("the thresholds of the folds (0.2500\u{A0}to\u{A0}0.7500) for ill"))
    #expect(!page.contains("before calibration"))
  }

  @Test("where a threshold was chosen the headline is what it was chosen for")
  func chosenThreshold() throws {
    let predictions = try ReportExample.predictions(classes: ["well", "<ill>"], samples: 100)
    let rule = try DecisionRule(classCount: 2, threshold: 0.01)
    let analysis = try EvaluationResult.Analysis(predictions, rules: SampleRules(rule))
    var content = try ReportExample.content(classes: ["well", "<ill>"], samples: 100)
    content.analysis = analysis
    content.result = analysis.result(split: "test", errors: 0)
    let page = try page(content)
    let hero = try #require(page.range(of: "class=\"hero\""))
    let cards = try #require(page.range(of: "class=\"cards\""))
    let text = page[hero.upperBound..<cards.lowerBound]
    for words in [
      "sensitivity", "specificity", "ROC AUC", "accuracy at 0.5", "this model at 0.5", "&lt;ill&gt;",
    ] {
      #expect(text.contains(words), "\(words)")
    }
    #expect(text.contains(">100.00\u{A0}%<") && text.contains("It tells &#39;&lt;ill&gt;&#39; from"))
    #expect(!text.contains("within the interval") && !text.contains("Accuracy on the test part"))
  }

  @Test("galleries say what was sorted, not how near it was, and rows that are the same are one")
  func oneWrongAnswer() throws {
    let predictions = try Predictions(
      classes: ["a", "b"], labels: [0, 1, 1], probabilities: [0.51, 0.49, 0.01, 0.99, 0.99, 0.01])
    let analysis = try EvaluationResult.Analysis(
      predictions, rules: SampleRules(try DecisionRule(classCount: 2)))
    let content = ReportContent(
      title: "m", subtitle: "s", result: analysis.result(split: "test", errors: 0), analysis: analysis,
      names: ["1.png", "2.png", "3.png"], thumbnail: { _, _ in nil })
    let page = try page(content)
    // It is wrong at 99 %: no hair, and no nearness.
    #expect(!page.contains("by a hair") && !page.contains("Nearly"))
    #expect(page.contains("The wrong answers that have the lowest probability."))
    let table = try #require(page.range(of: "id=\"coverage\""))
    let end = try #require(page.range(of: "</table>", range: table.upperBound..<page.endIndex))
    let rows = page[table.upperBound..<end.lowerBound].split(separator: "<tr>").count - 2
    #expect(rows == 2)
    #expect(page.contains("1 label (33.3\u{A0}%) looks wrong") || page.contains("No label looks wrong"))
  }

  @Test("curves of classes that have images are not said to be of each class")
  func absentClasses() throws {
    let predictions = try Predictions(
      classes: ["a", "b", "c"], labels: [0, 1, 0, 1],
      probabilities: [0.6, 0.3, 0.1, 0.2, 0.7, 0.1, 0.4, 0.5, 0.1, 0.1, 0.8, 0.1])
    let analysis = try EvaluationResult.Analysis(
      predictions, rules: SampleRules(try DecisionRule(classCount: 3)))
    let content = ReportContent(
      title: "m", subtitle: "s", result: analysis.result(split: "test", errors: 0), analysis: analysis,
      names: ["1", "2", "3", "4"], thumbnail: { _, _ in nil })
    #expect(try page(content).contains("of each class that has images against the rest"))
    #expect(
      try page(ReportExample.content(classes: ["a", "b", "c"], samples: 30)).contains(
        "True against false positive rate of each class against the rest"))
  }

  @Test("what was trained on says so, and its labels are not doubted")
  func trainingPart() throws {
    var content = try ReportExample.content(classes: ["a", "b"], samples: 60)
    content.isHeldOut = false
    content.notes = ["These are the images that the model learned from."]
    let page = try page(content)
    #expect(page.contains("These are the images that the model learned from."))
    #expect(!page.contains("id=\"labels\""))
  }

  @Test("one class, one sample, nothing wrong: no part of the page needs more")
  func degenerate() throws {
    for (classes, samples) in [(["only"], 1), (["only"], 12), (["a", "b"], 1), (["a", "b", "c"], 2)] {
      let page = try page(ReportExample.content(classes: classes, samples: samples))
      #expect(page.hasSuffix("</html>\n"))
      #expect(!page.contains("nan"))
    }
  }

  @Test("lists are whole in their own files")
  func lists() throws {
    let content = try ReportExample.content(classes: ["ant", "bee", "cat"], samples: 90)
    try writer.write(content)
    let pairs = CSVReader.records(try folder.text("out/confused_pairs.csv"))
    #expect(pairs[0] == ["true", "predicted", "count", "share_of_true"])
    let wrong = content.result.samples - content.result.confusionMatrix.correct
    #expect(pairs.dropFirst().reduce(0) { $0 + (Int($1[2]) ?? 0) } == wrong)
    let issues = CSVReader.records(try folder.text("out/label_issues.csv"))
    #expect(issues.count - 1 == content.analysis.predictions.labelSuspects().count)
    #expect(CSVReader.records(try folder.text("out/slices.csv")).count == content.slices.count + 1)
  }
}

/// Whether text is XML that a strict reader takes.
enum XMLCheck {
  static func isWellFormed(_ text: String) -> Bool {
    var open: [Substring] = []
    var rest = text[...]
    while let start = rest.firstIndex(of: "<") {
      guard isText(rest[..<start]) else { return false }
      rest = rest[rest.index(after: start)...]
      guard let end = rest.firstIndex(of: ">") else { return false }
      let tag = rest[..<end]
      rest = rest[rest.index(after: end)...]
      if tag.hasPrefix("/") {
        guard open.popLast() == tag.dropFirst() else { return false }
      } else {
        let name = tag.prefix { $0 != " " }
        guard tag.count(where: { $0 == "\"" }) % 2 == 0, isText(tag) else { return false }
        if !tag.hasSuffix("/") { open.append(name) }
      }
    }
    return open.isEmpty && isText(rest)
  }

  /// Without control characters, and every ampersand the start of an entity.
  private static func isText(_ text: Substring) -> Bool {
    guard text.unicodeScalars.allSatisfy({ $0.value >= 0x20 || $0 == "\n" }) else { return false }
    return text.split(separator: "&", omittingEmptySubsequences: false).dropFirst().allSatisfy { part in
      ["amp;", "lt;", "gt;", "quot;", "#39;"].contains { part.hasPrefix($0) }
    }
  }
}
