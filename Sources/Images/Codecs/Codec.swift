import CImageCodecs
import Foundation

/// A picture as a file stores it, valid while `Codec.decode` calls its body.
struct StoredPicture {
  let pixels: PixelView
  let orientation: Orientation
  /// The size before the decoder shrank it.
  let fullWidth: Int
  let fullHeight: Int
  /// Why only a part is real; nil where all is.
  let recovered: String?
  /// How many pages the file has; 1 where its format has none.
  let pages: Int
}

/// The C decoders as Swift sees them: the one place where their codes become errors.
enum Codec {
  /// How files are read beside the decoders' own work; another number where the same file gives other pixels.
  private static let rules = 2

  /// Which decoders this process has, in words that change when one of them is updated.
  static let identity: String = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 400) { buffer in
    guard let base = buffer.baseAddress else { return "" }
    fovea_codecs_identity(base, buffer.count)
    return String(cString: base) + ", rules \(rules)"
  }

  /// By how much a picture of this size, stored in this orientation, may be decoded smaller.
  typealias Shrink = (_ width: Int, _ height: Int, Orientation) -> Int

  /// Decodes `bytes` and gives the picture to `body`, as it is stored, not yet turned upright.
  ///
  /// - Parameter shrink: asked for formats that can shrink while decoding; nil decodes in full.
  static func decode<Result>(
    _ bytes: [UInt8], format: ImageFormat, limits: DecodingLimits, shrink: Shrink? = nil,
    _ body: (StoredPicture) -> Result
  ) throws(ImageError) -> Result {
    let isAlone = try isLarge(bytes, format: format, limits: limits)
    if isAlone { largePicture.lock() }
    defer { if isAlone { largePicture.unlock() } }
    let orientation = Orientation(file: bytes, format: format)
    var decoded = try run(bytes, format: format, limits: limits, isProbe: false) { width, height in
      shrink?(width, height, orientation) ?? 1
    }
    defer { fovea_image_free(&decoded) }
    guard let base = decoded.pixels else { preconditionFailure("a decoded picture has pixels") }
    let (width, height, channels) = (Int(decoded.width), Int(decoded.height), Int(decoded.channels))
    let turned = stored(decoded) ?? orientation
    var recovered: String?
    if decoded.is_recovered != 0 {
      recovered = "\(text(decoded.reason)); \(decoded.rows) of \(decoded.full_height) rows are real"
    }
    return body(
      StoredPicture(
        pixels: PixelView(
          base: base, width: width, height: height, channels: channels,
          readable: width * height * channels),
        orientation: turned, fullWidth: Int(decoded.full_width),
        fullHeight: Int(decoded.full_height), recovered: recovered, pages: max(1, Int(decoded.pages))))
  }

  /// The orientation that a decoder found itself, as that of TIFF does.
  private static func stored(_ decoded: fovea_image) -> Orientation? {
    Orientation(rawValue: Int(decoded.orientation))
  }

  /// Held while a picture is decoded that takes a good part of memory, so that one thread does so at a time.
  private static let largePicture = NSLock()

  /// Whether so many threads as there are cores could not all decode a picture of this size at once.
  private static func isLarge(
    _ bytes: [UInt8], format: ImageFormat, limits: DecodingLimits
  ) throws(ImageError) -> Bool {
    switch format {
    // Files of fewer bytes have no room for so many pixels.
    case .jpeg, .webp: guard bytes.count > 1 << 20 else { return false }
    case .png, .tiff, .bmp, .gif, .heic, .avif: break
    }
    let picture = try run(bytes, format: format, limits: limits, isProbe: true) { _, _ in 1 }
    return Int(picture.width) * Int(picture.height) > DecodingLimits.pixelsAtOnce
  }

  static func header(
    _ bytes: [UInt8], format: ImageFormat, limits: DecodingLimits
  ) throws(ImageError) -> ImageHeader {
    let decoded = try run(bytes, format: format, limits: limits, isProbe: true) { _, _ in 1 }
    let orientation = stored(decoded) ?? Orientation(file: bytes, format: format)
    let (width, height) = (Int(decoded.width), Int(decoded.height))
    return ImageHeader(
      format: format, width: orientation.swapsSides ? height : width,
      height: orientation.swapsSides ? width : height, channels: decoded.channels == 1 ? .gray : .rgb,
      orientation: orientation, pages: max(1, Int(decoded.pages)))
  }

  private static func run(
    _ bytes: [UInt8], format: ImageFormat, limits: DecodingLimits, isProbe: Bool,
    _ shrink: (_ width: Int, _ height: Int) -> Int
  ) throws(ImageError) -> fovea_image {
    var image = fovea_image()
    var failure = fovea_codec_error()
    let limit = fovea_size_limits(
      pixels: UInt64(max(0, limits.pixels)), side: UInt32(clamping: limits.side))
    let probe: Int32 = isProbe ? 1 : 0
    let code =
      switch format {
      case .jpeg: jpeg(bytes, limit, probe, shrink, &image, &failure)
      case .png: fovea_png_decode(bytes, bytes.count, limit, probe, &image, &failure)
      case .webp: fovea_webp_decode(bytes, bytes.count, limit, probe, &image, &failure)
      case .tiff: fovea_tiff_decode(bytes, bytes.count, limit, probe, &image, &failure)
      case .heic, .avif: fovea_heif_decode(bytes, bytes.count, limit, probe, &image, &failure)
      case .bmp: try own(BMPPicture(bytes).decoded(limits: limits, isProbe: isProbe), &image)
      case .gif: try own(GIFPicture(bytes).decoded(limits: limits, isProbe: isProbe), &image)
      }
    let (width, height) = (Int(failure.width), Int(failure.height))
    switch Int(code) {
    case FOVEA_CODEC_OK: return image
    case FOVEA_CODEC_TOO_LARGE: throw .tooManyPixels(width: width, height: height, limit: limits.pixels)
    case FOVEA_CODEC_TOO_LONG: throw .sideTooLong(width: width, height: height, limit: limits.side)
    case FOVEA_CODEC_NO_LIBRARY: throw .noLibrary(format, reason: text(failure.message))
    case FOVEA_CODEC_UNSUPPORTED: throw .unsupported(format, reason: text(failure.message))
    case FOVEA_CODEC_MEMORY: throw .outOfMemory(width: width, height: height)
    default: throw .damaged(format, reason: text(failure.message))
    }
  }

  /// A picture that was decoded in Swift, in place of a C decoder's.
  private static func own(_ decoded: fovea_image, _ image: inout fovea_image) -> Int32 {
    image = decoded
    return Int32(FOVEA_CODEC_OK)
  }

  private static func jpeg(
    _ bytes: [UInt8], _ limit: fovea_size_limits, _ probe: Int32,
    _ shrink: (_ width: Int, _ height: Int) -> Int, _ image: inout fovea_image,
    _ failure: inout fovea_codec_error
  ) -> Int32 {
    withoutActuallyEscaping(shrink) { shrink in
      var box = ShrinkBox(ask: shrink)
      return withUnsafeMutablePointer(to: &box) { box in
        fovea_jpeg_decode(
          bytes, bytes.count, limit, probe,
          { context, header in
            guard let context, let header = header?.pointee else { return 1 }
            let ask = context.assumingMemoryBound(to: ShrinkBox.self).pointee.ask
            return UInt32(ask(Int(header.width), Int(header.height)))
          }, box, &image, &failure)
      }
    }
  }

  private struct ShrinkBox {
    let ask: (_ width: Int, _ height: Int) -> Int
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
    guard Int(code) == FOVEA_CODEC_OK else { throw .cannotEncode(.png, reason: text(failure.message)) }
    defer { fovea_bytes_free(bytes) }
    return Array(UnsafeBufferPointer(start: bytes, count: size))
  }
}

extension Image {
  /// The picture as the bytes of a baseline JPEG file.
  ///
  /// - Parameter quality: from 1 to 100, as libjpeg counts it.
  public func jpegBytes(quality: Int = 85) throws(ImageError) -> [UInt8] {
    precondition((1...100).contains(quality), "expected a quality of 1 to 100, received \(quality)")
    var bytes: UnsafeMutablePointer<UInt8>?
    var size = 0
    var failure = fovea_codec_error()
    let code = fovea_jpeg_encode(
      pixels, UInt32(width), UInt32(height), UInt32(channels), Int32(quality), &bytes, &size, &failure)
    guard Int(code) == FOVEA_CODEC_OK else {
      throw .cannotEncode(.jpeg, reason: text(failure.message))
    }
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
