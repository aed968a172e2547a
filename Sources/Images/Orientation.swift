/// How a camera was held: the eight orientations of EXIF (tag 0x0112), by what was done to the upright picture.
///
/// One rule for JPEG, PNG and WebP, wherever a picture is read: the orientation is that of the file's first EXIF block,
/// before or behind the pixels (JPEG's APP1 segment, PNG's `eXIf` chunk, WebP's `EXIF` chunk). Where that has none, it
/// is `tiff:Orientation` of the first XMP packet (APP1, an uncompressed `iTXt`, `XMP `). Other text chunks of PNG say
/// nothing. TIFF has the tag in the directory of its page. HEIC and AVIF turn and mirror their picture by properties of
/// their own, beside which EXIF does not count. Without either, and where the value is none of 1 to 8, the picture is upright as it is.
///
/// Exif 2.32, CIPA DC-008-2019, 4.6.4; XMP specification part 2, 3.1.
public enum Orientation: Int, Hashable, Sendable, CaseIterable {
  /// As it should be seen.
  case upright = 1
  /// Left and right are exchanged.
  case mirrored = 2
  /// Turned by 180°.
  case upsideDown = 3
  /// Top and bottom are exchanged.
  case mirroredUpsideDown = 4
  /// Rows and columns are exchanged.
  case transposed = 5
  /// The picture has to be turned right by 90° to be upright.
  case turnedLeft = 6
  /// Rows and columns are exchanged, along the other diagonal.
  case transversed = 7
  /// The picture has to be turned left by 90° to be upright.
  case turnedRight = 8

  /// Whether width and height are exchanged.
  package var swapsSides: Bool { rawValue >= 5 }

  /// The orientation in a TIFF block of EXIF; nil where it has none or is damaged.
  package init?(exif bytes: [UInt8]) {
    let isLittle: Bool
    if bytes.starts(with: [0x49, 0x49, 0x2a, 0x00]) {
      isLittle = true
    } else if bytes.starts(with: [0x4d, 0x4d, 0x00, 0x2a]) {
      isLittle = false
    } else {
      return nil
    }
    func number(at offset: Int, count: Int) -> Int? {
      guard offset >= 0, offset <= bytes.count - count else { return nil }
      let part = bytes[offset..<offset + count]
      return (isLittle ? Array(part.reversed()) : Array(part)).reduce(0) { $0 << 8 | Int($1) }
    }
    guard let directory = number(at: 4, count: 4), let entries = number(at: directory, count: 2) else {
      return nil
    }
    // Only the first directory is looked at, each entry once: a hostile chain cannot make this loop.
    for index in 0..<entries {
      let entry = directory + 2 + 12 * index
      guard let tag = number(at: entry, count: 2) else { return nil }
      guard tag == 0x0112 else { continue }
      guard number(at: entry + 2, count: 2) == 3, let value = number(at: entry + 8, count: 2) else {
        return nil
      }
      self.init(rawValue: value)
      return
    }
    return nil
  }
}

extension Image {
  /// The upright picture of one that was stored in `orientation`.
  public func oriented(_ orientation: Orientation) -> Image {
    guard orientation != .upright else { return self }
    return pixels.withUnsafeBufferPointer {
      PixelView($0, width: width, height: height, channels: channels).oriented(orientation)
    }
  }
}

extension PixelView {
  /// A copy of all pixels, upright where they were stored in `orientation`.
  func oriented(_ orientation: Orientation) -> Image {
    guard orientation != .upright else { return image }
    let (sourceWidth, sourceHeight, channels) = (width, height, channels)
    let (width, height) = orientation.swapsSides ? (sourceHeight, sourceWidth) : (sourceWidth, sourceHeight)
    let (right, bottom) = (sourceWidth - 1, sourceHeight - 1)
    // The source of (x, y) is origin + x·columnStep + y·rowStep, in pixels.
    let (origin, columnStep, rowStep) =
      switch orientation {
      case .upright: (0, 1, sourceWidth)
      case .mirrored: (right, -1, sourceWidth)
      case .upsideDown: (bottom * sourceWidth + right, -1, -sourceWidth)
      case .mirroredUpsideDown: (bottom * sourceWidth, 1, -sourceWidth)
      case .transposed: (0, sourceWidth, 1)
      case .turnedLeft: (bottom * sourceWidth, -sourceWidth, 1)
      case .transversed: (bottom * sourceWidth + right, -sourceWidth, -1)
      case .turnedRight: (right, sourceWidth, -1)
      }
    let size = width * height * channels
    let turned = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      var target = 0
      for y in 0..<height {
        var from = (origin + y * rowStep) * channels
        for _ in 0..<width {
          for channel in 0..<channels { buffer[target + channel] = base[from + channel] }
          target += channels
          from += columnStep * channels
        }
      }
      count = size
    }
    return Image(width: width, height: height, channels: channels, pixels: turned)
  }
}
