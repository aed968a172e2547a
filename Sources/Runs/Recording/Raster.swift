import FoveaEvaluation
import FoveaImages

/// A white picture to draw rectangles and digits on.
struct Raster {
  private let width: Int
  private let height: Int
  private var pixels: [UInt8]

  struct Color: Hashable {
    var red: UInt8
    var green: UInt8
    var blue: UInt8

    static let black = Color(red: 20, green: 20, blue: 20)
    static let white = Color(red: 255, green: 255, blue: 255)
    static let blue = Color(red: 31, green: 94, blue: 168)
    static let orange = Color(red: 200, green: 80, blue: 20)

    /// The colour at a `strength` of 0, which is white, to 1.
    func faded(to strength: Float) -> Color {
      func level(_ value: UInt8) -> UInt8 {
        UInt8((255 - (255 - Float(value)) * min(1, max(0, strength))).rounded())
      }
      return Color(red: level(red), green: level(green), blue: level(blue))
    }
  }

  init(width: Int, height: Int) {
    (self.width, self.height) = (width, height)
    pixels = [UInt8](repeating: 255, count: 3 * width * height)
  }

  var image: Image { Image(width: width, height: height, channels: 3, pixels: pixels) }

  /// Fills a rectangle, as far as it is within the picture.
  mutating func fill(_ left: Int, _ top: Int, _ width: Int, _ height: Int, _ color: Color) {
    for y in max(0, top)..<max(0, min(self.height, top + height)) {
      for x in max(0, left)..<max(0, min(self.width, left + width)) {
        let place = 3 * (y * self.width + x)
        (pixels[place], pixels[place + 1], pixels[place + 2]) = (color.red, color.green, color.blue)
      }
    }
  }

  /// The rows of each digit, three bits a row.
  private static let digits: [[UInt8]] = [
    [0b111, 0b101, 0b101, 0b101, 0b111], [0b010, 0b110, 0b010, 0b010, 0b111],
    [0b111, 0b001, 0b111, 0b100, 0b111], [0b111, 0b001, 0b111, 0b001, 0b111],
    [0b101, 0b101, 0b111, 0b001, 0b001], [0b111, 0b100, 0b111, 0b001, 0b111],
    [0b111, 0b100, 0b111, 0b101, 0b111], [0b111, 0b001, 0b010, 0b010, 0b010],
    [0b111, 0b101, 0b111, 0b101, 0b111], [0b111, 0b101, 0b111, 0b001, 0b111],
  ]

  /// Writes a number, each dot of its digits two pixels wide, or one where there are more than four digits.
  mutating func write(_ number: String, centredAt x: Int, _ y: Int, _ color: Color) {
    let values = number.compactMap(\.wholeNumberValue)
    let dot = values.count > 4 ? 1 : 2
    let left = x - (4 * values.count - 1) * dot / 2
    let top = y - 5 * dot / 2
    for (position, value) in values.enumerated() {
      for (row, bits) in Raster.digits[value].enumerated() {
        for column in 0..<3 where bits >> (2 - column) & 1 == 1 {
          fill(left + (4 * position + column) * dot, top + row * dot, dot, dot, color)
        }
      }
    }
  }
}
