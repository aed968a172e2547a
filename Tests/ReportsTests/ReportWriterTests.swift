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
    #expect(
      try text("per_class.csv") == """
        class,precision,recall,f1,support,predicted,specificity,roc_auc,average_precision
        a,1.0,0.5,0.6666666666666666,2,1,1.0,0.75,0.8333333333333333
        b,0.5,1.0,0.6666666666666666,1,2,0.5,0.75,0.5
        c,,,,0,0,1.0,,

        """)
  }

  @Test("predictions.csv has the decision of the rule and its probability")
  func predictions() throws {
    let paths = ["a/1.jpg", "a/2.jpg", "b/1.jpg", "b/2.jpg"]
    try writer.write(pets(), paths: paths, rule: DecisionRule(classCount: 2))
    #expect(
      try text("predictions.csv") == """
        path,true,predicted,probability,correct
        a/1.jpg,cat,cat,0.75,true
        a/2.jpg,cat,cat,0.5,true
        b/1.jpg,dog,cat,0.9,false
        b/2.jpg,dog,dog,1.0,true

        """)
    try writer.write(pets(), paths: paths, rule: DecisionRule(classCount: 2, threshold: 0.2))
    #expect(try text("predictions.csv").contains("a/1.jpg,cat,dog,0.25,false\n"))
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
    #expect(rows.allSatisfy { $0.count == 5 })
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
    let expected = (0..<count).map { "\($0),a,a,1.0,true\n" }.joined()
    #expect(try text("predictions.csv") == "path,true,predicted,probability,correct\n" + expected)
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
