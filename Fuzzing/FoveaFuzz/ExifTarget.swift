import FoveaImages

/// The TIFF block of EXIF: alone, and as a JPEG file carries it.
struct ExifTarget: FuzzTarget {
  private static let picture: [UInt8] = requireValue("a small picture can be encoded") {
    try Image(width: 2, height: 1, channels: 1, pixels: [0, 255]).jpegBytes()
  }

  func seeds() throws -> [[UInt8]] {
    (1...8).map { ExifTarget.block(orientation: $0) }
      + [ExifTarget.block(orientation: 6, isLittle: true), ExifTarget.block(orientation: 9)]
  }

  var dictionary: [String] { ["II*\0", "MM\0*", "\u{1}\u{12}\0\u{3}", "\u{12}\u{1}\u{3}\0"] }

  func test(_ bytes: [UInt8]) {
    let orientation = Orientation(exif: bytes) ?? .upright
    // A marker of JPEG holds 65,533 bytes, and one without any is none.
    guard (1...65_500).contains(bytes.count) else { return }
    let header = requireValue("a block of EXIF does not damage a picture") {
      try ImageDecoder().header(ExifTarget.jpeg(Self.picture, exif: bytes))
    }
    require(header.orientation == orientation, "a JPEG is turned as its EXIF says")
    require(header.width == (orientation.swapsSides ? 1 : 2), "sides are those of the upright picture")
  }

  /// The smallest block with an orientation: one directory of two entries.
  static func block(orientation: Int, isLittle: Bool = false) -> [UInt8] {
    func number<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
      isLittle ? value.littleEndianBytes : value.bigEndianBytes
    }
    var bytes: [UInt8] = isLittle ? Array("II".utf8) : Array("MM".utf8)
    bytes += number(UInt16(42)) + number(UInt32(8)) + number(UInt16(2))
    bytes += number(UInt16(0x0100)) + number(UInt16(3)) + number(UInt32(1)) + number(UInt32(0))
    bytes += number(UInt16(0x0112)) + number(UInt16(3)) + number(UInt32(1)) + number(UInt16(orientation))
    return bytes + number(UInt16(0)) + number(UInt32(0))
  }

  /// `picture` with `exif` in a marker right after its start.
  static func jpeg(_ picture: [UInt8], exif: [UInt8]) -> [UInt8] {
    let content = Array("Exif\0\0".utf8) + exif
    return picture.prefix(2) + [0xff, 0xe1] + UInt16(content.count + 2).bigEndianBytes + content
      + picture.dropFirst(2)
  }
}
