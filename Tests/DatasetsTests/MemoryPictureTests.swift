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
