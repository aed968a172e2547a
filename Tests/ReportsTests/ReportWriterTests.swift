import Foundation
import FoveaEvaluation
import FoveaFiles
import FoveaReports
import TestSupport
import Testing

@Suite("Report files")
struct ReportWriterTests {
  private let folder: TemporaryFolder
  private let writer: ReportWriter

  init() throws {
    folder = try TemporaryFolder()
    writer = try ReportWriter(folder: folder.file("out/run"))
  }

  private func text(_ name: String) throws -> String { try folder.text("out/run/" + name) }

  private func pets() throws -> Predictions {
    try Predictions(
      classes: ["cat", "dog"], labels: [0, 0, 1, 1],
      probabilities: [0.75, 0.25, 0.5, 0.5, 0.9, 0.1, 0, 1])
  }

  @Test("metrics.json")
  func metrics() throws {
    let result = try EvaluationResult(pets(), split: "test", errors: 1)
    try writer.write(result)
    let text = try text("metrics.json")
    for line in [
      #"  "accuracy": 0.75,"#, #"  "classes": ["cat", "dog"],"#,
      "  \"confusion_matrix\": [\n    [2, 0],\n    [1, 1]\n  ],",
      #"  "schema_version": 1,"#, #"  "top5_accuracy": null,"#, #"  "top_k": [],"#,
      #"    "sensitivity": {"#, "  \"undefined\": {\"two_class.positive_likelihood_ratio\": ",
    ] {
      #expect(text.contains(line + (line.hasSuffix(",") || line.hasSuffix("{") ? "\n" : "")), "\(line)")
    }
    #expect(text.hasPrefix("{\n  \"accuracy\": 0.75,\n  \"accuracy_at_half\": {"))
    let data = Data(text.utf8)
    #expect(try JSONDecoder().decode(EvaluationResult.self, from: data) == result)
    #expect(try result.json() == text)
  }

  @Test("confusion.csv and per_class.csv, an undefined score being empty")
  func tables() throws {
    let predictions = try Predictions(
      classes: ["a", "b", "c"], labels: [0, 0, 1], probabilities: [1, 0, 0, 0, 1, 0, 0, 1, 0])
    try writer.write(try EvaluationResult(predictions, split: "test"))
    #expect(
      try text("confusion.csv") == #"""
        true\predicted,a,b,c
        a,1,1,0
        b,0,1,0
        c,0,0,0

        """#)
    let table = CSVReader.records(try text("per_class.csv"))
    #expect(
      table[0] == [
        "class", "precision", "recall", "f1", "support", "predicted", "specificity", "roc_auc",
        "average_precision", "precision_low", "precision_high", "recall_low", "recall_high", "f1_low",
        "f1_high", "specificity_low", "specificity_high", "roc_auc_low", "roc_auc_high",
      ])
    #expect(
      table.dropFirst().map { $0.prefix(9).joined(separator: ",") } == [
        "a,1.0,0.5,0.6666666666666666,2,1,1.0,0.75,0.8333333333333333",
        "b,0.5,1.0,0.6666666666666666,1,2,0.5,0.75,0.5", "c,,,,0,0,1.0,,",
      ])
    // Wilson's interval of 1 of 2; of nothing there is none.
    #expect(table[1][11].hasPrefix("0.0945") && table[1][12].hasPrefix("0.9054"))
    #expect(table[3][9...12].allSatisfy(\.isEmpty) && table[3][17].isEmpty)
  }

  @Test("predictions.csv has the decision of the rule and its probability")
  func predictions() throws {
    let paths = ["a/1.jpg", "a/2.jpg", "b/1.jpg", "b/2.jpg"]
    try writer.write(pets(), paths: paths, rule: DecisionRule(classCount: 2))
    #expect(
      try text("predictions.csv") == """
        path,true,predicted,probability,correct,fold,group,threshold,probability[cat],probability[dog]
        a/1.jpg,cat,cat,0.75,true,,,0.5,0.75,0.25
        a/2.jpg,cat,cat,0.5,true,,,0.5,0.5,0.5
        b/1.jpg,dog,cat,0.9,false,,,0.5,0.9,0.1
        b/2.jpg,dog,dog,1.0,true,,,0.5,0.0,1.0

        """)
    try writer.write(pets(), paths: paths, rule: DecisionRule(classCount: 2, threshold: 0.2))
    #expect(try text("predictions.csv").contains("a/1.jpg,cat,dog,0.25,false,,,0.2,0.75,0.25\n"))
  }

  @Test(
    "predictions.csv has the fold, the group, the threshold of each model and what a prevalence makes of it")
  func foldsAndGroups() throws {
    let low = try DecisionRule(classCount: 2, threshold: 0.2)
    let high = try DecisionRule(classCount: 2, threshold: 0.95)
    let analysis = try EvaluationResult.Analysis(
      pets(), rules: SampleRules([(low, 3), (high, 1)]), prevalence: 0.1)
    try writer.write(
      analysis,
      of: PredictedSamples(
        paths: ["1", "2", "3", "4"], groups: ["g", nil, "h,i", nil], folds: [1, 1, 1, 2]))
    let rows = CSVReader.records(try text("predictions.csv"))
    #expect(
      rows[0] == [
        "path", "true", "predicted", "probability", "correct", "fold", "group", "threshold",
        "probability_at_prevalence", "probability[cat]", "probability[dog]",
      ])
    #expect(rows.dropFirst().map { $0[5] } == ["1", "1", "1", "2"])
    #expect(rows.dropFirst().map { $0[6] } == ["g", "", "h,i", ""])
    #expect(rows.dropFirst().map { $0[7] } == ["0.2", "0.2", "0.2", "0.95"])
    // Half of the pets are dogs: odds of 1/3 become 1/27.
    #expect(abs((Double(rows[1][8]) ?? 0) - 1 / 28.0) < 1e-9)
    #expect(rows[4][8] == "1.0")

    let result = analysis.result(split: "folds", errors: 0)
    try writer.write(thresholds: analysis, result)
    let table = CSVReader.records(try text("thresholds.csv"))
    #expect(table[0].prefix(3) == ["threshold", "chosen_by", "true_positives"])
    #expect(
      table[0].suffix(3) == [
        "accuracy_at_prevalence", "accuracy_at_prevalence_low", "accuracy_at_prevalence_high",
      ])
    #expect(table.allSatisfy { $0.count == table[0].count })
    let thresholds = table.dropFirst().compactMap { Double($0[0]) }
    #expect(thresholds == thresholds.sorted() && thresholds.count == table.count - 1)
    #expect(table.contains { $0[1].contains("youden") } && !table.contains { $0[1].contains("in_use") })
  }

  @Test("errors.csv")
  func problems() throws {
    try writer.write([])
    #expect(try text("errors.csv") == "path,kind,reason\n")
    try writer.write([FileProblem(path: "a,b.jpg", kind: "unreadable", reason: #"not an image, but "text""#)])
    #expect(
      try text("errors.csv") == """
        path,kind,reason
        "a,b.jpg",unreadable,"not an image, but ""text""\"

        """)
  }

  @Test("hostile names come back as they were")
  func hostileNames() throws {
    let names = [
      "a,b", #"say "cheese""#, "two\nlines", "windows\r\nlines", "\r", "🐶👩‍👩‍👧", "=SUM(A1:A9)", "", " space ",
      "\t",
      "\"",
    ]
    let predictions = try Predictions(
      classes: names, labels: Array(names.indices),
      probabilities: names.indices.flatMap { row in names.indices.map { $0 == row ? 1 : 0 } })
    try writer.write(try EvaluationResult(predictions, split: "test"))
    try writer.write(predictions, paths: names, rule: DecisionRule(classCount: names.count))

    let rows = CSVReader.records(try text("predictions.csv"))
    #expect(rows.dropFirst().map(\.first) == names)
    #expect(rows.dropFirst().map { $0[2] } == names)
    #expect(rows.allSatisfy { $0.count == 8 + names.count })
    #expect(CSVReader.records(try text("confusion.csv"))[0] == [#"true\predicted"#] + names)
    #expect(CSVReader.records(try text("per_class.csv")).dropFirst().map { $0[0] } == names)
    let data = Data(try text("metrics.json").utf8)
    #expect(try JSONDecoder().decode(EvaluationResult.self, from: data).classes == names)
  }

  @Test("many rows are written through the buffer in order")
  func manyRows() throws {
    let count = 20_000
    let predictions = try Predictions(
      classes: ["a"], labels: Array(repeating: 0, count: count),
      probabilities: Array(repeating: 1, count: count))
    try writer.write(predictions, paths: (0..<count).map { "\($0)" }, rule: DecisionRule(classCount: 1))
    let expected = (0..<count).map { "\($0),a,a,1.0,true,,,,1.0\n" }.joined()
    let heads = "path,true,predicted,probability,correct,fold,group,threshold,probability[a]\n"
    #expect(try text("predictions.csv") == heads + expected)
  }

  @Test("nothing but the files is left in the folder, and old ones are replaced")
  func noTemporaryFiles() throws {
    let result = try EvaluationResult(pets(), split: "test")
    try writer.write(result)
    try writer.write(result)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: writer.folder).sorted() == [
        "confusion.csv", "metrics.json", "per_class.csv",
      ])
  }

  @Test("a file that cannot be replaced leaves no trace of the new one")
  func failureLeavesNoTrace() throws {
    let blocked = writer.folder + "/metrics.json"
    try FileManager.default.createDirectory(atPath: blocked + "/inside", withIntermediateDirectories: true)
    #expect(throws: FileError.cannotWrite(path: blocked, code: EISDIR)) {
      try writer.write(try EvaluationResult(pets(), split: "test"))
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: writer.folder) == ["metrics.json"])
  }
}
