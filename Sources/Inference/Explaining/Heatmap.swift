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
    let columns = (0..<width).map { Tap((Float($0) + 0.5) / Float(width), of: self.width) }
    let rows = (0..<height).map { Tap((Float($0) + 0.5) / Float(height), of: self.height) }
    let result = rows.flatMap { row in columns.map { value($0, row) } }
    return Heatmap(width: width, height: height, values: result)
  }

  /// Two neighbours of a row or a column, and how much of the second there is at a place between their centres.
  private struct Tap {
    let low: Int
    let high: Int
    let share: Float

    /// - Parameter place: from 0, the edge before the first of `count`, to 1, the edge after the last.
    init(_ place: Float, of count: Int) {
      let place = min(max(place * Float(count) - 0.5, 0), Float(count - 1))
      low = Int(place)
      high = min(low + 1, count - 1)
      share = place - Float(low)
    }
  }

  private func value(_ column: Tap, _ row: Tap) -> Float {
    func along(_ y: Int) -> Float {
      let (a, b) = (values[y * width + column.low], values[y * width + column.high])
      return a + (b - a) * column.share
    }
    let (top, bottom) = (along(row.low), along(row.high))
    return top + (bottom - top) * row.share
  }
}

extension Heatmap {
  /// The map over a gray copy of `picture`: orange speaks for the class, blue against it.
  ///
  /// The strongest place is fully coloured, whatever its value: maps show where, not how much.
  public func overlay(on picture: Image) -> Image { overlay(on: picture, region: .whole) }

  /// The same on a whole photo, of which the map is that of a part; what the network did not see is pale.
  ///
  /// - Parameter region: the part of `photo` that the map is of.
  public func overlay(on photo: Image, region: SeenRegion) -> Image {
    let (width, height) = (photo.width, photo.height)
    func taps(_ count: Int, _ start: Double, _ length: Double, _ places: Int) -> [Tap?] {
      (0..<count).map { index in
        let place = ((Double(index) + 0.5) / Double(count) - start) / length
        return place >= 0 && place <= 1 ? Tap(Float(place), of: places) : nil
      }
    }
    let columns = taps(width, region.x, region.width, self.width)
    let rows = taps(height, region.y, region.height, self.height)
    let gray = photo.converted(to: .gray).pixels
    let scale = peak > 0 ? 1 / peak : 0
    var pixels: [UInt8] = []
    pixels.reserveCapacity(3 * gray.count)
    for (y, row) in rows.enumerated() {
      for (x, column) in columns.enumerated() {
        let level = Float(gray[y * width + x])
        guard let row, let column else {
          let pale = UInt8((208 + level * 0.15).rounded())
          pixels += [pale, pale, pale]
          continue
        }
        // Half the contrast of the picture, so that colour is what is seen first.
        let base = 96 + level * 0.5
        let value = value(column, row)
        let share = min(1, abs(value) * scale)
        let colour: (Float, Float, Float) = value >= 0 ? (255, 106, 0) : (0, 102, 204)
        for channel in [colour.0, colour.1, colour.2] {
          let mixed = base + (channel - base) * share * 0.85
          pixels.append(UInt8(max(0, min(255, mixed.rounded()))))
        }
      }
    }
    return Image(width: width, height: height, channels: 3, pixels: pixels)
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
