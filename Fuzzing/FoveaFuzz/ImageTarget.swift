import FoveaImages

/// Whole files of pictures of every format, and what looks like them.
struct ImageTarget: FuzzTarget {
  /// Far below the usual limit, so that one input takes milliseconds.
  private static let limits = DecodingLimits(pixels: 1 << 18, bytes: 1 << 20)
  private static let fittings = [
    Fitting(width: 5, height: 9, mode: .stretch), Fitting(width: 7, height: 7, mode: .crop),
    Fitting(width: 8, height: 4, mode: .letterbox, interpolation: .bicubic),
  ]

  /// Made by the project's own encoders; Scripts/fuzz adds the fixtures of the tests, which have the other variants.
  func seeds() throws -> [[UInt8]] {
    var seeds: [[UInt8]] = []
    for channels in [1, 3] {
      let pixels = (0..<19 * 11 * channels).map { UInt8(truncatingIfNeeded: $0 * $0) }
      let image = Image(width: 19, height: 11, channels: channels, pixels: pixels)
      let jpeg = try image.jpegBytes(quality: 60)
      seeds += [try image.pngBytes(), jpeg, ExifTarget.jpeg(jpeg, exif: ExifTarget.block(orientation: 6))]
      seeds += [Array(jpeg.prefix(jpeg.count * 2 / 3))]
    }
    return seeds
  }

  var dictionary: [String] {
    [
      "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "eXIf", "acTL", "fcTL", "fdAT", "iCCP", "gAMA", "iTXt", "RIFF",
      "WEBP",
      "GIF89a", "NETSCAPE2.0", "BM", "II*\0", "MM\0*", "ftypheic", "ftypavif", "mif1", "meta", "hdlr", "pitm",
      "iloc",
      "iinf", "iprp", "ipco", "ispe", "irot", "imir", "pixi", "av1C", "hvcC", "auxC", "mdat",
      "VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF", "EXIF", "XMP ", "Exif\0\0", "JFIF\0", "Adobe\0",
    ]
  }

  func test(_ bytes: [UInt8]) {
    let decoder = ImageDecoder(channels: .rgb, limits: Self.limits)
    let header = Result { () throws(ImageError) in try decoder.header(bytes) }
    let decoded = Result { () throws(ImageError) in try decoder.decode(bytes) }
    let plain = Result { () throws(ImageError) in
      try ImageDecoder(channels: nil, limits: Self.limits).decode(bytes)
    }
    for (index, fitting) in Self.fittings.enumerated() {
      let fitted = try? decoder.decode(bytes, fitting: fitting, isExact: index == 0)
      guard let fitted else { continue }
      require(
        fitted.image.width == fitting.width && fitted.image.height == fitting.height, "a fitted picture fits")
    }
    switch decoded {
    case .failure(let error): require(!"\(error)".isEmpty, "an error has words")
    case .success(let picture): check(picture, header, plain)
    }
  }

  private func check(
    _ picture: DecodedImage, _ header: Result<ImageHeader, ImageError>,
    _ plain: Result<DecodedImage, ImageError>
  ) {
    let image = picture.image
    require(
      image.width == picture.fullWidth && image.height == picture.fullHeight, "a whole picture has its size")
    let header = requireValue("what can be decoded has a header") { try header.get() }
    require(
      header.width == image.width && header.height == image.height && header.format == picture.format,
      "header and picture agree")
    // Twice the same also where rows are missing: no byte of them is what memory happened to hold.
    let own = requireValue("the colours decide nothing") { try plain.get() }
    require(own.image.converted(to: .rgb) == image && own.recovered == picture.recovered, "colours agree")
    let again = requireValue("a picture can be written as PNG and read again") {
      try ImageDecoder(channels: nil, limits: Self.limits).decode(own.image.pngBytes())
    }
    require(again.image == own.image && again.recovered == nil, "PNG keeps every pixel")
  }

  /// Right checksums of PNG's chunks, and the length of RIFF.
  func repair(_ bytes: inout [UInt8]) {
    if bytes.starts(with: [0x89, 0x50, 0x4e, 0x47]) {
      var start = 8
      while start + 12 <= bytes.count {
        let length = bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
        guard length <= bytes.count - start - 12 else { return }
        let end = start + 8 + length
        bytes.replaceSubrange(end..<end + 4, with: crc32(bytes[start + 4..<end]).bigEndianBytes)
        start = end + 4
      }
    } else if bytes.starts(with: Array("RIFF".utf8)), bytes.count >= 12 {
      bytes.replaceSubrange(4..<8, with: UInt32(bytes.count - 8).littleEndianBytes)
    }
  }
}
