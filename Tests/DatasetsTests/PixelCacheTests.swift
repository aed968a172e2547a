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

  /// What was done to open a store.
  private func phases(_ data: LabeledData) throws -> (store: PixelStore, phases: Set<PixelStore.Phase>) {
    var phases: Set<PixelStore.Phase> = []
    let store = try PixelStore(
      data.all, classes: data.classes, geometry: Self.geometry,
      cache: PixelCache(memory: 0, limit: 1 << 20, folder: cache.path)
    ) { phase, _ in
      phases.insert(phase)
      return true
    }
    return (store, phases)
  }

  /// What was refused is in the file, too.
  @Test func otherLimitsMakeAnotherFile() throws {
    try images.image("0/large.png", gray: 5, width: 8, height: 8)
    let data = try LabeledData(path: images.path)
    func count(_ pixels: Int) throws -> Int {
      try PixelStore(
        data.all, classes: data.classes, geometry: Self.geometry, limits: DecodingLimits(pixels: pixels),
        cache: PixelCache(memory: 0, limit: 1 << 20, folder: cache.path)
      ).count
    }
    #expect(try count(63) == 70)
    #expect(try count(64) == 71)
    #expect(try files.count == 2)
  }

  @Test func aChangedImageIsAnotherFile() throws {
    _ = try store()
    let first = try files
    try images.image("0/0.png", gray: 123_456)
    let changed = try store()
    #expect(try files.count == 2 && files.contains(first[0]))
    #expect(try changed.bytes(0) == [64, 226, 1, 0])
    // The old content under a new time is the old file again.
    try images.image("0/0.png", gray: 0)
    let (restored, phases) = try phases(data)
    #expect(try restored.bytes(0) == [0, 0, 0, 0] && files.count == 2)
    #expect(phases == [.comparing])
  }

  @Test func imagesThatWereMovedAreTheSameFile() throws {
    #expect(try phases(data).phases == [.reading])
    #expect(try phases(data).phases.isEmpty)
    let other = try Folder()
    try FileManager.default.copyItem(atPath: images.path, toPath: other.file("moved"))
    let moved = try LabeledData(path: other.file("moved"))
    let (store, phases) = try phases(moved)
    #expect(phases == [.comparing] && isFile(store))
    #expect(try files.count == 1)
    #expect(store.samples.map(\.name) == moved.all.map(\.name).filter { !$0.hasSuffix("broken.png") })
    #expect(store.issues.map(\.path) == [other.file("moved/0/broken.png")])
    #expect(try store.fingerprint() == self.store(memory: 1 << 20).fingerprint())
    // It is known now by where it lies.
    #expect(try self.phases(moved).phases.isEmpty)
  }

  @Test(arguments: ["cut", "flipped", "record", "version", "empty"])
  func aDamagedFileIsMadeAgain(_ damage: String) throws {
    let sound = try store()
    let path = try cache.file(files[0])
    var bytes = [UInt8](try #require(FileManager.default.contents(atPath: path)))
    switch damage {
    case "cut": bytes.removeLast(40)
    case "flipped": bytes[100] ^= 1
    case "record": bytes[96 + 71 * 4 + 50] ^= 1
    case "version": bytes[8] = 99
    default: bytes = []
    }
    func isWhole() -> Bool {
      PixelFile(path, sampleBytes: 4, listed: 71)?.contents(workers: 1, onProgress: { _ in true }) != nil
    }
    #expect(isWhole())
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    #expect(!isWhole())
    let repaired = try store()
    #expect(isFile(repaired) && isWhole())
    try expectEqual(repaired, store(memory: 1 << 20))
    _ = sound
  }

  @Test func whatACheckSawIsKept() throws {
    func look(_ memory: Int) throws -> (pixels: PixelStore, facts: [SampleFacts]) {
      try PixelStore.looking(
        at: data.all, classes: data.classes, geometry: Self.geometry, workers: 2, isStrict: false,
        cache: PixelCache(memory: memory, limit: 1 << 20, folder: cache.path)
      ) { _, _ in true }
    }
    let fresh = try look(1 << 20)
    var looks = SampleLooks(count: 71)
    for sample in data.all { looks.add(SampleFacts(sample)) }
    #expect(fresh.facts == looks.facts)
    // A file without facts has not what is wanted, and is replaced by one that has.
    _ = try store()
    for _ in 0..<2 {
      let kept = try look(0)
      #expect(isFile(kept.pixels) && kept.facts == fresh.facts)
      try expectEqual(kept.pixels, fresh.pixels)
    }
    #expect(try files.count == 1)
    #expect(try phases(data).phases.isEmpty)
  }

  @Test func theOldestFileGoesFirst() throws {
    let recipe = { (width: Int) in
      _ = try PixelStore(
        data.all, classes: data.classes,
        geometry: Preprocessing.Geometry(width: width, height: 2, channels: .gray),
        cache: PixelCache(memory: 0, limit: 9000, folder: cache.path))
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

  /// A disk that has room for nothing, and one that has room for the pixels but not for what is written last.
  @Test(
    .enabled(if: TinyDisk.isAvailable, "mounting a small disk needs the rights of root"),
    arguments: [(broken: 60, kilobytes: 4), (broken: 300, kilobytes: 24)])
  func aFullDiskFallsBackToDecoding(_ disk: (broken: Int, kilobytes: Int)) throws {
    for index in 0..<disk.broken { try images.write("no image", to: "1/broken-\(index).png") }
    let data = try LabeledData(path: images.path)
    let mounted = try TinyDisk(cache.file("disk"), kilobytes: disk.kilobytes)
    let store = try PixelStore(
      data.all, classes: data.classes, geometry: Self.geometry, workers: 2,
      cache: PixelCache(memory: 0, limit: 1 << 20, folder: mounted.path))
    #expect(store.storage == .nowhere)
    #expect(try FileManager.default.contentsOfDirectory(atPath: mounted.path).isEmpty)
    try expectEqual(store, PixelStore(data.all, classes: data.classes, geometry: Self.geometry))
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
        == "\(name): was read before and no longer can be (cannot be read (No such file or directory)); do not change the files during training"
    )
    #expect(try nowhere.bytes(2).count == 4)
  }
}

/// A file system of a few kilobytes.
private final class TinyDisk {
  let path: String

  static let isAvailable: Bool = {
    guard let folder = try? Folder() else { return false }
    return (try? TinyDisk(folder.file("probe"), kilobytes: 4)) != nil
  }()

  private struct Failure: Error {}

  init(_ path: String, kilobytes: Int) throws {
    self.path = path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    guard try TinyDisk.run("mount", "-t", "tmpfs", "-o", "size=\(kilobytes)k", "tmpfs", path) else {
      throw Failure()
    }
  }

  deinit { _ = try? TinyDisk.run("umount", path) }

  private static func run(_ arguments: String...) throws -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus == 0
  }
}
