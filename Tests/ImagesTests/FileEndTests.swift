import Foundation
import FoveaImages
import TestSupport
import Testing

/// Files without their end mark, and JPEG files of kinds that are not read.
@Suite("Ends and kinds of files")
struct FileEndTests {
  private func decoded(_ bytes: some Sequence<UInt8>) throws(ImageError) -> DecodedImage {
    try ImageDecoder(channels: nil).decode(Array(bytes))
  }

  /// All rows are there, so the picture is whole: one row of blocks, and several.
  @Test(arguments: [(8, 8), (16, 16), (40, 64)])
  func aMissingEndMarkOfJPEGCostsNothing(_ width: Int, _ height: Int) throws {
    let image = pattern(width: width, height: height, channels: 3)
    let bytes = try image.jpegBytes(quality: 90)
    #expect(Array(bytes.suffix(2)) == [0xff, 0xd9])
    for cut in 1...2 { #expect(try decoded(bytes.dropLast(cut)) == decoded(bytes)) }
    // One byte more is a part of the picture.
    let less = try? decoded(bytes.dropLast(3))
    #expect(less == nil || less?.recovered != nil)
  }

  @Test(arguments: ["baseline.jpg", "progressive.jpg", "subsampled.jpg", "gray.jpg", "cmyk.jpg"])
  func soDoesThatOfOtherKindsOfJPEG(_ name: String) throws {
    let bytes = try Fixture.bytes(name)
    #expect(try decoded(bytes.dropLast(2)) == decoded(bytes))
  }

  @Test func aFileThatEndsBetweenItsScansIsNotWhole() throws {
    let bytes = try Fixture.bytes("progressive.jpg")
    let scans = bytes.indices.dropLast().filter { bytes[$0] == 0xff && bytes[$0 + 1] == 0xda }
    #expect(scans.count > 2)
    for scan in scans.dropFirst() {
      let reason = try decoded(bytes[..<scan]).recovered
      #expect(reason?.hasPrefix("the file ends before its last scan; ") == true, "\(scan)")
    }
  }

  @Test(arguments: ["rgb.png", "gray.png", "palette.png", "rgba.png"])
  func aMissingEndChunkOfPNGCostsNothing(_ name: String) throws {
    let bytes = try Fixture.bytes(name)
    for cut in [1, 8, 12] { #expect(try decoded(bytes.dropLast(cut)) == decoded(bytes)) }
  }

  @Test func jpegOfOtherKindsIsUnsupportedAndNotDamaged() throws {
    let bytes = try Fixture.bytes("baseline.jpg")
    let frame = try #require(bytes.firstRange(of: [0xff, 0xc0] as [UInt8])).lowerBound
    func words(_ change: (inout [UInt8]) -> Void) -> String {
      var changed = bytes
      change(&changed)
      do throws(ImageError) {
        _ = try decoded(changed)
        return "no error"
      } catch {
        return "\(error)"
      }
    }
    #expect(words { $0[frame + 4] = 12 } == "unsupported JPEG: 12 bits a sample, only 8 are read")
    #expect(words { $0[frame + 4] = 27 }.hasPrefix("damaged JPEG: "))
    #expect(
      words { $0[frame + 1] = 0xc3 }
        == "unsupported JPEG: lossless, only baseline and progressive ones are read")
    #expect(
      words { $0[frame + 1] = 0xc5 }
        == "unsupported JPEG: hierarchical, only baseline and progressive ones are read")
  }

  /// A header of few bytes that claims a strip of many pixels takes no memory for them.
  @Test func aStripIsRefusedByItsSide() throws {
    var bytes = try pattern(width: 40, height: 2, channels: 1).pngBytes()
    bytes.replaceSubrange(20..<24, with: [0x00, 0x20, 0x00, 0x20])
    bytes.replaceSubrange(29..<33, with: PNGChunk.checksum(bytes[12..<29]))
    #expect(throws: ImageError.sideTooLong(width: 40, height: 2_097_184, limit: 65_535)) {
      try ImageDecoder().decode(bytes)
    }
  }
}
