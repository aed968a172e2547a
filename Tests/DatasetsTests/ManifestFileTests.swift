import Foundation
import Testing

@testable import FoveaDatasets

/// Which files the rows of a manifest mean, and which classes.
@Suite struct ManifestFileTests {
  private let folder: Folder

  init() throws {
    folder = try Folder()
    for name in ["1.png", "2.png", "dark/3.png"] { try folder.image(name) }
  }

  private func open(_ text: String, _ name: String = "data.csv") throws -> LabeledData {
    try folder.write(text, to: name)
    return try LabeledData(path: folder.file(name))
  }

  private func files(_ data: LabeledData) -> [String] {
    data.all.map { sample in
      guard case .file(let path) = sample.source else { return "" }
      return folder.relative(path)
    }
  }

  @Test func aNameThatBeginsWithASpaceIsAnotherFile() throws {
    try folder.image(" 1.png", gray: 7)
    let data = try open("path,label\n 1.png,x\n1.png,y\n")
    #expect(files(data) == [" 1.png", "1.png"])
    #expect(data.all.map { data.classes[$0.label] } == ["x", "y"])
  }

  @Test func aSpaceTooManyIsNamed() throws {
    let data = try open("path,label\n 1.png,x\n2.png,x\ndark/3.png,y\n")
    #expect(files(data) == ["2.png", "dark/3.png"])
    #expect(
      data.issues.map(\.reason) == [
        "line 2 of the manifest names it, but there is no such file; without the spaces around it there is '1.png'"
      ])
  }

  @Test(arguments: ["data.csv", "data.jsonl"])
  func spacesAroundLabelsMakeNoClass(_ name: String) throws {
    let rows = [("1.png", "dark "), ("2.png", "dark"), ("dark/3.png", " light")]
    let text =
      name.hasSuffix("csv")
      ? "path,label\n" + rows.map { "\($0),\($1)\n" }.joined()
      : rows.map { "{\"path\": \"\($0)\", \"label\": \"\($1)\"}\n" }.joined()
    let data = try open(text, name)
    #expect(data.classes == ["dark", "light"])
    let line = name.hasSuffix("csv") ? 2 : 1
    #expect(
      data.notes == [
        "\(folder.path)/\(name), line \(line): the label 'dark ' is used without the spaces around it, and so is that of another line"
      ])
  }

  @Test func oneLetterInTwoWaysIsTwoFiles() throws {
    let (composed, decomposed) = ("\u{e9}.png", "e\u{301}.png")
    try folder.image(composed, gray: 1)
    try folder.image(decomposed, gray: 2)
    let data = try open("path,label\n\(composed),x\n\(decomposed),y\n")
    #expect(data.all.map { Array($0.name.utf8) } == [Array(composed.utf8), Array(decomposed.utf8)])
    #expect(data.notes.isEmpty)
  }

  @Test func oneFileWrittenInTwoWaysIsOne() throws {
    let data = try open("path,label\n1.png,x\n./1.png,x\n2.png,y\n")
    #expect(files(data) == ["1.png", "2.png"])
    #expect(
      words { _ = try open("path,label\ndark/3.png,x\ndark//./3.png,y\n") }?.contains(
        "expected the label 'x' of line 2") == true)
  }

  @Test func separatorsOfWindowsAreRead() throws {
    let data = try open("path,label\ndark\\3.png,x\n1.png,y\n")
    #expect(files(data) == ["dark/3.png", "1.png"])
    #expect(
      data.notes == ["\(folder.path)/data.csv, line 2: dark\\3.png is read with / in place of \\"])
    // A file that really has such a name is meant where there is one.
    try folder.image("dark\\3.png", gray: 3)
    #expect(files(try open("path,label\ndark\\3.png,x\n1.png,y\n")) == ["dark\\3.png", "1.png"])
  }

  /// Unicode's line separators may stand in text of JSON and CSV, and end no line.
  @Test func onlyLineFeedsEndLines() throws {
    try folder.image("a\u{2028}b\u{85}.png")
    for (name, text) in [
      (
        "d.jsonl",
        "{\"path\": \"a\u{2028}b\u{85}.png\", \"label\": \"x\"}\n{\"path\": \"1.png\", \"label\": 2}\n"
      ),
      ("d.csv", "path,label\na\u{2028}b\u{85}.png,x\n1.png,2\n"),
    ] {
      let data = try open(text, name)
      #expect(data.all.map(\.name) == ["a\u{2028}b\u{85}.png", "1.png"])
      #expect(data.classes == ["2", "x"])
    }
  }

  @Test func labelsOfJSONMayBeTrueOrFalse() throws {
    let data = try open(
      "{\"path\": \"1.png\", \"label\": true, \"group\": 0.5}\n{\"path\": \"2.png\", \"label\": false}\n",
      "d.jsonl")
    #expect(data.classes == ["false", "true"])
    #expect(data.all.map(\.group) == ["0.5", nil])
  }
}
