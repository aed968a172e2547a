import Foundation
import FoveaImages
import Testing

@testable import FoveaDatasets

@Suite struct PixelStoreTests {
  private static let gray = Preprocessing.Geometry(width: 2, height: 2, channels: .gray)

  private func stored(_ store: PixelStore) -> [[UInt8]] {
    (0..<store.count).compactMap { try? store.bytes($0) }
  }

  @Test func sameForAnyNumberOfWorkers() throws {
    let folder = try Folder()
    for index in 0..<300 { try folder.image("\(index % 3)/\(index).png", gray: index * 77) }
    try folder.write("no image", to: "1/150x.png")
    let data = try LabeledData(path: folder.path)
    let stores = try [1, 4].map {
      try PixelStore(data.all, classes: data.classes, geometry: Self.gray, workers: $0)
    }
    #expect(stores[0].count == 300)
    #expect(stored(stores[0]) == stored(stores[1]))
    #expect(stores[0].samples.map(\.name) == stores[1].samples.map(\.name))
    #expect(stores[0].issues == stores[1].issues)
    #expect(try stores[0].fingerprint() == stores[1].fingerprint())
    let shorter = try PixelStore(data.all.dropLast(), classes: data.classes, geometry: Self.gray)
    #expect(try shorter.fingerprint() != stores[0].fingerprint())
  }

  @Test func unreadableFilesAreIssues() throws {
    let folder = try Folder()
    for name in ["a/1.png", "a/2.png", "b/1.png"] { try folder.image(name, gray: 9) }
    try folder.write([], to: "a/0.jpg")
    let data = try LabeledData(path: folder.path)
    let store = try PixelStore(data.all, classes: data.classes, geometry: Self.gray)
    #expect(folder.relative(store.samples) == ["a/1.png", "a/2.png", "b/1.png"])
    #expect(
      store.issues == [
        SampleIssue(path: folder.file("a/0.jpg"), kind: .unreadable, reason: "empty file")
      ])
    try store.requireEveryClass(of: data.all)
    #expect(
      words {
        _ = try PixelStore(data.all, classes: data.classes, geometry: Self.gray, isStrict: true)
      } == "\(folder.path)/a/0.jpg: unreadable: empty file; repair or remove it, or leave out --strict")
  }

  @Test func aViewHasTheSamplesThatItNames() throws {
    let folder = try Folder()
    for index in 0..<6 { try folder.image("\(index % 2)/\(index).png", gray: index * 40) }
    try folder.write([], to: "1/0.jpg")
    let data = try LabeledData(path: folder.path)
    let store = try PixelStore(data.all, classes: data.classes, geometry: Self.gray)
    let view = PixelStore(viewing: store, [4, 0, 3])
    #expect(view.count == 3 && view.classes == store.classes && view.storage == .memory)
    #expect(view.samples.map(\.name) == [4, 0, 3].map { store.samples[$0].name })
    #expect(stored(view) == [4, 0, 3].map { stored(store)[$0] })
    #expect(store.issues.count == 1 && view.issues.isEmpty)
    // By samples it has the issues of those that cannot be read, too.
    let listed = PixelStore(viewing: store, [data.all[3], data.all[1]])
    #expect(folder.relative(listed.samples) == ["0/2.png"])
    #expect(listed.issues.map { folder.relative($0.path) } == ["1/0.jpg"])
    // The same samples decoded by themselves are the same data.
    let alone = try PixelStore(view.samples, classes: data.classes, geometry: Self.gray)
    #expect(try alone.fingerprint() == view.fingerprint())
    #expect(try Normalization.measured(on: view) == .measured(on: alone))
  }

  @Test func classOfUnreadableFilesOnly() throws {
    let folder = try Folder()
    for name in ["a/1.png", "c/1.png"] { try folder.image(name) }
    for name in ["b/1.jpg", "b/2.jpg"] { try folder.write([], to: name) }
    let data = try LabeledData(path: folder.path)
    let store = try PixelStore(data.all, classes: data.classes, geometry: Self.gray)
    #expect(
      words { try store.requireEveryClass(of: data.all) }
        == "class 'b': none of its 2 files can be read (the first: empty file); repair the files or remove the class"
    )
  }

  @Test func progressAndCancellation() throws {
    let folder = try Folder()
    for index in 0..<150 { try folder.image("\(index % 2)/\(index).png") }
    let data = try LabeledData(path: folder.path)
    var seen: [Int] = []
    _ = try PixelStore(data.all, classes: data.classes, geometry: Self.gray) { phase, done in
      #expect(phase == .reading)
      seen.append(done)
      return true
    }
    #expect(seen == [64, 128, 150])
    seen = []
    #expect(throws: CancellationError.self) {
      _ = try PixelStore(data.all, classes: data.classes, geometry: Self.gray) { _, done in
        seen.append(done)
        return false
      }
    }
    #expect(seen == [64])
  }

  @Test func tooLargeIsRefusedBeforeDecoding() throws {
    let sample = Sample(name: "a", source: .file("/nowhere"), label: 0)
    let geometry = Preprocessing.Geometry(width: 65_536, height: 65_536)
    let available = Int(sysconf(Int32(_SC_PHYS_PAGES))) * Int(sysconf(Int32(_SC_PAGESIZE))) / 4 * 3
    let error = words {
      _ = try PixelStore(Array(repeating: sample, count: 1000), classes: ["a"], geometry: geometry)
    }
    #expect(
      error
        == "1000 images of 65536×65536 need 12288000 MiB of memory, \(available >> 20) MiB are there; use a smaller --img-size"
    )
  }

  @Test func resultsOfAParallelMapAreInOrder() {
    for workers in [1, 2, 8] {
      #expect(ParallelMap.map(1000, workers: workers) { $0 * $0 } == (0..<1000).map { $0 * $0 })
      #expect(ParallelMap.map(0, workers: workers) { $0 }.isEmpty)
    }
  }

  @Test func decoderNamesTheReason() throws {
    let folder = try Folder()
    try folder.image("1.png", gray: 0x0403_0201)
    let decoder = SampleDecoder(geometry: Self.gray)
    #expect(try decoder.decode(path: folder.file("1.png")).get().bytes == [1, 2, 3, 4])
    let missing = words { _ = try decoder.decode(path: folder.file("none.png")).get() }
    #expect(missing == "cannot be read (No such file or directory)")
  }
}
