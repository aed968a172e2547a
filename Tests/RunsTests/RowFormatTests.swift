import FoveaEvaluation
import FoveaTraining
import Testing

@testable import FoveaInference
@testable import FoveaRuns

@Suite("Rows, counts and faults")
struct RowFormatTests {
  private func row(_ path: String, _ probabilities: [Float]) throws -> ClassifiedRow {
    let classification = Classification(
      classes: ["a", "b,c", "d"], probabilities: probabilities, rule: try DecisionRule(classCount: 3))
    let item = ClassifiedItem(path: path, outcome: .success(classification))
    return ClassifiedRow(item, abstention: Abstention(classes: ["a", "b,c", "d"]), topCount: 2)
  }

  private func failed(_ path: String) -> ClassifiedRow {
    ClassifiedRow(
      ClassifiedItem(path: path, outcome: .failure(ClassificationFailure(reason: "it is empty"))),
      abstention: Abstention(classes: ["a", "b,c", "d"]), topCount: 2)
  }

  @Test func everyFormatHasARowForAnImage() throws {
    let (read, unread) = (try row("x.png", [0.25, 0.625, 0.125]), failed("a\tb.png"))
    let csv = RowFormat(.csv, topCount: 2, hasSets: false)
    #expect(
      csv.header
        == "path,label,probability,second_label,second_probability,margin,error,note,top1_label,top1_probability,top2_label,top2_probability\n"
    )
    #expect(try csv.text(read) == "x.png,\"b,c\",0.625,a,0.25,0.375,,,\"b,c\",0.625,a,0.25\n")
    #expect(try csv.text(unread) == "a\tb.png,,,,,,it is empty,,,,,\n")
    let lines = RowFormat(.jsonl, topCount: 1, hasSets: false)
    #expect(lines.header.isEmpty)
    #expect(try lines.text(unread).contains("\"error\""))
    #expect(try lines.text(read).hasSuffix("}\n") && lines.text(read).contains("\"second_label\""))
    let table = RowFormat(.table, topCount: 2, hasSets: false)
    #expect(try table.text(read) == "x.png\tb,c\t62.5 %\ta 25.0 %\n")
    // A tab in a name is no column.
    #expect(try table.text(unread).split(separator: "\t").count == 3)
    for (path, kind) in [
      ("a.csv", RowFormat.Kind.csv), ("a/b.NDJSON", .jsonl), ("a.json", .jsonl), ("csv", nil), ("a.txt", nil),
    ] {
      #expect(RowFormat.Kind(ending: path) == kind, "\(path)")
    }
  }

  @Test func countsSayWhatWasReadAndWhoseFaultTheRestIs() throws {
    var counts = ClassifyCounts()
    counts.count(try row("x.png", [0.25, 0.625, 0.125]))
    counts.count(failed("y.png"))
    #expect(counts.summary == "2 files, 1 could not be read")
    try counts.read.require([])
    func fault(_ paths: [String], _ counts: ReadCounts) -> Fault? {
      do {
        try counts.require(paths)
        return nil
      } catch {
        return Fault(of: error)
      }
    }
    #expect(fault(["/nowhere"], counts.read) == .noInput)
    #expect(fault(["-"], ReadCounts()) == .noInput)
    var unread = ReadCounts()
    unread.count("y.png", error: "it is empty")
    #expect(fault(["-"], unread) == .badData)
    #expect(Fault(of: TrainingError.diverged(epoch: 1, step: 1, learningRate: 1)) == .badData)
    #expect(
      Fault(of: TrainingError.recipe(field: "epochs", expected: "at least 1", received: "0")) == .usage)
    #expect(Fault(of: CancellationError()) == .interrupted)
  }
}
