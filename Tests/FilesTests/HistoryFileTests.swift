import Foundation
import FoveaFiles
import TestSupport
import Testing

@Suite("history.csv")
struct HistoryFileTests {
  private let folder: TemporaryFolder
  private let columns = ["epoch", "loss", "note"]

  init() throws { folder = try TemporaryFolder() }

  private func history(keepingRows: Int = 0) throws -> HistoryFile {
    try HistoryFile(folder.file("history.csv"), columns: columns, keepingRows: keepingRows)
  }

  @Test("each row is in the file when append returns")
  func append() throws {
    let history = try history()
    #expect(try folder.text("history.csv") == "epoch,loss,note\n")
    try history.append([.integer(1), .number(0.1), .text("a")])
    #expect(try folder.text("history.csv") == "epoch,loss,note\n1,0.1,a\n")
    try history.append([.integer(2), .number(nil), .text("b, c")])
    #expect(try folder.text("history.csv") == "epoch,loss,note\n1,0.1,a\n2,,\"b, c\"\n")
    #expect(try folder.names() == ["history.csv"])
  }

  @Test("a new run starts the history anew")
  func startAnew() throws {
    try history().append([.integer(1), .number(0.1), .text("a")])
    _ = try history()
    #expect(try folder.text("history.csv") == "epoch,loss,note\n")
  }

  @Test("a resumed run goes on after the epochs that it keeps", arguments: [1, 2])
  func resume(rows: Int) throws {
    let text = "epoch,loss,note\n1,0.1,\"two\nlines\"\n2,0.2,b\n3,0."
    try text.write(toFile: folder.file("history.csv"), atomically: false, encoding: .utf8)
    try history(keepingRows: rows).append([.integer(rows + 1), .number(0.5), .text("new")])
    let kept = ["1,0.1,\"two\nlines\"\n", "2,0.2,b\n"].prefix(rows).joined()
    #expect(try folder.text("history.csv") == "epoch,loss,note\n" + kept + "\(rows + 1),0.5,new\n")
  }

  @Test(
    "numbers are the shortest that read back",
    arguments: [
      (CSVField.number(0.1), "0.1"), (.number(1.0 / 3), "0.3333333333333333"), (.number(1e-7), "1e-07"),
      (.number(.nan), "nan"), (.number(.infinity), "inf"), (.number(nil), ""), (.probability(0.1), "0.1"),
      (.probability(1.0 / 3), "0.33333334"), (.integer(-3), "-3"), (.flag(true), "true"),
      (.flag(false), "false"),
    ])
  func numbers(field: CSVField, text: String) {
    #expect(String(decoding: CSVRow([field]).bytes, as: UTF8.self) == text + "\n")
  }
}
