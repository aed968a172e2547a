import Foundation
import FoveaDatasets
import FoveaExecution
import FoveaImages
import FoveaNetworks
import TestSupport
import Testing

@testable import FoveaInference

@Suite("Features that are kept")
struct FeatureSourceTests {
  private func source(_ folder: String?, seed: UInt64 = 4) throws -> FeatureSource {
    try FeatureSource(
      FeatureNetwork(TinyBackbone.bundle(seed: seed), path: "b"), precision: .float32, cacheFolder: folder)
  }

  private func file(in folder: TemporaryFolder) throws -> String {
    folder.file(try #require(try folder.names().first { $0.hasPrefix("features-") }))
  }

  @Test func whatWasComputedIsFoundByContent() throws {
    let folder = try TemporaryFolder()
    let pictures = TinyBackbone.pictures(70)
    let first = try source(folder.path)
    let features = try first.features(of: TinyBackbone.store(pictures))
    #expect(first.computed == 70 && first.found == 0)
    // In another order, with one that is new.
    let others =
      Array(pictures.reversed()) + [
        Image(width: 8, height: 8, channels: 1, pixels: Array(repeating: 9, count: 64))
      ]
    let second = try source(folder.path)
    let again = try second.features(of: TinyBackbone.store(others))
    #expect(second.computed == 1 && second.found == 70)
    #expect(Array(again[0]) == Array(features[69]) && Array(again[69]) == Array(features[0]))
    // Known in memory, and asked for by none.
    _ = try second.features(of: TinyBackbone.store(others))
    #expect(second.computed == 1 && second.found == 70)
    let other = try source(folder.path, seed: 5)
    _ = try other.features(of: TinyBackbone.store(pictures))
    #expect(other.computed == 70 && other.found == 0)
  }

  /// Which pictures stand beside a picture changes no bit.
  @Test func neighboursDoNotMatter() throws {
    let pictures = TinyBackbone.pictures(37)
    let all = try source(nil).features(of: TinyBackbone.store(pictures))
    for index in [0, 31, 36] {
      let alone = try source(nil).features(of: TinyBackbone.store([pictures[index]]))
      #expect(Array(alone[0]) == Array(all[index]))
    }
  }

  @Test(arguments: [-3, -40, 0])
  func aFileThatIsCutOrChangedIsMended(change: Int) throws {
    let folder = try TemporaryFolder()
    let store = try TinyBackbone.store(TinyBackbone.pictures(10))
    let features = try source(folder.path).features(of: store)
    let path = try file(in: folder)
    var bytes = try #require(FileManager.default.contents(atPath: path))
    let whole = bytes.count
    if change < 0 { bytes.removeLast(-change) } else { bytes[whole / 2] ^= 1 }
    try bytes.write(to: URL(fileURLWithPath: path))
    let second = try source(folder.path)
    #expect(try second.features(of: store) == features)
    #expect(second.computed == 1 && second.found == 9)
    let third = try source(folder.path)
    #expect(try third.features(of: store) == features)
    #expect(third.computed == 0 && third.found == 10)
  }

  @Test func aFolderThatCannotBeWrittenStopsNothing() throws {
    let folder = try TemporaryFolder()
    try Data("no folder".utf8).write(to: URL(fileURLWithPath: folder.file("f")))
    let source = try source(folder.file("f"))
    _ = try source.features(of: TinyBackbone.store(TinyBackbone.pictures(3)))
    #expect(source.computed == 3)
  }

  @Test func stoppedWorkIsKept() throws {
    let folder = try TemporaryFolder()
    let store = try TinyBackbone.store(TinyBackbone.pictures(70))
    #expect(throws: CancellationError.self) {
      _ = try source(folder.path).features(of: store) { done, count in
        #expect(count == 70)
        return done < 32
      }
    }
    let second = try source(folder.path)
    _ = try second.features(of: store)
    #expect(second.found == 32 && second.computed == 38)
  }

  @Test func viewsAreOfThePicture() throws {
    let picture = TinyBackbone.pictures(1)[0]
    func turned(_ image: Image) -> [UInt8] {
      (0..<64).map { (index: Int) -> UInt8 in image.pixels[index - index % 8 + 7 - index % 8] }
    }
    let mirrored = Image(width: 8, height: 8, channels: 1, pixels: turned(picture))
    let source = try source(nil)
    let view = try source.features(of: TinyBackbone.store([picture]), view: .mirrored)
    let made = try self.source(nil).features(of: TinyBackbone.store([mirrored]))
    #expect(view == made)
    let geometry = Preprocessing.Geometry(width: 8, height: 8, channels: .gray)
    let corner = picture.cropped(x: 1, y: 0, width: 7, height: 7).resized(width: 8, height: 8)
    #expect(FeatureView.topRight.bytes(of: picture.pixels, geometry) == turned(corner))
    #expect(FeatureView.views(of: Augmentation(.none)) == [.plain])
    #expect(FeatureView.views(of: Augmentation(.light)) == [.plain, .mirrored])
    #expect(FeatureView.views(of: Augmentation(.standard)).count == 6)
  }
}

@Suite("Embedding")
struct EmbedderTests {
  @Test func filesOfAllFormatsHaveTheSameNumbers() throws {
    let folder = try TemporaryFolder()
    let pictures = TinyBackbone.pictures(3)
    for (index, picture) in pictures.enumerated() {
      try Data(picture.pngBytes()).write(to: URL(fileURLWithPath: folder.file("p\(index).png")))
    }
    try Data("text".utf8).write(to: URL(fileURLWithPath: folder.file("p1.jpg")))
    let embedder = try Embedder(TinyBackbone.bundle())
    var items: [EmbeddedItem] = []
    let paths = ["p0.png", "p1.jpg", "p1.png", "p2.png"].map(folder.file)
    try embedder.embed(paths: paths) {
      items.append($0)
      return true
    }
    #expect(items.map(\.path) == paths)
    let expected = try FeatureSource(
      FeatureNetwork(TinyBackbone.bundle(), path: "b"), precision: .float32, cacheFolder: nil
    ).features(of: TinyBackbone.store(pictures))
    #expect(try items[2].outcome.get() == Array(expected[1]))
    #expect((try? items[1].outcome.get()) == nil)
    for format in EmbeddingFormat.allCases {
      let file = try EmbeddingFile(
        folder.file("out.\(format.rawValue)"), format: format, width: embedder.width)
      for item in items { try file.append(item) }
      try file.finish()
    }
    let rows = try folder.text("out.csv").split(separator: "\n")
    #expect(rows.count == 5 && rows[0] == "path,error,f0,f1,f2,f3,f4,f5")
    #expect(rows[1].split(separator: ",").dropFirst().compactMap { Float($0) } == Array(expected[0]))
    let npy = try #require(FileManager.default.contents(atPath: folder.file("out.npy")))
    let header = String(decoding: npy[10..<128], as: UTF8.self)
    #expect(header.hasPrefix("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 6), }"))
    let numbers = npy.suffix(3 * 6 * 4)
    #expect((npy.count - numbers.count) % 64 == 0)
    #expect(
      numbers.withUnsafeBytes { bytes in
        (0..<18).map { Float(bitPattern: bytes.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)) }
      } == expected.values)
    #expect(try folder.text("out.paths.txt").split(separator: "\n").count == 3)
  }

  @Test func likeness() {
    #expect(EmbeddedItem.cosine([1, 0], [2, 0]) == 1)
    #expect(EmbeddedItem.cosine([1, 0], [0, 3]) == 0)
    #expect(EmbeddedItem.cosine([1, 1], [-2, -2]) == -1)
    #expect(EmbeddedItem.cosine([0, 0], [1, 2]) == 0)
  }
}
