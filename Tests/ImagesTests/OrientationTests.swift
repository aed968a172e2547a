import Foundation
import FoveaImages
import TestSupport
import Testing

@Suite("EXIF orientation")
struct OrientationTests {
  /// 1 2 3
  /// 4 5 6, stored in each of the eight ways, is upright after decoding.
  static let stored: [(Orientation, Int, [UInt8])] = [
    (.upright, 3, [1, 2, 3, 4, 5, 6]),
    (.mirrored, 3, [3, 2, 1, 6, 5, 4]),
    (.upsideDown, 3, [6, 5, 4, 3, 2, 1]),
    (.mirroredUpsideDown, 3, [4, 5, 6, 1, 2, 3]),
    (.transposed, 2, [1, 4, 2, 5, 3, 6]),
    (.turnedLeft, 2, [3, 6, 2, 5, 1, 4]),
    (.transversed, 2, [6, 3, 5, 2, 4, 1]),
    (.turnedRight, 2, [4, 1, 5, 2, 6, 3]),
  ]

  @Test(arguments: stored)
  func isUndone(_ orientation: Orientation, _ width: Int, _ pixels: [UInt8]) {
    let image = Image(width: width, height: 6 / width, channels: 1, pixels: pixels).oriented(orientation)
    #expect(image == Image(width: 3, height: 2, channels: 1, pixels: [1, 2, 3, 4, 5, 6]))
  }

  /// A TIFF block with one entry.
  static func exif(_ value: UInt8, isLittle: Bool, tag: UInt8 = 0x12, count: UInt8 = 1) -> [UInt8] {
    isLittle
      ? [0x49, 0x49, 0x2a, 0, 8, 0, 0, 0, count, 0, tag, 1, 3, 0, 1, 0, 0, 0, value, 0, 0, 0]
      : [0x4d, 0x4d, 0, 0x2a, 0, 0, 0, 8, 0, count, 1, tag, 0, 3, 0, 0, 0, 1, 0, value, 0, 0]
  }

  @Test(arguments: Orientation.allCases)
  func isReadInBothByteOrders(_ orientation: Orientation) {
    for isLittle in [true, false] {
      #expect(
        Orientation(exif: OrientationTests.exif(UInt8(orientation.rawValue), isLittle: isLittle))
          == orientation)
    }
  }

  @Test func damagedBlocksSayNothing() {
    let block = OrientationTests.exif(6, isLittle: true)
    for length in 0..<20 { #expect(Orientation(exif: Array(block[..<length])) == nil) }
    #expect(Orientation(exif: OrientationTests.exif(9, isLittle: true)) == nil)
    #expect(Orientation(exif: OrientationTests.exif(0, isLittle: false)) == nil)
    #expect(Orientation(exif: OrientationTests.exif(6, isLittle: true, tag: 0x13, count: 255)) == nil)
    var far = block
    far.replaceSubrange(4..<8, with: [0xff, 0xff, 0xff, 0x7f])
    #expect(Orientation(exif: far) == nil)
  }

  /// The photos of the exif-orientation examples: one picture, stored in nine ways.
  ///
  /// Compared at the size of a network's input: in full size the loss of the JPEG files themselves is up to 4.3 levels,
  /// with Pillow as with us.
  @Test(
    .enabled(if: TestPaths.shared != nil, "needs ../shared/data/exif-orientation"),
    arguments: ["Landscape", "Portrait"])
  func photosAreUprightAndAlike(_ name: String) throws {
    let folder = (TestPaths.shared ?? "") + "/data/exif-orientation"
    let first = try ImageDecoder().decode(contentsOf: "\(folder)/\(name)_0.jpg").image
      .resized(width: 300, height: 300)
    for index in 1...8 {
      let image = try ImageDecoder().decode(contentsOf: "\(folder)/\(name)_\(index).jpg").image
        .resized(width: 300, height: 300)
      #expect(image.width == first.width && image.height == first.height)
      let difference = zip(image.pixels, first.pixels).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
      let mean = Double(difference) / Double(first.pixels.count)
      #expect(mean < 3, "\(name)_\(index): mean error \(mean)")
    }
  }
}
