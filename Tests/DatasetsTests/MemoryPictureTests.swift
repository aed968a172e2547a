import FoveaImages
import TestSupport
import Testing

@testable import FoveaDatasets

@Suite("Pictures in memory")
struct MemoryPictureTests {
  private func picture(_ value: UInt8, side: Int = 2) -> Image {
    Image(width: side, height: side, channels: 1, pixels: Array(repeating: value, count: side * side))
  }

  @Test("are stored at the size of the first, with their labels")
  func stored() throws {
    let store = try PixelStore(
      images: [picture(10), picture(20, side: 4)], labels: [1, 0], classes: ["dark", "light"])
    #expect(store.count == 2)
    #expect(store.geometry.width == 2 && store.geometry.channels == .gray)
    #expect(try store.bytes(0) == [10, 10, 10, 10])
    #expect(try store.bytes(1) == [20, 20, 20, 20])
    #expect(store.samples.map(\.label) == [1, 0])
  }

  @Test(
    "whose numbers do not fit together are refused",
    arguments: [
      ([0], ["a", "b"], "a label for each of 2 pictures, received 1"),
      ([0, 2], ["a", "b"], "labels from 0 to 1, received 2"),
      ([0, 0], ["a", "a"], "class names that differ, received [\"a\", \"a\"]"),
    ])
  func refused(labels: [Int], classes: [String], words: String) {
    #expect {
      try PixelStore(images: [picture(1), picture(2)], labels: labels, classes: classes)
    } throws: {
      "\($0)" == "pictures in memory: expected \(words)"
    }
  }

  @Test("the cache's name has every field of the geometry, and the decoders")
  func cacheName() {
    #expect(
      PixelCache.words(Preprocessing.Geometry(width: 3, height: 5, channels: .gray, decoding: .exact))
        == "3 5 gray crop bilinear exact")
    #expect(
      PixelCache.words(Preprocessing.Geometry(width: 3, height: 5, interpolation: .bicubic, cropShare: 0.875))
        == "3 5 rgb crop bicubic shrink 0.875")
    #expect(ImageDecoder.identity.contains("jpeg "))
    #expect(ImageDecoder.identity.contains("png 1."))
  }
}

@Suite("Two stores as one")
struct JoinedStoreTests {
  @Test func samplesOfTheSecondFollowThoseOfTheFirst() throws {
    func store(_ levels: [UInt8]) throws -> PixelStore {
      try PixelStore(
        images: levels.map { Image(width: 2, height: 1, channels: 1, pixels: [$0, $0 + 1]) },
        labels: levels.map { Int($0) % 2 }, classes: ["even", "odd"])
    }
    let (first, second) = (try store([4, 9]), try store([6, 7, 3]))
    let joined = PixelStore(joining: first, second)
    #expect(joined.count == 5)
    #expect(joined.samples.map(\.label) == [0, 1, 0, 1, 1])
    #expect(try (0..<5).map { try joined.bytes($0) } == [[4, 5], [9, 10], [6, 7], [7, 8], [3, 4]])
    #expect(joined.storage == .memory)
    joined.prefetch([0, 4])
    #expect(try joined.fingerprint() == store([4, 9, 6, 7, 3]).fingerprint())
    let view = PixelStore(viewing: joined, [3, 0])
    #expect(try view.bytes(0) == [7, 8])
  }
}
