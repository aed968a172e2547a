import Foundation
import FoveaInference
import TestSupport
import Testing

@testable import FoveaRuns

@Suite("Sorting into folders")
struct FolderSorterTests {
  @Test("two labels never share a folder")
  func names() {
    let names = FolderSorter.folderNames(of: ["a/b", "a_b", "a_b-2", "..", "", "plain"])
    #expect(
      names == [
        "a/b": "a_b-3", "a_b": "a_b", "a_b-2": "a_b-2", "..": "_..", "": "_", "plain": "plain",
      ])
  }

  @Test("a file is put beside another of its name, and left where it was put before")
  func place() throws {
    let folder = try TemporaryFolder()
    for name in ["x", "y"] {
      try FileManager.default.createDirectory(atPath: folder.file(name), withIntermediateDirectories: false)
      try Data(name.utf8).write(to: URL(fileURLWithPath: folder.file("\(name)/1.png")))
    }
    let sorter = FolderSorter(into: folder.file("sorted"), by: .link, labels: ["cat"])
    #expect(try sorter.place(folder.file("x/1.png"), as: "cat") == .placed)
    #expect(try sorter.place(folder.file("x/1.png"), as: "cat") == .alreadyThere)
    #expect(try sorter.place(folder.file("y/1.png"), as: "cat") == .placed)
    #expect(try folder.text("sorted/cat/1.png") == "x")
    #expect(try folder.text("sorted/cat/1-2.png") == "y")
  }

  @Test("names as long as a file system takes are shortened where they get a number")
  func longNames() throws {
    let folder = try TemporaryFolder()
    let long = String(repeating: "\u{e9}", count: 125) + "a.png"
    #expect(long.utf8.count == 255)
    for name in ["x", "y"] {
      try FileManager.default.createDirectory(atPath: folder.file(name), withIntermediateDirectories: false)
      try Data(name.utf8).write(to: URL(fileURLWithPath: folder.file("\(name)/\(long)")))
    }
    let label = String(repeating: "class ", count: 60)
    let sorter = FolderSorter(into: folder.file("sorted"), by: .copy, labels: [label, label + "2"])
    for name in ["x", "y"] { #expect(try sorter.place(folder.file("\(name)/\(long)"), as: label) == .placed) }
    let names = FolderSorter.folderNames(of: [label, label + "2"])
    #expect(names.values.allSatisfy { $0.utf8.count <= 255 } && Set(names.values).count == 2)
    let sorted = folder.file("sorted/\(try #require(names[label]))")
    let files = try FileManager.default.contentsOfDirectory(atPath: sorted).sorted()
    #expect(files.count == 2 && files.allSatisfy { $0.hasSuffix(".png") && $0.utf8.count <= 255 })
  }

  @Test("abstention has a word of its own where a class is named unknown")
  func abstention() {
    #expect(Abstention.word(classes: ["cat", "dog"]) == "unknown")
    #expect(Abstention.word(classes: ["unknown", "dog"]) == "unknown-2")
    #expect(Abstention.word(classes: ["unknown", "unknown-2"]) == "unknown-3")
  }
}
