import Foundation
import Testing

@testable import FoveaDatasets

@Suite struct CSVManifestTests {
  private let folder: Folder

  init() throws {
    folder = try Folder()
    for name in ["a.png", "b.png", "c.png", "sub/d, e.png", "say \"f\".png"] { try folder.image(name) }
  }

  private func open(_ text: String, _ name: String = "data.csv") throws -> LabeledData {
    try folder.write(text, to: name)
    return try LabeledData(path: folder.file(name))
  }

  private func error(_ text: String) throws -> String? {
    try folder.write(text, to: "data.csv")
    return openingError(folder.file("data.csv"))
  }

  @Test(arguments: [
    "path,label\na.png,cat\nb.png,dog\n",
    "path,label\na.png,cat\nb.png,dog",
    "path,label\r\na.png,cat\r\nb.png,dog\r\n",
    "\u{feff}path,label\na.png,cat\nb.png,dog\n",
    "\u{feff}path,label\r\na.png,cat\r\nb.png,dog\r\n",
    "\"path\",\"label\"\n\"a.png\",\"cat\"\n\"b.png\",\"dog\"\n",
    "Label, Path\ncat,a.png\ndog,b.png\n",
    "path,label\n\na.png,cat\n\nb.png,dog\n\n",
    "id,path,comment,label\n1,a.png,\"one, two\",cat\n2,b.png,\"first\nsecond\",dog\n",
  ])
  func waysToWriteTheSame(_ text: String) throws {
    let data = try open(text)
    #expect(data.classes == ["cat", "dog"])
    #expect(data.unassigned.map(\.name) == ["a.png", "b.png"])
    #expect(data.unassigned.map(\.label) == [0, 1])
    guard case .file(let path) = data.unassigned[0].source else { throw CancellationError() }
    #expect(FileManager.default.fileExists(atPath: path))
    #expect(data.issues.isEmpty)
    #expect(data.notes.isEmpty)
  }

  @Test func namesWithCommasAndQuotes() throws {
    let data = try open(
      "path,label\n\"sub/d, e.png\",\"cat, tabby\"\n\"say \"\"f\"\".png\",\"the \"\"dog\"\"\"\n")
    #expect(data.classes == ["cat, tabby", "the \"dog\""])
    #expect(data.unassigned.map(\.name) == ["sub/d, e.png", "say \"f\".png"])
  }

  @Test func absolutePaths() throws {
    let data = try open("path,label\n\(folder.file("a.png")),1\nb.png,2\n")
    #expect(data.unassigned.map(\.name) == [folder.file("a.png"), "b.png"])
  }

  @Test func splitsAndGroups() throws {
    let data = try open("path,label,split,group\na.png,x,Train,p1\nb.png,y,validation,p2\nc.png,x,,\n")
    #expect(data.parts[.training]?.map(\.group) == ["p1"])
    #expect(data.parts[.validation]?.map(\.name) == ["b.png"])
    #expect(data.unassigned.map(\.name) == ["c.png"])
    #expect(data.unassigned[0].group == nil)
    #expect(
      try error("path,label,split\na.png,x,train\nb.png,y,learn\n")
        == "\(folder.path)/data.csv, line 3: expected a split of train, val or test, received 'learn'")
  }

  @Test func repeatedRows() throws {
    let data = try open("path,label\na.png,x\nb.png,y\na.png,x\n")
    #expect(data.unassigned.map(\.name) == ["a.png", "b.png"])
    #expect(data.notes == ["\(folder.path)/data.csv, line 4: a.png is named again and used once"])
    #expect(
      try error("path,label\na.png,x\nb.png,y\na.png,y\n")
        == "\(folder.path)/data.csv, line 4: expected the label 'x' of line 2 for a.png, received 'y'")
  }

  @Test func missingFileIsAnIssue() throws {
    let data = try open("path,label\na.png,x\ngone.png,x\nb.png,y\n")
    #expect(data.all.count == 2)
    #expect(
      data.issues == [
        SampleIssue(
          path: "gone.png", kind: .missing,
          reason: "line 3 of the manifest names it, but there is no such file")
      ])
    #expect(
      try error("path,label\ngone.png,x\nlost.png,y\n")
        == "\(folder.path)/data.csv, line 2: expected a file in \(folder.path), received 'gone.png', which is not there, and neither is that of any other row"
    )
  }

  @Test(arguments: [
    (
      "path,label\na.png,x\nb.png\n",
      "line 3: expected 2 values as the header has, with quotes around one that has a comma, received 1"
    ),
    (
      "path,label\na.png,x\nsub/d, e.png,y\n",
      "line 3: expected 2 values as the header has, with quotes around one that has a comma, received 3"
    ),
    ("path,label,path\na.png,x,b.png\n", "line 1: expected each column once, received 'path' again"),
    (
      "path,label\n\"a.png\",x\n\"b.png,y\nc.png,x\n",
      "line 3: expected a closing quote for the one of this line, received none"
    ),
    (
      "path,label\n\"a.png\"b,x\n",
      "line 2: expected a comma or the end of the line after a closing quote, received 'b'"
    ),
    ("path,label\na.png,x\nb.png,\n", "line 3: expected a label, received none"),
    ("path,label\na.png,x\n,y\n", "line 3: expected a path, received none"),
    ("path,label\n\na.png,x\n\n\nb.png,\n", "line 6: expected a label, received none"),
    ("path,label,text\r\na.png,x,\"1\r\n2\"\r\nb.png,,3\r\n", "line 4: expected a label, received none"),
    (
      "file,class\na.png,x\n",
      "line 1: expected the columns path,label[,split][,group], or others that --path-column and --label-column name, received file,class"
    ),
  ])
  func rowsThatDoNotFit(_ text: String, _ expected: String) throws {
    #expect(try error(text) == "\(folder.path)/data.csv, \(expected)")
  }

  @Test func nothingInIt() throws {
    #expect(
      try error("path,label\n")
        == "\(folder.path)/data.csv: expected rows of path,label, received none; add a row for each image")
    #expect(
      try error("")
        == "\(folder.path)/data.csv: expected rows of path,label, received none; add a row for each image")
    try folder.write([0x70, 0xff, 0xfe], to: "data.csv")
    #expect(
      openingError(folder.file("data.csv"))
        == "\(folder.path)/data.csv, line 1: expected text in UTF-8, received other bytes")
  }
}

@Suite struct JSONLinesManifestTests {
  @Test func rows() throws {
    let folder = try Folder()
    for name in ["a.png", "b.png", "c.png"] { try folder.image(name) }
    let text = """
      {"path": "a.png", "label": 2, "split": "train", "extra": [1, 2]}

      {"label": "ten", "path": "b.png", "group": "p", "note": null}\r
      {"path": "c.png", "label": 10}
      """
    for (name, text) in [("d.jsonl", text), ("e.ndjson", "\u{feff}" + text + "\n")] {
      try folder.write(text, to: name)
      let data = try LabeledData(path: folder.file(name))
      #expect(data.classes == ["2", "10", "ten"])
      #expect(data.parts[.training]?.map(\.name) == ["a.png"])
      #expect(data.unassigned.map(\.name) == ["b.png", "c.png"])
      #expect(data.unassigned.map(\.group) == ["p", nil])
    }
  }

  @Test(arguments: [
    ("{\"path\": \"a.png\"}", "line 1: expected a label, received none"),
    ("\n{\"label\": \"a\"}", "line 2: expected a path, received none"),
    (
      "{\"path\": \"a.png\", \"label\": null}",
      "line 1: expected a label of text, a whole number, true or false, received null"
    ),
    (
      "{\"path\": \"a.png\", \"label\": 0.5}",
      "line 1: expected a label of text, a whole number, true or false, received 0.5"
    ),
    (
      "{\"path\": \"a.png\", \"label\": [1]}",
      "line 1: expected a label of text, a whole number, true or false, received a list or an object"
    ),
    ("{\"path\": true, \"label\": 1}", "line 1: expected a path as text, received true"),
    // For the system that is the path of a.png.
    (
      "{\"path\": \"a.png\\u0000b\", \"label\": 1}",
      "line 1: expected a path of text, received one with a NUL byte"
    ),
    (
      "{\"path\": \"a.png\", \"label\": 1, \"group\": {}}",
      "line 1: expected a group of text or a number, received a list or an object"
    ),
    ("\n\nnot json", "line 3: expected a JSON object with path and label, received not json"),
    ("[1]", "line 1: expected a JSON object with path and label, received [1]"),
    (
      "\n{\"path\": \"a.png\", \"label\": \"x\", \"label\": \"y\"}",
      "line 2: expected each key once, received 'label' again"
    ),
    // Written in another way it is the same key; one within a value, or text that looks like one, is none.
    (
      "{\"path\": \"a.png\", \"label\": \"label\", \"more\": {\"label\": 1, \"path\": \"\\\":\"}, \"p\\u0061th\" : \"b.png\"}",
      "line 1: expected each key once, received 'path' again"
    ),
  ])
  func rowsThatDoNotFit(_ text: String, _ expected: String) throws {
    let folder = try Folder()
    try folder.write(text, to: "d.jsonl")
    #expect(openingError(folder.file("d.jsonl")) == "\(folder.path)/d.jsonl, \(expected)")
  }
}
