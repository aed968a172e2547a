import CImageCodecs
import Foundation

/// A picture of a format that is decoded here, in Swift, where a damaged file cannot reach beyond its bytes.
///
/// The decoders of BMP and GIF write into it; what they do not write stays white.
struct OwnPicture {
  let width: Int
  let height: Int
  /// 1 (gray) or 3 (RGB).
  let channels: Int
  private(set) var pixels: [UInt8] = []
  /// Why only a part is real, and how many rows are; nil where all is.
  private(set) var damage: (reason: String, rows: Int)?

  /// Checks the size against `limits`; memory is taken where the picture is not only probed.
  init(
    width: Int, height: Int, channels: Int, format: ImageFormat, limits: DecodingLimits, isProbe: Bool
  ) throws(ImageError) {
    guard width > 0, height > 0 else {
      throw .damaged(format, reason: "the header claims no pixels")
    }
    guard width <= limits.side, height <= limits.side else {
      throw .sideTooLong(width: width, height: height, limit: limits.side)
    }
    let (count, overflows) = width.multipliedReportingOverflow(by: height)
    guard !overflows, count <= limits.pixels else {
      throw .tooManyPixels(width: width, height: height, limit: limits.pixels)
    }
    (self.width, self.height, self.channels) = (width, height, channels)
    if !isProbe { pixels = [UInt8](repeating: 255, count: count * channels) }
  }

  /// Sets the pixel of column `x` and row `y`; gray pictures take the red level.
  mutating func set(_ color: PaletteColor, x: Int, y: Int) {
    let place = (y * width + x) * channels
    pixels[place] = color.red
    if channels == 3 {
      pixels[place + 1] = color.green
      pixels[place + 2] = color.blue
    }
  }

  /// Notes that only `rows` rows are real; refused where none is.
  mutating func recover(rows: Int, _ reason: String, of format: ImageFormat) throws(ImageError) {
    guard rows > 0 else { throw .damaged(format, reason: reason) }
    damage = (reason, rows)
  }

  /// The picture as the C decoders give theirs, whose memory `fovea_image_free` frees.
  func stored() throws(ImageError) -> fovea_image {
    var image = fovea_image()
    (image.width, image.height, image.channels) = (UInt32(width), UInt32(height), UInt32(channels))
    (image.full_width, image.full_height) = (image.width, image.height)
    if let damage {
      image.is_recovered = 1
      image.rows = UInt32(damage.rows)
      withUnsafeMutableBytes(of: &image.reason) { buffer in
        buffer.copyBytes(from: damage.reason.utf8.prefix(buffer.count - 1))
      }
    }
    guard !pixels.isEmpty else { return image }
    guard let memory = malloc(pixels.count) else { throw .outOfMemory(width: width, height: height) }
    pixels.withUnsafeBytes { bytes in
      if let base = bytes.baseAddress { memcpy(memory, base, bytes.count) }
    }
    image.pixels = memory.assumingMemoryBound(to: UInt8.self)
    return image
  }
}

/// A colour of a table or a pixel.
struct PaletteColor: Hashable {
  let red: UInt8
  let green: UInt8
  let blue: UInt8

  var isGray: Bool { red == green && green == blue }
}

/// Numbers in the bytes of a file, lowest byte first; nil behind its end.
struct LittleEndianBytes {
  let bytes: [UInt8]

  func byte(_ offset: Int) -> Int? { bytes.indices.contains(offset) ? Int(bytes[offset]) : nil }

  func short(_ offset: Int) -> Int? {
    guard let low = byte(offset), let high = byte(offset + 1) else { return nil }
    return low | high << 8
  }

  func long(_ offset: Int) -> Int? {
    guard let low = short(offset), let high = short(offset + 2) else { return nil }
    return low | high << 16
  }

  /// A number with a sign.
  func signedLong(_ offset: Int) -> Int? { long(offset).map { Int(Int32(truncatingIfNeeded: $0)) } }

  /// `count` colours of `size` bytes each, in the order that `order` says; nil where the file ends before.
  func colors(
    at offset: Int, count: Int, size: Int, order: (red: Int, green: Int, blue: Int)
  ) -> [PaletteColor]? {
    guard offset >= 0, count >= 0, offset + count * size <= bytes.count else { return nil }
    return (0..<count).map { index in
      let start = offset + index * size
      return PaletteColor(
        red: bytes[start + order.red], green: bytes[start + order.green], blue: bytes[start + order.blue])
    }
  }
}
