import Foundation
import FoveaImages
import TestSupport
import Testing

/// A chunk of PNG.
enum PNGChunk {
  static func bytes(_ name: String, _ content: [UInt8]) -> [UInt8] {
    let body = Array(name.utf8) + content
    return number(content.count) + body + checksum(body)
  }

  /// CRC-32 as PNG has it.
  static func checksum(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    var rest: UInt32 = 0xffff_ffff
    for byte in bytes {
      rest ^= UInt32(byte)
      for _ in 0..<8 { rest = rest & 1 == 1 ? rest >> 1 ^ 0xedb8_8320 : rest >> 1 }
    }
    return number(Int(~rest))
  }

  private static func number(_ value: Int) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) }
  }
}

/// The one rule for the orientation of a file: EXIF wherever it stands, else XMP, else none.
@Suite("Orientation of files")
struct FileOrientationTests {
  /// Metadata of a file.
  struct Metadata: CustomTestStringConvertible {
    var exif: UInt8?
    var xmp: UInt8?
    /// A text chunk of PNG, which counts for nothing.
    var text: UInt8?
    let expected: Orientation

    var testDescription: String { "EXIF \(exif ?? 0), XMP \(xmp ?? 0), text \(text ?? 0)" }

    var block: [UInt8]? { exif.map { OrientationTests.exif($0, isLittle: false) } }
    var packet: [UInt8]? {
      xmp.map { Array("<x:xmpmeta><rdf:Description tiff:Orientation=\"\($0)\"/></x:xmpmeta>".utf8) }
    }
  }

  static let cases = [
    Metadata(expected: .upright),
    Metadata(exif: 6, expected: .turnedLeft),
    Metadata(exif: 3, xmp: 6, expected: .upsideDown),
    Metadata(exif: 1, xmp: 6, expected: .upright),
    Metadata(exif: 9, xmp: 8, expected: .turnedRight),
    Metadata(xmp: 8, expected: .turnedRight),
    Metadata(xmp: 0, expected: .upright),
    Metadata(text: 6, expected: .upright),
  ]

  private func expect(_ expected: Orientation, _ bytes: [UInt8], _ plain: [UInt8]) throws {
    let decoder = ImageDecoder(channels: nil)
    let image = try decoder.decode(plain).image.oriented(expected)
    #expect(try decoder.decode(bytes).image == image)
    let header = try decoder.header(bytes)
    #expect(header.orientation == expected)
    #expect(header.width == image.width && header.height == image.height)
    let fitting = Fitting(width: 4, height: 4, mode: .stretch)
    #expect(try decoder.decode(bytes, fitting: fitting, isExact: true).image == image.fitted(fitting))
  }

  @Test(arguments: cases)
  func ofPNGBeforeAndBehindThePixels(_ metadata: Metadata) throws {
    let plain = try Fixture.bytes("rgb.png")
    var chunks = metadata.block.map { PNGChunk.bytes("eXIf", $0) } ?? []
    if let packet = metadata.packet {
      chunks += PNGChunk.bytes("iTXt", Array("XML:com.adobe.xmp".utf8) + [0, 0, 0, 0, 0] + packet)
    }
    if let text = metadata.text {
      chunks += PNGChunk.bytes("tEXt", Array("Orientation\0\(text)".utf8))
      chunks += PNGChunk.bytes("tEXt", Array("exif:Orientation\0\(text)".utf8))
    }
    // The header has 33 bytes, the end 12.
    try expect(metadata.expected, Array(plain[..<33]) + chunks + plain[33...], plain)
    try expect(metadata.expected, Array(plain.dropLast(12)) + chunks + plain.suffix(12), plain)
  }

  @Test(arguments: cases)
  func ofJPEG(_ metadata: Metadata) throws {
    let plain = try Fixture.bytes("baseline.jpg")
    func segment(_ content: [UInt8]) -> [UInt8] {
      [0xff, 0xe1, UInt8((content.count + 2) >> 8), UInt8((content.count + 2) & 255)] + content
    }
    var segments = metadata.packet.map { segment(Array("http://ns.adobe.com/xap/1.0/\0".utf8) + $0) } ?? []
    if let block = metadata.block { segments += segment(Array("Exif\0\0".utf8) + block) }
    try expect(metadata.expected, Array(plain[..<2]) + segments + plain[2...], plain)
  }

  @Test(arguments: cases)
  func ofWebP(_ metadata: Metadata) throws {
    let plain = try Fixture.bytes("lossy.webp")
    let header = try ImageDecoder().header(plain)
    func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
      let size = (0..<4).map { UInt8(truncatingIfNeeded: content.count >> (8 * $0)) }
      return Array(name.utf8) + size + content + (content.count % 2 == 1 ? [0] : [])
    }
    let flags: UInt8 = (metadata.exif == nil ? 0 : 8) | (metadata.xmp == nil ? 0 : 4)
    let (width, height) = (UInt8(header.width - 1), UInt8(header.height - 1))
    var body = Array("WEBP".utf8) + chunk("VP8X", [flags, 0, 0, 0, width, 0, 0, height, 0, 0]) + plain[12...]
    if let block = metadata.block { body += chunk("EXIF", block) }
    if let packet = metadata.packet { body += chunk("XMP ", packet) }
    try expect(metadata.expected, chunk("RIFF", body), plain)
  }

  /// XMP may also be written as an element, or with other quotes.
  @Test func otherWaysToWriteXMP() throws {
    let plain = try Fixture.bytes("rgb.png")
    for text in ["<tiff:Orientation>6</tiff:Orientation>", "tiff:Orientation='6'"] {
      let content = Array("XML:com.adobe.xmp".utf8) + [0, 0, 0, 0, 0] + Array(text.utf8)
      try expect(
        .turnedLeft, Array(plain[..<33]) + PNGChunk.bytes("iTXt", content) + plain[33...], plain)
    }
  }
}
