import CImageCodecs

/// The C decoders as Swift sees them: the one place where their codes become errors.
enum Codec {
  /// Decodes `bytes`; the picture is as it is stored, not yet turned upright.
  static func decode(
    _ bytes: [UInt8], format: ImageFormat, pixelLimit: Int
  ) throws(ImageError) -> (image: Image, orientation: Orientation, recovered: String?) {
    var decoded = try run(bytes, format: format, pixelLimit: pixelLimit, isProbe: false)
    defer { fovea_image_free(&decoded) }
    let (width, height, channels) = (Int(decoded.width), Int(decoded.height), Int(decoded.channels))
    let image = Image(
      width: width, height: height, channels: channels,
      pixels: Array(UnsafeBufferPointer(start: decoded.pixels, count: width * height * channels)))
    var recovered: String?
    if decoded.is_recovered != 0 {
      recovered = "\(text(decoded.reason)); \(decoded.rows) of \(height) rows are real"
    }
    return (image, orientation(decoded), recovered)
  }

  static func header(_ bytes: [UInt8], format: ImageFormat, pixelLimit: Int) throws(ImageError) -> ImageHeader
  {
    var decoded = try run(bytes, format: format, pixelLimit: pixelLimit, isProbe: true)
    defer { fovea_image_free(&decoded) }
    let orientation = orientation(decoded)
    let (width, height) = (Int(decoded.width), Int(decoded.height))
    return ImageHeader(
      format: format, width: orientation.swapsSides ? height : width,
      height: orientation.swapsSides ? width : height, channels: decoded.channels == 1 ? .gray : .rgb,
      orientation: orientation)
  }

  private static func run(
    _ bytes: [UInt8], format: ImageFormat, pixelLimit: Int, isProbe: Bool
  ) throws(ImageError) -> fovea_image {
    var image = fovea_image()
    var failure = fovea_codec_error()
    let (limit, probe) = (UInt64(max(0, pixelLimit)), Int32(isProbe ? 1 : 0))
    let code =
      switch format {
      case .jpeg: fovea_jpeg_decode(bytes, bytes.count, limit, probe, &image, &failure)
      case .png: fovea_png_decode(bytes, bytes.count, limit, probe, &image, &failure)
      case .webp: fovea_webp_decode(bytes, bytes.count, limit, probe, &image, &failure)
      }
    let (width, height) = (Int(failure.width), Int(failure.height))
    switch Int(code) {
    case FOVEA_CODEC_OK: return image
    case FOVEA_CODEC_TOO_LARGE: throw .tooManyPixels(width: width, height: height, limit: pixelLimit)
    case FOVEA_CODEC_UNSUPPORTED: throw .unsupported(format, reason: text(failure.message))
    case FOVEA_CODEC_MEMORY: throw .outOfMemory(width: width, height: height)
    default: throw .damaged(format, reason: text(failure.message))
    }
  }

  private static func orientation(_ image: fovea_image) -> Orientation {
    guard let exif = image.exif else { return .upright }
    return Orientation(exif: Array(UnsafeBufferPointer(start: exif, count: image.exif_size)))
  }
}

extension Image {
  /// The picture as the bytes of a PNG file.
  public func pngBytes() throws(ImageError) -> [UInt8] {
    var bytes: UnsafeMutablePointer<UInt8>?
    var size = 0
    var failure = fovea_codec_error()
    let code = fovea_png_encode(
      pixels, UInt32(width), UInt32(height), UInt32(channels), &bytes, &size, &failure)
    guard Int(code) == FOVEA_CODEC_OK else { throw .cannotEncode(reason: text(failure.message)) }
    defer { fovea_bytes_free(bytes) }
    return Array(UnsafeBufferPointer(start: bytes, count: size))
  }
}

/// Inflates a gzip file, all its members, to at most `limit` bytes.
package func gunzipped(_ bytes: [UInt8], limit: Int) throws(ImageError) -> [UInt8] {
  var result: UnsafeMutablePointer<UInt8>?
  var size = 0
  var failure = fovea_codec_error()
  let code = fovea_gunzip(bytes, bytes.count, limit, &result, &size, &failure)
  guard Int(code) == FOVEA_CODEC_OK else { throw .gzip(reason: text(failure.message)) }
  defer { fovea_bytes_free(result) }
  return Array(UnsafeBufferPointer(start: result, count: size))
}

/// A C array of characters as text.
private func text<Characters>(_ characters: Characters) -> String {
  withUnsafeBytes(of: characters) { bytes in
    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }
}
