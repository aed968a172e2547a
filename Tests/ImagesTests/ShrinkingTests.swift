import Foundation
import TestSupport
import Testing

@testable import FoveaImages

@Suite("Shrinking while decoding")
struct ShrinkingTests {
  /// A picture with slopes, soft waves and a few edges, as photos have, as a JPEG file.
  private static func photo(width: Int, height: Int) throws -> [UInt8] {
    var pixels: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        let edge = (x / 160 + y / 120) % 2 == 0 ? 40.0 : 0
        let waves = 6 * sin(Double(x) / 9) + 5 * cos(Double(y) / 7 + Double(x) / 23)
        for level in [x * 120 / width, y * 120 / height, 60] {
          pixels.append(UInt8(min(255, max(0, Double(level) + 40 + edge + waves))))
        }
      }
    }
    return try Image(width: width, height: height, channels: 3, pixels: pixels).jpegBytes(quality: 90)
  }

  private static func meanDifference(_ bytes: [UInt8], _ fitting: Fitting) throws -> Double {
    let images = try [true, false].map {
      try ImageDecoder().decode(bytes, fitting: fitting, isExact: $0).image
    }
    let sum = zip(images[0].pixels, images[1].pixels).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
    return Double(sum) / Double(images[0].pixels.count)
  }

  @Test func theFactorKeepsHeadroom() {
    let fitting = Fitting(width: 100, height: 100, mode: .crop)
    #expect(fitting.shrink(ofWidth: 249, height: 2000) == 1)
    #expect(fitting.shrink(ofWidth: 250, height: 250) == 2)
    #expect(fitting.shrink(ofWidth: 2000, height: 800) == 4)
    #expect(fitting.shrink(ofWidth: 2000, height: 799) == 2)
    #expect(fitting.shrink(ofWidth: 5000, height: 5000) == 8)
    #expect(Fitting(width: 100, height: 10, mode: .stretch).shrink(ofWidth: 300, height: 2000) == 2)
    #expect(
      Fitting(width: 100, height: 100, mode: .crop, interpolation: .nearest)
        .shrink(ofWidth: 5000, height: 5000) == 1)
  }

  @Test(arguments: ResizeMode.allCases)
  func exactIsDecodingAndThenFitting(_ mode: ResizeMode) throws {
    let bytes = try Self.photo(width: 321, height: 243)
    let fitting = Fitting(width: 64, height: 48, mode: mode)
    let direct = try ImageDecoder().decode(bytes, fitting: fitting, isExact: true).image
    #expect(try direct == ImageDecoder().decode(bytes).image.fitted(fitting))
  }

  @Test(arguments: ResizeMode.allCases)
  func shrinkingHardlyChangesThePicture(_ mode: ResizeMode) throws {
    for (width, height) in [(640, 480), (481, 643), (1201, 803)] {
      let bytes = try Self.photo(width: width, height: height)
      for side in [64, 96, 128] {
        let fitting = Fitting(width: side, height: side, mode: mode)
        #expect(fitting.shrink(ofWidth: width, height: height) > 1)
        let difference = try Self.meanDifference(bytes, fitting)
        #expect(difference > 0 && difference < 1.5, "\(width)×\(height) to \(side): \(difference)")
      }
    }
  }

  /// The first picture is what it is alone; the second one hardly differs from what it is alone.
  @Test(arguments: [(640, 480), (3000, 1200), (100, 90)])
  func twoPicturesOfOneDecoding(_ width: Int, _ height: Int) throws {
    let bytes = try Self.photo(width: width, height: height)
    let look = Fitting(width: 128, height: 128, mode: .stretch)
    for channels in [Channels.rgb, .gray] {
      let decoder = ImageDecoder(channels: channels)
      let alone = try ImageDecoder(channels: nil).decode(bytes, fitting: look, isExact: false).image
      for side in [24, 96, 224] {
        let fitting = Fitting(width: side, height: side, mode: .crop)
        let both = try decoder.decode(bytes, fitting: fitting, isExact: false, beside: look)
        #expect(try both.first == decoder.decode(bytes, fitting: fitting, isExact: false))
        #expect(both.second.channels == 3 && both.second.width == 128 && both.second.height == 128)
        let sum = zip(both.second.pixels, alone.pixels).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
        #expect(Double(sum) / Double(alone.pixels.count) < 1.5, "\(side) of \(width)×\(height)")
      }
    }
  }

  @Test(.enabled(if: TestPaths.shared != nil))
  func shrinkingHardlyChangesPhotos() throws {
    let folder = try #require(TestPaths.shared) + "/data/cats-dogs/train/cat"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted().prefix(60)
    for side in [96, 128, 224] {
      let fitting = Fitting(width: side, height: side, mode: .crop)
      var (sum, count) = (0.0, 0.0)
      for name in names {
        let bytes = [UInt8](try #require(FileManager.default.contents(atPath: folder + "/" + name)))
        sum += try Self.meanDifference(bytes, fitting)
        count += 1
      }
      #expect(count > 0 && sum / count < 1.5, "\(side): \(sum / count)")
    }
  }

  @Test func jpegRoundTrip() throws {
    let image = Image(width: 40, height: 24, channels: 1, pixels: (0..<960).map { UInt8($0 % 40 * 6) })
    let decoded = try ImageDecoder(channels: nil).decode(image.jpegBytes(quality: 95))
    #expect(decoded.format == .jpeg && decoded.recovered == nil)
    let worst = zip(image.pixels, decoded.image.pixels).map { abs(Int($0) - Int($1)) }.max() ?? 255
    #expect(decoded.image.width == 40 && decoded.image.channels == 1 && worst < 12, "\(worst)")
  }

  @Test func aCutFileSaysHowMuchOfTheWholeIsReal() throws {
    let bytes = try Self.photo(width: 800, height: 600)
    let fitting = Fitting(width: 64, height: 64, mode: .crop)
    let decoded = try ImageDecoder().decode(
      Array(bytes[..<(bytes.count / 2)]), fitting: fitting, isExact: false)
    let reason = try #require(decoded.recovered)
    #expect(reason.hasSuffix(" of 600 rows are real"), "\(reason)")
    let rows = reason.split(separator: " ").compactMap { Int($0) }.first ?? 0
    #expect(rows > 150 && rows < 450, "\(reason)")
  }
}
