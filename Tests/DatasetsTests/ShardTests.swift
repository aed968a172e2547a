import Foundation
import FoveaImages
import Testing

@testable import FoveaDatasets

@Suite struct ShardTests {
  private func packed(_ folder: Folder, shardBytes: Int = 1 << 20) throws -> ShardPacker.Outcome {
    for index in 0..<30 {
      try folder.image("data/train/\(index % 2 == 0 ? "a" : "b")/\(index).png", gray: index * 977)
    }
    for index in 0..<6 {
      try folder.image("data/test/\(index % 2 == 0 ? "a" : "b")/\(index).png", gray: index * 31)
    }
    let data = try LabeledData(path: folder.file("data"))
    try folder.makeFolder("shards")
    var outcome = ShardPacker.Outcome()
    let packer = ShardPacker(folder: folder.file("shards"), shardBytes: shardBytes)
    for part in [Part.training, .test] {
      try packer.pack(
        data.parts[part] ?? [], classes: data.classes, prefix: part.rawValue, into: &outcome,
        onProgress: { _ in true })
    }
    return outcome
  }

  @Test func whatIsPackedIsReadAgain() throws {
    let folder = try Folder()
    let outcome = try packed(folder, shardBytes: 8000)
    #expect(outcome.packed == 36 && outcome.issues.isEmpty && outcome.files.count > 3)
    let (data, again) = (
      try LabeledData(path: folder.file("data")), try LabeledData(path: folder.file("shards"))
    )
    #expect(again.classes == ["a", "b"] && again.issues.isEmpty)
    for part in [Part.training, .test] {
      let (expected, actual) = (data.parts[part] ?? [], again.parts[part] ?? [])
      #expect(expected.count == actual.count)
      func contents(_ samples: [Sample]) throws -> Set<[UInt8]> {
        Set(try samples.map { try SampleDecoder.file(of: $0, limit: 1 << 20) + [UInt8($0.label)] })
      }
      #expect(try contents(expected) == contents(actual))
    }
    let geometry = Preprocessing.Geometry(width: 2, height: 2, channels: .gray)
    let store = try PixelStore(again.all, classes: again.classes, geometry: geometry)
    #expect(store.count == 36 && store.issues.isEmpty)
    #expect(try DataCheck(again).files.whole == 36)
  }

  @Test func nothingIsReplaced() throws {
    let folder = try Folder()
    _ = try packed(folder)
    let error = words { _ = try packed(folder) }
    #expect(
      error
        == "\(folder.path)/shards/train-000000.tar: cannot be written (File exists); choose another --output")
  }

  @Test func aCutArchiveIsReadAsFarAsItGoes() throws {
    let folder = try Folder()
    let path = try packed(folder).files[0]
    let bytes = [UInt8](try #require(FileManager.default.contents(atPath: path)))
    let whole = try TarReader.members(of: path)
    #expect(whole.ending == .whole && whole.members.count == 60)
    for length in stride(from: 0, to: bytes.count - 1024, by: 700) {
      try folder.write(Array(bytes[..<length]), to: "cut.tar")
      let (members, ending) = try TarReader.members(of: folder.file("cut.tar"))
      #expect(members == Array(whole.members.prefix(members.count)))
      #expect(ending != .whole, "\(length)")
    }
    try folder.write(Array(bytes[..<(bytes.count * 4 / 5)]), to: "cut.tar")
    let data = try LabeledData(path: folder.file("cut.tar"))
    #expect(data.all.count > 20 && data.all.count < 30)
    // Beside the archive, an image whose label was cut off may be named.
    #expect(data.issues.map(\.kind).filter { $0 == .recovered }.count == 1 && data.issues.count <= 2)
    #expect(data.issues[0].reason.hasPrefix("the archive ends early, at byte "))
  }

  /// A shard of gigabytes is listed by its headers: what lies between them is not read.
  @Test func listingReadsNoContents() throws {
    let folder = try Folder()
    let gap = 3 << 30
    func member(_ name: String, _ content: [UInt8]) throws -> [UInt8] {
      try folder.write("", to: "part.tar")
      let handle = try #require(FileHandle(forWritingAtPath: folder.file("part.tar")))
      var tar = TarWriter(handle)
      try tar.add(name, content)
      try tar.finish()
      return Array(try #require(FileManager.default.contents(atPath: folder.file("part.tar"))).dropLast(1024))
    }
    var large = try member("notes.bin", [])
    large.replaceSubrange(124..<136, with: Array((String(gap, radix: 8) + "\0").utf8))
    large.replaceSubrange(148..<156, with: Array("        ".utf8))
    let sum = large.reduce(0) { $0 + Int($1) }
    large.replaceSubrange(148..<154, with: Array(("00000" + String(sum, radix: 8)).suffix(6).utf8))
    try folder.write(member("cat/1.png", Folder.png(1)) + large, to: "x.tar")
    let handle = try #require(FileHandle(forWritingAtPath: folder.file("x.tar")))
    try handle.seek(toOffset: handle.seekToEnd() + UInt64(gap))
    try handle.write(contentsOf: member("dog/2.png", Folder.png(2)) + [UInt8](repeating: 0, count: 1024))
    try handle.close()
    func mostMemory() -> Int {
      var usage = rusage()
      // RUSAGE_SELF, whose type differs between systems.
      getrusage(0, &usage)
      return usage.ru_maxrss * 1024
    }
    let before = mostMemory()
    let data = try LabeledData(path: folder.file("x.tar"))
    #expect(data.classes == ["cat", "dog"] && data.issues.isEmpty)
    let geometry = Preprocessing.Geometry(width: 2, height: 2, channels: .gray)
    let store = try PixelStore(data.all, classes: data.classes, geometry: geometry)
    #expect(try store.bytes(0) == [1, 0, 0, 0] && store.bytes(1) == [2, 0, 0, 0])
    #expect(mostMemory() - before < gap / 3)
  }

  @Test func damagedArchives() throws {
    let folder = try Folder()
    let path = try packed(folder).files[0]
    let bytes = [UInt8](try #require(FileManager.default.contents(atPath: path)))
    // Any change in a header breaks its checksum, or leaves a name that is read as it is.
    for position in stride(from: 0, to: 4096, by: 13) {
      var damaged = bytes
      damaged[position] ^= 0x21
      try folder.write(damaged, to: "damaged.tar")
      let (members, _) = try TarReader.members(of: folder.file("damaged.tar"))
      #expect(members.count <= 60)
    }
    try folder.write([UInt8](repeating: 7, count: 5000), to: "none.tar")
    #expect(try TarReader.members(of: folder.file("none.tar")).ending == .damaged(at: 0))
    #expect(openingError(folder.file("none.tar"))?.contains("expected at least two class folders") == true)
  }

  @Test func foldersNameClassesWithoutLabels() throws {
    let folder = try Folder()
    try folder.write("", to: "x.tar")
    let handle = try #require(FileHandle(forWritingAtPath: folder.file("x.tar")))
    var tar = TarWriter(handle)
    let long = String(repeating: "long/", count: 30)
    for (name, gray) in [("cat/1.png", 1), ("\(long)dog/2.x.png", 2), ("3.png", 3), ("notes.txt", 4)] {
      try tar.add(name, Folder.png(gray))
    }
    try tar.add("cat/1.cls", Array("lion\n".utf8))
    try tar.finish()
    try handle.close()
    let data = try LabeledData(path: folder.file("x.tar"))
    #expect(data.classes == ["dog", "lion"])
    #expect(folder.relative(data.all) == ["x.tar/cat/1.png", "x.tar/\(long)dog/2.x.png"])
    #expect(
      data.issues.map(\.reason) == ["it has neither a .cls member nor a folder to name its class"])
  }
}
