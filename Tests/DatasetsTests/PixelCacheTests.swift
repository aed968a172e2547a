import Foundation
import FoveaImages
import Testing

@testable import FoveaDatasets

@Suite struct PixelCacheTests {
  private static let geometry = Preprocessing.Geometry(width: 2, height: 2, channels: .gray)

  private let images: Folder
  private let cache: Folder
  private let data: LabeledData

  init() throws {
    images = try Folder()
    cache = try Folder()
    for index in 0..<70 { try images.image("\(index % 2)/\(index).png", gray: index * 977) }
    try images.write("no image", to: "0/broken.png")
    data = try LabeledData(path: images.path)
  }

  private func store(memory: Int = 0, limit: Int = 1 << 20, folder: String? = nil) throws -> PixelStore {
    try PixelStore(
      data.all, classes: data.classes, geometry: Self.geometry, workers: 2,
      cache: PixelCache(memory: memory, limit: limit, folder: folder ?? cache.path))
  }

  private var files: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: cache.path).sorted() }
  }

  private func isFile(_ store: PixelStore) -> Bool {
    if case .file = store.storage { true } else { false }
  }

  private func expectEqual(_ store: PixelStore, _ other: PixelStore) throws {
    #expect(store.samples.map(\.name) == other.samples.map(\.name))
    #expect(store.issues == other.issues)
    #expect(try store.fingerprint() == other.fingerprint())
    #expect(try store.histogram() == other.histogram())
  }

  @Test func memoryFileAndDecodingGiveTheSame() throws {
    let memory = try store(memory: 1 << 20)
    #expect(memory.storage == .memory)
    #expect(try files.isEmpty)
    let file = try store()
    #expect(isFile(file))
    #expect(try files.count == 1)
    let again = try store()
    #expect(isFile(again))
    let nowhere = try store(limit: 100, folder: cache.file("other"))
    #expect(nowhere.storage == .nowhere)
    for other in [file, again, nowhere] { try expectEqual(other, memory) }
  }

  @Test func aChangedImageIsAnotherFile() throws {
    _ = try store()
    let first = try files
    try images.image("0/0.png", gray: 123_456)
    let changed = try store()
    #expect(try files.count == 2 && files.contains(first[0]))
    #expect(try changed.bytes(0) == [64, 226, 1, 0])
  }

  @Test(arguments: ["cut", "flipped", "version", "empty"])
  func aDamagedFileIsMadeAgain(_ damage: String) throws {
    let sound = try store()
    let path = try cache.file(files[0])
    var bytes = [UInt8](try #require(FileManager.default.contents(atPath: path)))
    switch damage {
    case "cut": bytes.removeLast(40)
    case "flipped": bytes[100] ^= 1
    case "version": bytes[8] = 99
    default: bytes = []
    }
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    #expect(PixelFile.open(path, sampleBytes: 4) == nil)
    let repaired = try store()
    #expect(isFile(repaired) && PixelFile.open(path, sampleBytes: 4) != nil)
    try expectEqual(repaired, store(memory: 1 << 20))
    _ = sound
  }

  @Test func theOldestFileGoesFirst() throws {
    let recipe = { (width: Int) in
      _ = try PixelStore(
        data.all, classes: data.classes,
        geometry: Preprocessing.Geometry(width: width, height: 2, channels: .gray),
        cache: PixelCache(memory: 0, limit: 4500, folder: cache.path))
    }
    try recipe(2)
    let first = try files
    // Used an hour ago.
    var times = [
      timeval(tv_sec: time(nil) - 3600, tv_usec: 0), timeval(tv_sec: time(nil) - 3600, tv_usec: 0),
    ]
    #expect(utimes(cache.file(first[0]), &times) == 0)
    try recipe(3)
    #expect(try files.count == 2)
    try recipe(4)
    #expect(try files.count == 2 && !files.contains(first[0]))
  }

  @Test func aFolderThatCannotBeWritten() throws {
    try cache.write("a file", to: "occupied")
    let store = try store(folder: cache.file("occupied") + "/below")
    #expect(store.storage == .nowhere)
    try expectEqual(store, self.store(memory: 1 << 20))
  }

  @Test func twoAtOnce() async throws {
    let (data, folder) = (data, cache.path)
    let prints = try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<4 {
        group.addTask {
          try PixelStore(
            data.all, classes: data.classes, geometry: Self.geometry,
            cache: PixelCache(memory: 0, limit: 1 << 20, folder: folder)
          ).fingerprint()
        }
      }
      return try await group.reduce(into: Set<String>()) { $0.insert($1) }
    }
    #expect(prints.count == 1)
    #expect(try files.count == 1 && files[0].hasSuffix(".cache"))
  }

  @Test func aFileThatVanishesIsNamed() throws {
    let nowhere = try store(limit: 0)
    let name = nowhere.samples[3].name
    try FileManager.default.removeItem(atPath: name)
    #expect(
      words { _ = try nowhere.bytes(3) }
        == "\(name): was read before and no longer can be (cannot be read (No such file or directory)); leave the files alone while they are learned from"
    )
    #expect(try nowhere.bytes(2).count == 4)
  }
}
