import TestSupport
import Testing

@testable import FoveaImages

@Suite("The part of a picture that a fitting keeps")
struct SeenPartTests {
  /// Two ramps: the level of a pixel is its place, from 0 at the first edge to 240 at the last.
  private func ramp(_ width: Int, _ height: Int, isAlongX: Bool) -> Image {
    Image(
      width: width, height: height, channels: 1,
      pixels: (0..<height).flatMap { y in
        (0..<width).map { x in
          UInt8(
            (240 * (isAlongX ? (Double(x) + 0.5) / Double(width) : (Double(y) + 0.5) / Double(height)))
              .rounded())
        }
      })
  }

  /// What is said of the part is what the pixels of the result show.
  @Test(
    arguments: [ResizeMode.stretch, .crop, .letterbox],
    [(320, 200), (200, 320), (300, 100), (64, 64), (331, 77)])
  func regionsAreWhatIsCut(mode: ResizeMode, size: (width: Int, height: Int)) {
    for share in mode == .crop ? [1, 0.875] : [1] {
      let fitting = Fitting(width: 64, height: 64, mode: mode, fill: 250, cropShare: share)
      let region = fitting.region(ofWidth: size.width, height: size.height)
      for isAlongX in [true, false] {
        let result = ramp(size.width, size.height, isAlongX: isAlongX).fitted(fitting)
        let (start, length) = isAlongX ? (region.x, region.width) : (region.y, region.height)
        for index in 4..<60 {
          let level = isAlongX ? result.pixels[32 * 64 + index] : result.pixels[index * 64 + 32]
          let place = start + (Double(index) + 0.5) / 64 * length
          if place < 0 || place > 1 {
            #expect(level == 250, "\(mode) \(size) \(index)")
          } else if place > 0.03, place < 0.97 {
            #expect(
              abs(Double(level) - 240 * place) < 3.5, "\(mode) \(size) \(index): \(level), \(240 * place)")
          }
        }
      }
    }
  }

  @Test func picturesForPeopleKeepTheirShape() throws {
    let photo = ramp(300, 200, isAlongX: true)
    #expect(photo.within(120).width == 120 && photo.within(120).height == 80)
    #expect(photo.within(400) == photo)
    #expect(
      Image(width: 900, height: 2, channels: 1, pixels: Array(repeating: 9, count: 1800)).within(90).height
        == 1)
    let decoder = ImageDecoder(channels: nil)
    let decoded = try decoder.decode(photo.pngBytes(), within: 120)
    #expect(decoded.image.width == 120 && decoded.image.height == 80 && decoded.image.channels == 1)
    #expect(decoded.fullWidth == 300 && decoded.fullHeight == 200)
    // A large JPEG is shrunk while it is decoded, and one that lies on its side is upright.
    let large = ramp(2000, 1200, isAlongX: true).converted(to: .rgb)
    let shrunk = try decoder.decode(large.jpegBytes(), within: 200).image
    #expect(shrunk.width == 200 && shrunk.height == 120)
    #expect(abs(Int(shrunk.pixels[3 * 100]) - 120) <= 4)
  }
}
