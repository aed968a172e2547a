/// A picture in memory: 8 bits a channel, gray or RGB.
///
/// ```
/// pixels: row 0 | row 1 | … | row height − 1        row: pixel 0 | pixel 1 | …        pixel: R G B, or one gray
/// ```
public struct Image: Hashable, Sendable {
  /// Pixels of a row.
  public let width: Int
  /// Rows.
  public let height: Int
  /// 1 for gray, 3 for RGB.
  public let channels: Int
  /// `height × width × channels` bytes, interleaved (HWC).
  public let pixels: [UInt8]

  /// Makes a picture; the number of bytes must be `width × height × channels`.
  public init(width: Int, height: Int, channels: Int, pixels: [UInt8]) {
    precondition(width > 0 && height > 0, "expected a positive size, received \(width)×\(height)")
    precondition(channels == 1 || channels == 3, "expected 1 or 3 channels, received \(channels)")
    precondition(
      pixels.count == width * height * channels,
      "\(width)×\(height)×\(channels) takes \(width * height * channels) bytes, received \(pixels.count)")
    self.width = width
    self.height = height
    self.channels = channels
    self.pixels = pixels
  }
}

/// The colours of a picture.
public enum Channels: String, Codable, Hashable, Sendable, CaseIterable {
  /// Red, green and blue.
  case rgb
  /// Brightness alone.
  case gray

  /// Bytes of a pixel.
  public var count: Int { self == .rgb ? 3 : 1 }
}

extension Image {
  /// The picture in these colours.
  ///
  /// Gray is ITU-R 601 luma, L = (19595 R + 38470 G + 7471 B + 2¹⁵) / 2¹⁶, as Pillow's `convert("L")`; gray to RGB
  /// repeats the value.
  public func converted(to target: Channels) -> Image {
    guard channels != target.count else { return self }
    let count = width * height
    let converted: [UInt8]
    switch target {
    case .gray:
      converted = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
        pixels.withUnsafeBufferPointer { source in
          for i in 0..<count {
            let (r, g, b) = (UInt32(source[3 * i]), UInt32(source[3 * i + 1]), UInt32(source[3 * i + 2]))
            buffer[i] = UInt8(truncatingIfNeeded: (19595 * r + 38470 * g + 7471 * b + 32768) >> 16)
          }
        }
        initialized = count
      }
    case .rgb:
      converted = [UInt8](unsafeUninitializedCapacity: 3 * count) { buffer, initialized in
        for (i, value) in pixels.enumerated() {
          buffer[3 * i] = value
          buffer[3 * i + 1] = value
          buffer[3 * i + 2] = value
        }
        initialized = 3 * count
      }
    }
    return Image(width: width, height: height, channels: target.count, pixels: converted)
  }

  /// The part of the picture from column `x` and row `y` on; it must lie inside.
  public func cropped(x: Int, y: Int, width: Int, height: Int) -> Image {
    precondition(
      x >= 0 && y >= 0 && width > 0 && height > 0 && x + width <= self.width && y + height <= self.height,
      "a crop of \(width)×\(height) at (\(x), \(y)) is not inside of \(self.width)×\(self.height)")
    guard width != self.width || height != self.height else { return self }
    var part: [UInt8] = []
    part.reserveCapacity(width * height * channels)
    for row in y..<y + height {
      let start = (row * self.width + x) * channels
      part += pixels[start..<start + width * channels]
    }
    return Image(width: width, height: height, channels: channels, pixels: part)
  }
}
