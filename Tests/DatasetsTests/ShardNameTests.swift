import Foundation
import Testing

@testable import FoveaDatasets

/// Which label of a shard belongs to which picture.
@Suite struct ShardNameTests {
  private func open(_ members: [(name: String, content: [UInt8])]) throws -> (Folder, LabeledData) {
    let folder = try Folder()
    try folder.write("", to: "x.tar")
    let handle = try #require(FileHandle(forWritingAtPath: folder.file("x.tar")))
    var tar = TarWriter(handle)
    for member in members { try tar.add(member.name, member.content) }
    try tar.finish()
    try handle.close()
    return (folder, try LabeledData(path: folder.file("x.tar"), minimumClasses: 1))
  }

  private func labels(_ folder: Folder, _ data: LabeledData) -> [String] {
    data.all.map { folder.relative($0.name) + " " + data.classes[$0.label] }
  }

  @Test func dottedNamesHaveTheirOwnLabels() throws {
    let (folder, data) = try open([
      ("cat.1.png", Folder.png(1)), ("cat.1.cls", Array("cat".utf8)), ("cat.2.png", Folder.png(2)),
      ("cat.2.cls", Array("dog".utf8)), ("cat.3.png", Folder.png(3)),
    ])
    #expect(labels(folder, data) == ["x.tar/cat.1.png cat", "x.tar/cat.2.png dog"])
    #expect(data.issues.map { folder.relative($0.path) } == ["x.tar/cat.3.png"])
  }

  /// Found by Scripts/fuzz: a class that was packed from a folder named by a space had none when it was read.
  @Test func spacesBelongToALabel() throws {
    let (folder, data) = try open([
      ("1.png", Folder.png(1)), ("1.cls", Array(" \n".utf8)), ("2.png", Folder.png(2)),
      ("2.cls", Array("dark \r\n".utf8)),
    ])
    #expect(labels(folder, data) == ["x.tar/1.png  ", "x.tar/2.png dark "])
  }

  /// Only the end of the last line of a `.cls` member is none of its label; a folder may have any name.
  @Test func lineEndsWithinANameBelongToIt() throws {
    let (folder, data) = try open([
      ("x\n/1.png", Folder.png(1)), ("2.png", Folder.png(2)), ("2.cls", Array("y\n\n".utf8)),
      ("3.png", Folder.png(3)), ("3.cls", Array("z\r\n".utf8)), ("w/4.png", Folder.png(4)),
    ])
    #expect(data.classes == ["w", "x\n", "y\n", "z"])
    try folder.makeFolder("packed")
    var outcome = ShardPacker.Outcome()
    try ShardPacker(folder: folder.file("packed"), shardBytes: 1 << 20).pack(
      data.all, classes: data.classes, prefix: "all", into: &outcome, onProgress: { _ in true })
    let again = try LabeledData(path: folder.file("packed"))
    #expect(again.classes == data.classes && again.issues.isEmpty)
    #expect(again.all.map(\.label) == data.all.map(\.label))
  }

  /// What no `.cls` member can hold is no class either where it is the name of a folder.
  @Test func aLongNameIsNoClass() throws {
    let (_, data) = try open([
      (String(repeating: "x", count: 5000) + "/1.png", Folder.png(1)), ("y/2.png", Folder.png(2)),
    ])
    #expect(data.classes == ["y"])
    #expect(
      data.issues.map(\.reason) == ["it has neither a .cls member nor a folder to name its class"])
  }

  @Test func severalPicturesOfOneKeyShareItsLabel() throws {
    let (folder, data) = try open([
      ("7.left.png", Folder.png(1)), ("7.right.png", Folder.png(2)), ("7.cls", Array("cat".utf8)),
    ])
    #expect(labels(folder, data) == ["x.tar/7.left.png cat", "x.tar/7.right.png cat"])
  }

  /// The last member of a name counts, the picture like its label.
  @Test func repeatedNamesKeepTheirPairs() throws {
    let (folder, data) = try open([
      ("1.png", Folder.png(1)), ("1.cls", Array("cat".utf8)), ("1.png", Folder.png(2)),
      ("1.cls", Array("dog".utf8)),
    ])
    #expect(labels(folder, data) == ["x.tar/1.png dog"])
    #expect(try SampleDecoder.file(of: data.all[0], limit: 1 << 20) == Folder.png(2))
    #expect(
      data.issues.map(\.reason) == [
        "the archive has a later member of this name, and the last one counts, as in unpacking"
      ])
  }

  @Test func oneLetterInTwoWaysIsTwoNames() throws {
    let (folder, data) = try open([
      ("\u{e9}.png", Folder.png(1)), ("\u{e9}.cls", Array("cat".utf8)), ("e\u{301}.png", Folder.png(2)),
      ("e\u{301}.cls", Array("dog".utf8)),
    ])
    #expect(data.all.map { data.classes[$0.label] } == ["cat", "dog"])
    #expect(data.all.count == 2 && data.issues.isEmpty, "\(labels(folder, data))")
  }

  @Test func hiddenMembersAreNoPictures() throws {
    let (folder, data) = try open([
      ("./a/1.png", Folder.png(1)), ("./a/._1.png", [0, 5, 22, 7]), ("__MACOSX/a/._1.png", [0, 5, 22, 7]),
      ("b/@eaDir/1.png", Folder.png(2)), ("b/2.png", Folder.png(3)), (".thumbnails/3.png", Folder.png(4)),
    ])
    #expect(labels(folder, data) == ["x.tar/./a/1.png a", "x.tar/b/2.png b"])
    #expect(data.issues.isEmpty)
  }
}
