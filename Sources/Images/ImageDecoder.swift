import Foundation

/// A picture with what was learned while decoding it.
public struct DecodedImage: Hashable, Sendable {
  /// Upright: EXIF orientation has been applied.
  public let image: Image
  /// The format that the first bytes tell.
  public let format: ImageFormat
  /// Why only a part of the picture is real, where the file is cut or damaged; nil where it is whole.
  public let recovered: String?
  /// How many pages the file has, previews not counted, up to 100; 1 where the format has no pages.
  ///
  /// The picture is of the first one.
  public let pages: Int
  /// Size of the upright picture in the file, of which `image` may be a smaller version.
  package let fullWidth: Int
  package let fullHeight: Int

  /// What is to be known of a file of which not everything is in the picture; nil where all is.
  package var note: String? { recovered ?? ImageHeader.note(pages: pages) }
}

/// What the header of a file says.
public struct ImageHeader: Hashable, Sendable {
  /// The format that the first bytes tell.
  public let format: ImageFormat
  /// Size of the upright picture.
  public let width: Int
  /// Rows of the upright picture.
  public let height: Int
  /// The colours that the file has.
  public let channels: Channels
  /// EXIF orientation, 1 to 8.
  public let orientation: Orientation
  /// How many pages the file has, previews not counted, up to 100; 1 where the format has no pages.
  public let pages: Int

  /// What is to be known of a file with so many pages; nil where there is one.
  static func note(pages: Int) -> String? {
    guard pages > 1 else { return nil }
    return
      "only the first of \(pages < 100 ? "\(pages)" : "100 or more") pages is read; save the others as files of their own"
  }
}

/// Turns the bytes of a file of one of the formats of `ImageFormat` into an upright 8-bit picture.
///
/// Alpha is composited over white, samples of n bits are scaled from 0 … 2ⁿ − 1 to 0 … 255, palettes and CMYK are
/// converted, EXIF orientation is applied; colour profiles are not. A cut or damaged file of which something can be read is used, and says so.
public struct ImageDecoder: Hashable, Sendable {
  /// The colours to convert to; nil leaves gray gray and colour RGB.
  public let channels: Channels?
  /// What is refused before memory is taken for it.
  public let limits: DecodingLimits

  /// Makes a decoder.
  public init(channels: Channels? = .rgb, limits: DecodingLimits = DecodingLimits()) {
    self.channels = channels
    self.limits = limits
  }

  /// Which decoders this process has, in words that change when one of them is updated: pixels that are kept belong to
  /// it.
  package static var identity: String { Codec.identity }

  /// Decodes a whole file that is in memory.
  public func decode(_ bytes: [UInt8]) throws(ImageError) -> DecodedImage {
    guard bytes.count <= limits.bytes else { throw .tooManyBytes(bytes: bytes.count, limit: limits.bytes) }
    let format = try ImageFormat.detect(bytes)
    return try Codec.decode(bytes, format: format, limits: limits) { picture in
      let upright = picture.pixels.oriented(picture.orientation)
      return DecodedImage(
        image: channels.map(upright.converted) ?? upright, format: format, recovered: picture.recovered,
        pages: picture.pages,
        fullWidth: upright.width, fullHeight: upright.height)
    }
  }

  /// Decodes a whole file that is in memory and brings it to the size of `fitting`.
  ///
  /// - Parameter isExact: whether a JPEG is decoded at its full size, as `decode` does; else it may be decoded at a
  ///   half, a quarter or an eighth, as far as the result hardly differs.
  package func decode(
    _ bytes: [UInt8], fitting: Fitting, isExact: Bool
  ) throws(ImageError) -> DecodedImage {
    try decode(bytes, fitting: fitting, isExact: isExact) { picture, format in
      image(of: picture, fitting, format)
    }
  }

  /// The same and, of one decoding where that gives enough pixels, the picture at the size of a second fitting, in its
  /// own colours.
  package func decode(
    _ bytes: [UInt8], fitting: Fitting, isExact: Bool, beside second: Fitting
  ) throws(ImageError) -> (first: DecodedImage, second: Image) {
    let plain = ImageDecoder(channels: nil, limits: limits)
    let (first, beside) = try decode(bytes, fitting: fitting, isExact: isExact) { picture, format in
      let stored = picture.pixels
      let isEnough =
        stored.width == picture.fullWidth
        || min(stored.width, stored.height) >= max(second.width, second.height)
      return (
        image(of: picture, fitting, format),
        isEnough ? plain.image(of: picture, second, format).image : nil
      )
    }
    if let beside { return (first, beside) }
    return (first, try plain.decode(bytes, fitting: second, isExact: false).image)
  }

  /// Decodes a whole file that is in memory, at its own aspect ratio, its longer side at most `side`: for people to
  /// look at.
  package func decode(_ bytes: [UInt8], within side: Int) throws(ImageError) -> DecodedImage {
    guard bytes.count <= limits.bytes else { throw .tooManyBytes(bytes: bytes.count, limit: limits.bytes) }
    let format = try ImageFormat.detect(bytes)
    let shrink: Codec.Shrink = { width, height, _ in
      Fitting.within(side, width: width, height: height).shrink(ofWidth: width, height: height)
    }
    return try Codec.decode(bytes, format: format, limits: limits, shrink: shrink) { picture in
      let swaps = picture.orientation.swapsSides
      let (width, height) = (picture.fullWidth, picture.fullHeight)
      return image(
        of: picture,
        Fitting.within(side, width: swaps ? height : width, height: swaps ? width : height), format)
    }
  }

  private func decode<Result>(
    _ bytes: [UInt8], fitting: Fitting, isExact: Bool, _ body: (StoredPicture, ImageFormat) -> Result
  ) throws(ImageError) -> Result {
    guard bytes.count <= limits.bytes else { throw .tooManyBytes(bytes: bytes.count, limit: limits.bytes) }
    let format = try ImageFormat.detect(bytes)
    let shrink: Codec.Shrink = { width, height, orientation in
      let (width, height) = orientation.swapsSides ? (height, width) : (width, height)
      return isExact ? 1 : fitting.shrink(ofWidth: width, height: height)
    }
    return try Codec.decode(bytes, format: format, limits: limits, shrink: shrink) {
      body($0, format)
    }
  }

  /// A decoded picture upright, in these colours and the size of `fitting`.
  private func image(
    of picture: StoredPicture, _ fitting: Fitting, _ format: ImageFormat
  ) -> DecodedImage {
    var (width, height) = (picture.fullWidth, picture.fullHeight)
    let image: Image
    // Gray that becomes RGB does so when it is small: three equal channels are resized like one.
    let isReplicated = channels == .rgb && picture.pixels.channels == 1
    if picture.orientation == .upright,
      isReplicated || channels.map({ $0.count == picture.pixels.channels }) ?? true
    {
      let fitted = picture.pixels.fitted(fitting, fullWidth: width, fullHeight: height)
      image = isReplicated ? fitted.converted(to: .rgb) : fitted
    } else {
      if picture.orientation.swapsSides { (width, height) = (height, width) }
      let upright = picture.pixels.oriented(picture.orientation)
      let converted = channels.map(upright.converted) ?? upright
      image = converted.pixels.withUnsafeBufferPointer { pixels in
        PixelView(
          pixels, width: converted.width, height: converted.height, channels: converted.channels
        ).fitted(fitting, fullWidth: width, fullHeight: height)
      }
    }
    return DecodedImage(
      image: image, format: format, recovered: picture.recovered, pages: picture.pages, fullWidth: width,
      fullHeight: height)
  }

  /// Reads and decodes the file at `path`.
  public func decode(contentsOf path: String) throws(ImageError) -> DecodedImage {
    try decode(ImageFile.bytes(of: path, limit: limits.bytes))
  }

  /// Reads the header of the file at `path`.
  public func header(contentsOf path: String) throws(ImageError) -> ImageHeader {
    try header(ImageFile.bytes(of: path, limit: limits.bytes))
  }

  /// Reads the header of a file that is in memory.
  public func header(_ bytes: [UInt8]) throws(ImageError) -> ImageHeader {
    let format = try ImageFormat.detect(bytes)
    return try Codec.header(bytes, format: format, limits: limits)
  }
}

/// Reads files of images: regular ones only, with their size checked first.
package enum ImageFile {
  /// The bytes of the file at `path`, at most `limit`.
  package static func bytes(of path: String, limit: Int) throws(ImageError) -> [UInt8] {
    // Without O_NONBLOCK opening a pipe would wait for a writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .file(code: errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .file(code: errno) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile }
    let size = Int(status.st_size)
    guard size <= limit else { throw .tooManyBytes(bytes: size, limit: limit) }
    var code: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while count < size {
        let step = read(descriptor, buffer.baseAddress.map { $0 + count }, size - count)
        if step < 0, errno == EINTR { continue }
        if step < 0 { code = errno }
        guard step > 0 else { break }
        count += step
      }
    }
    guard code == 0 else { throw .file(code: code) }
    return bytes
  }
}

extension Image {
  /// Decodes the image at `path`: upright, gray where the file is gray.
  ///
  /// - Throws: `ImageError` where it cannot be read, or is of another format.
  public init(contentsOf path: String, channels: Channels? = nil) throws(ImageError) {
    self = try ImageDecoder(channels: channels).decode(contentsOf: path).image
  }
}
