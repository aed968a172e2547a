import Foundation
import FoveaImages
import TestSupport
import Testing

/// v = (31 x + 57 y + 97 c + x y) mod 256, as in `Scripts/reference/images_goldens.py`.
func pattern(width: Int, height: Int, channels: Int) -> Image {
  var pixels: [UInt8] = []
  for y in 0..<height {
    for x in 0..<width {
      for c in 0..<channels { pixels.append(UInt8((31 * x + 57 * y + 97 * c + x * y) % 256)) }
    }
  }
  return Image(width: width, height: height, channels: channels, pixels: pixels)
}

struct ResizingGoldens: Decodable {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let from: [Int]
    let to: [Int]
    let interpolation: Interpolation
    let pixels: [Int]
    var testDescription: String { "\(from) to \(to), \(interpolation.rawValue)" }
  }
  let resized: [Case]
  let luma: [Int]

  static let shared: ResizingGoldens? = {
    let data = FileManager.default.contents(atPath: TestPaths.file("ImagesTests", "Goldens/resized.json"))
    return data.flatMap { try? JSONDecoder().decode(ResizingGoldens.self, from: $0) }
  }()
}

@Suite("Resizing and conversion")
struct ResizingTests {
  @Test func theGoldensAreThere() { #expect(ResizingGoldens.shared?.resized.count == 100) }

  @Test(arguments: ResizingGoldens.shared?.resized ?? [])
  func withinOneLevelOfPillow(_ golden: ResizingGoldens.Case) {
    let image = pattern(width: golden.from[0], height: golden.from[1], channels: golden.from[2])
      .resized(width: golden.to[0], height: golden.to[1], interpolation: golden.interpolation)
    #expect(image.pixels.count == golden.pixels.count)
    let worst = zip(image.pixels, golden.pixels).map { abs(Int($0) - $1) }.max() ?? 0
    #expect(worst <= 1, "worst difference \(worst)")
  }

  @Test func grayIsPillowsLuma() {
    let gray = pattern(width: 11, height: 9, channels: 3).converted(to: .gray)
    #expect(gray.pixels.map(Int.init) == ResizingGoldens.shared?.luma)
  }

  @Test func halvingIsTheMeanOfFour() {
    let image = Image(width: 4, height: 2, channels: 1, pixels: [10, 20, 0, 100, 30, 40, 50, 250])
    #expect(image.resized(width: 2, height: 1, interpolation: .box).pixels == [25, 100])
  }

  @Test func theSameSizeChangesNothing() {
    let image = pattern(width: 5, height: 4, channels: 3)
    for interpolation in Interpolation.allCases {
      #expect(image.resized(width: 5, height: 4, interpolation: interpolation) == image)
    }
  }

  @Test func cropKeepsTheMiddle() {
    let image = Image(width: 4, height: 2, channels: 1, pixels: [1, 2, 3, 4, 5, 6, 7, 8])
    #expect(image.fitted(width: 2, height: 2, mode: .crop).pixels == [2, 3, 6, 7])
  }

  @Test func letterboxFillsTheRest() {
    let image = Image(width: 4, height: 2, channels: 1, pixels: [1, 2, 3, 4, 5, 6, 7, 8])
    let fitted = image.fitted(width: 4, height: 4, mode: .letterbox, fill: 9)
    #expect(fitted.pixels == [9, 9, 9, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 9])
  }

  @Test(arguments: ResizeMode.allCases)
  func everyModeGivesTheSizeAskedFor(_ mode: ResizeMode) {
    for (width, height) in [(1, 1), (1, 50), (50, 1), (33, 7)] {
      let fitted = pattern(width: width, height: height, channels: 3).fitted(width: 8, height: 6, mode: mode)
      #expect(fitted.width == 8 && fitted.height == 6 && fitted.pixels.count == 144)
    }
  }

  @Test func croppingAndGrayToColour() {
    let image = Image(width: 3, height: 2, channels: 1, pixels: [1, 2, 3, 4, 5, 6])
    #expect(image.cropped(x: 1, y: 1, width: 2, height: 1).pixels == [5, 6])
    #expect(image.converted(to: .rgb).pixels == [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5, 6, 6, 6])
  }
}
