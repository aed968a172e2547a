import TestSupport
import Testing

@testable import FoveaImages

/// A crop that keeps a share of the shorter side is torchvision's and timm's `Resize` and `CenterCrop`.
struct CropShareTests {
  private static let picture: Image = {
    var random = UInt32(1)
    let pixels = (0..<75 * 50 * 3).map { index -> UInt8 in
      random = random &* 1_664_525 &+ 1_013_904_223
      return UInt8(truncatingIfNeeded: index / 7) / 2 + UInt8(random >> 25)
    }
    return Image(width: 75, height: 50, channels: 3, pixels: pixels)
  }()

  /// By `int(short · long / short)` and `int(round((scaled − side) / 2.0))`, whose halves go to the even number.
  @Test(
    arguments: [
      (500, 375, 224, 0.875, 341, 256, 58, 16), (375, 500, 224, 0.875, 256, 341, 16, 58),
      (256, 256, 224, 0.875, 256, 256, 16, 16), (1000, 10, 240, 0.882, 27200, 272, 13480, 16),
      (333, 500, 260, 0.89, 292, 438, 16, 89), (3, 2, 224, 0.875, 384, 256, 80, 16),
    ])
  func sidesAreRoundedAsInPython(
    width: Int, height: Int, side: Int, share: Double, scaledWidth: Int, scaledHeight: Int, left: Int,
    top: Int
  ) {
    let fitting = Fitting(width: side, height: side, mode: .crop, cropShare: share)
    #expect(
      fitting.centerCrop(ofWidth: width, height: height)
        == Fitting.CenterCrop(scaledWidth: scaledWidth, scaledHeight: scaledHeight, left: left, top: top))
  }

  @Test func otherModesHaveNoShare() {
    #expect(Fitting(width: 8, height: 8, mode: .crop).centerCrop(ofWidth: 20, height: 10) == nil)
    #expect(
      Fitting(width: 8, height: 8, mode: .stretch, cropShare: 0.5).centerCrop(ofWidth: 20, height: 10) == nil)
  }

  @Test(
    arguments: [(28, 28, 0.875), (20, 30, 0.5), (60, 60, 0.9), (112, 64, 0.875), (3, 2, 0.3)],
    [Interpolation.bilinear, .bicubic, .lanczos, .box, .nearest])
  func itIsTheMiddleOfTheScaledPicture(_ size: (Int, Int, Double), _ interpolation: Interpolation) throws {
    let picture = Self.picture
    let fitting = Fitting(
      width: size.0, height: size.1, mode: .crop, interpolation: interpolation, cropShare: size.2)
    let crop = try #require(fitting.centerCrop(ofWidth: picture.width, height: picture.height))
    let scaled = picture.resized(
      width: crop.scaledWidth, height: crop.scaledHeight, interpolation: interpolation)
    let received = picture.fitted(fitting)
    #expect(received.width == size.0 && received.height == size.1)
    var (largest, sum) = (0, 0)
    for y in 0..<size.1 {
      for x in 0..<size.0 * 3 {
        let expected = scaled.pixels[((crop.top + y) * crop.scaledWidth + crop.left) * 3 + x]
        let difference = abs(Int(expected) - Int(received.pixels[y * size.0 * 3 + x]))
        largest = max(largest, difference)
        sum += difference
      }
    }
    // One stretch of the picture is another sum of roundings; the nearest of two pixels may be the other one.
    if interpolation != .nearest { #expect(largest <= 1) }
    #expect(sum <= max(2, size.0 * size.1 * 3 / 10))
  }

  @Test func aPictureOfTheRightSizeIsCutToo() {
    let picture = Self.picture
    let fitting = Fitting(width: 75, height: 50, mode: .crop, cropShare: 0.8)
    #expect(picture.fitted(fitting) != picture)
    #expect(picture.fitted(Fitting(width: 75, height: 50, mode: .crop)) == picture)
  }

  /// A decoder may shrink by what the scaled picture, not the part of it, leaves room for.
  @Test func shrinkingKeepsTheScaledPicturesRoom() {
    let whole = Fitting(width: 200, height: 200, mode: .crop)
    let part = Fitting(width: 200, height: 200, mode: .crop, cropShare: 0.5)
    #expect(whole.shrink(ofWidth: 800, height: 800) == 2)
    #expect(part.shrink(ofWidth: 800, height: 800) == 1)
  }
}
