public import FoveaImages

/// How much each place of a picture speaks for a class (above zero) or against it (below).
public struct Heatmap: Hashable, Sendable {
  /// Places of a row.
  public let width: Int
  /// Rows.
  public let height: Int
  /// `[height, width]`, row by row.
  public let values: [Float]

  /// Makes a map of `width × height` values, row by row.
  public init(width: Int, height: Int, values: [Float]) {
    precondition(
      width > 0 && height > 0 && values.count == width * height,
      "\(width)×\(height) takes \(width * height) values, received \(values.count)")
    self.width = width
    self.height = height
    self.values = values
  }

  /// The largest magnitude.
  public var peak: Float { values.reduce(0) { max($0, abs($1)) } }

  /// The map in another size, bilinear between centres.
  public func resized(width: Int, height: Int) -> Heatmap {
    func taps(_ from: Int, _ to: Int) -> [(low: Int, high: Int, share: Float)] {
      (0..<to).map { index in
        let place = min(
          max((Float(index) + 0.5) * Float(from) / Float(to) - 0.5, 0), Float(from - 1))
        let low = Int(place)
        return (low, min(low + 1, from - 1), place - Float(low))
      }
    }
    let (columns, rows) = (taps(self.width, width), taps(self.height, height))
    var result: [Float] = []
    result.reserveCapacity(width * height)
    for row in rows {
      for column in columns {
        func along(_ y: Int) -> Float {
          let (a, b) = (values[y * self.width + column.low], values[y * self.width + column.high])
          return a + (b - a) * column.share
        }
        let (top, bottom) = (along(row.low), along(row.high))
        result.append(top + (bottom - top) * row.share)
      }
    }
    return Heatmap(width: width, height: height, values: result)
  }
}

extension Heatmap {
  /// The map over a gray copy of `picture`: orange speaks for the class, blue against it.
  ///
  /// The strongest place is fully coloured, whatever its value: maps show where, not how much.
  public func overlay(on picture: Image) -> Image {
    let map = resized(width: picture.width, height: picture.height)
    let gray = picture.converted(to: .gray).pixels
    let scale = peak > 0 ? 1 / peak : 0
    var pixels: [UInt8] = []
    pixels.reserveCapacity(3 * gray.count)
    for (level, value) in zip(gray, map.values) {
      // Half the contrast of the picture, so that colour is what is seen first.
      let base = 96 + Float(level) * 0.5
      let share = min(1, abs(value) * scale)
      let colour: (Float, Float, Float) = value >= 0 ? (255, 106, 0) : (0, 102, 204)
      for channel in [colour.0, colour.1, colour.2] {
        let mixed = base + (channel - base) * share * 0.85
        pixels.append(UInt8(max(0, min(255, mixed.rounded()))))
      }
    }
    return Image(width: picture.width, height: picture.height, channels: 3, pixels: pixels)
  }

  /// The map alone: white is zero, orange above and blue below it.
  public func picture(side: Int) -> Image {
    let longest = max(width, height)
    let (outWidth, outHeight) = (max(1, width * side / longest), max(1, height * side / longest))
    let scale = peak > 0 ? 1 / peak : 0
    var pixels: [UInt8] = []
    pixels.reserveCapacity(3 * outWidth * outHeight)
    for y in 0..<outHeight {
      for x in 0..<outWidth {
        let value = values[y * height / outHeight * width + x * width / outWidth] * scale
        let colour: (Float, Float, Float) = value >= 0 ? (230, 97, 1) : (33, 102, 172)
        for channel in [colour.0, colour.1, colour.2] {
          pixels.append(UInt8(max(0, min(255, (255 + (channel - 255) * abs(value)).rounded()))))
        }
      }
    }
    return Image(width: outWidth, height: outHeight, channels: 3, pixels: pixels)
  }
}
