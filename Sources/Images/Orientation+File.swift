extension Orientation {
  /// How the picture of a whole file is to be turned, by the rule that stands at the type.
  init(file bytes: [UInt8], format: ImageFormat) {
    var metadata = PictureMetadata()
    switch format {
    case .jpeg: metadata.readJPEG(bytes)
    case .png: metadata.readPNG(bytes)
    case .webp: metadata.readWebP(bytes)
    // The decoder of TIFF reads the tag of its page, libheif turns its pictures itself, BMP and GIF have none.
    case .tiff, .bmp, .gif, .heic, .avif: break
    }
    self =
      metadata.exif.flatMap { Orientation(exif: Array($0)) }
      ?? metadata.xmp.flatMap { Orientation.find(xmp: $0) } ?? .upright
  }

  /// The `tiff:Orientation` of an XMP packet, as an attribute or an element; nil where it has none.
  private static func find(xmp packet: ArraySlice<UInt8>) -> Orientation? {
    guard let name = packet.firstRange(of: Array("tiff:Orientation".utf8)) else { return nil }
    let value = packet[name.upperBound...].prefix(3).filter { !"=\"'>".utf8.contains($0) }
    guard let digit = value.first else { return nil }
    return Orientation(rawValue: Int(digit) - Int(UInt8(ascii: "0")))
  }
}

/// The blocks of a file that say how the camera was held; of each kind the first one counts.
private struct PictureMetadata {
  /// A TIFF block.
  var exif: ArraySlice<UInt8>?
  var xmp: ArraySlice<UInt8>?

  private static let exifHead = Array("Exif\0\0".utf8)
  private static let xmpHead = Array("http://ns.adobe.com/xap/1.0/\0".utf8)
  private static let xmpKeyword = Array("XML:com.adobe.xmp\0".utf8)

  /// Segments up to the first scan.
  ///
  /// ITU-T T.81, B.1.1; Exif 2.32, 4.7.2; XMP part 3, 1.1.3.
  mutating func readJPEG(_ bytes: [UInt8]) {
    var position = 2
    while position < bytes.count {
      guard bytes[position] == 0xff else {
        position += 1
        continue
      }
      while position < bytes.count, bytes[position] == 0xff { position += 1 }
      guard position < bytes.count else { return }
      let marker = bytes[position]
      position += 1
      switch marker {
      case 0xd9, 0xda: return
      case 0x00, 0x01, 0xd0...0xd8: continue
      default: break
      }
      guard position + 2 <= bytes.count else { return }
      let length = Int(bytes[position]) << 8 | Int(bytes[position + 1])
      guard length >= 2, position + length <= bytes.count else { return }
      let content = bytes[position + 2..<position + length]
      if marker == 0xe1, exif == nil, content.starts(with: PictureMetadata.exifHead) {
        exif = content.dropFirst(PictureMetadata.exifHead.count)
      } else if marker == 0xe1, xmp == nil, content.starts(with: PictureMetadata.xmpHead) {
        xmp = content.dropFirst(PictureMetadata.xmpHead.count)
      }
      position += length
    }
  }

  /// All chunks, as `eXIf` may stand behind the pixels.
  ///
  /// PNG 3rd edition, 5.3, 11.3.4.5 and 11.3.3.
  mutating func readPNG(_ bytes: [UInt8]) {
    var position = 8
    while position + 12 <= bytes.count {
      let length = bytes[position..<position + 4].reduce(0) { $0 << 8 | Int($1) }
      guard length <= bytes.count - position - 12 else { return }
      let name = bytes[position + 4..<position + 8]
      let content = bytes[position + 8..<position + 8 + length]
      if exif == nil, name.elementsEqual("eXIf".utf8) {
        exif = content
      } else if xmp == nil, name.elementsEqual("iTXt".utf8),
        content.starts(with: PictureMetadata.xmpKeyword),
        content.dropFirst(PictureMetadata.xmpKeyword.count).first == 0
      {
        xmp = content.dropFirst(PictureMetadata.xmpKeyword.count)
      } else if name.elementsEqual("IEND".utf8) {
        return
      }
      position += 12 + length
    }
  }

  /// All chunks, as metadata stands behind the pixels.
  ///
  /// https://developers.google.com/speed/webp/docs/riff_container
  mutating func readWebP(_ bytes: [UInt8]) {
    var position = 12
    while position + 8 <= bytes.count {
      let length = bytes[position + 4..<position + 8].reversed().reduce(0) { $0 << 8 | Int($1) }
      guard length <= bytes.count - position - 8 else { return }
      let name = bytes[position..<position + 4]
      let content = bytes[position + 8..<position + 8 + length]
      if exif == nil, name.elementsEqual("EXIF".utf8) {
        // Some writers put JPEG's marker name in front of the TIFF block.
        let head = PictureMetadata.exifHead
        exif = content.starts(with: head) ? content.dropFirst(head.count) : content
      } else if xmp == nil, name.elementsEqual("XMP ".utf8) {
        xmp = content
      }
      position += 8 + length + length % 2
    }
  }
}
