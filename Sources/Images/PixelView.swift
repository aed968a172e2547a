/// Pixels that belong to someone else: interleaved, rows without gaps.
struct PixelView {
  let base: UnsafePointer<UInt8>
  let width: Int
  let height: Int
  let channels: Int
  /// How many bytes may be read from `base` on; a decoder leaves some behind the last pixel.
  let readable: Int

  /// A part of a picture in pixels, not necessarily whole ones.
  struct Box {
    let x: Double
    let y: Double
    let width: Double
    let height: Double
  }

  init(base: UnsafePointer<UInt8>, width: Int, height: Int, channels: Int, readable: Int) {
    self.base = base
    self.width = width
    self.height = height
    self.channels = channels
    self.readable = readable
  }

  init(_ pixels: UnsafeBufferPointer<UInt8>, width: Int, height: Int, channels: Int) {
    guard let base = pixels.baseAddress, pixels.count >= width * height * channels else {
      preconditionFailure("no \(width)×\(height)×\(channels) pixels in \(pixels.count) bytes")
    }
    self.init(base: base, width: width, height: height, channels: channels, readable: pixels.count)
  }

  /// A copy of all pixels.
  var image: Image {
    Image(
      width: width, height: height, channels: channels,
      pixels: Array(UnsafeBufferPointer(start: base, count: width * height * channels)))
  }
}
