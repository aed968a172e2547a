import Foundation
import FoveaImages
import TestSupport
import Testing

/// The words for everything that is no picture.
@Suite("Image errors")
struct ImageErrorTests {
  private func message(_ bytes: [UInt8], limits: DecodingLimits = DecodingLimits()) -> String {
    do {
      _ = try ImageDecoder(limits: limits).decode(bytes)
      return "no error"
    } catch {
      return "\(error)"
    }
  }

  @Test func foreignFormatsAreNamed() {
    let prefix = "not a JPEG, PNG, WebP, TIFF, BMP, GIF, HEIC or AVIF image: its bytes are "
    #expect(message(Array("hello, this is no picture".utf8)) == prefix + "text")
    #expect(message(Array("BMX is a bicycle sport".utf8)) == prefix + "text")
    #expect(message(Array("8BPS".utf8)) == prefix + "a Photoshop document")
    #expect(message([0, 0, 0, 24] + Array("ftypisom".utf8)) == prefix + "a video")
    #expect(
      message([UInt8](repeating: 0, count: 128) + Array("DICM".utf8))
        == prefix
        + "a DICOM file; convert it to PNG, as with 'dcmj2pnm +on2 IN OUT' of Debian's dcmtk")
    #expect(message(Array("%PDF-1.7".utf8)) == prefix + "a PDF document")
    #expect(message([0, 0, 0, 0]) == prefix + "only zero bytes")
    #expect(message([1, 2, 3, 250]) == prefix + "unknown bytes")
    #expect(message([]) == "empty file")
  }

  @Test func limitsComeBeforeMemory() throws {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: Fixture.path("claims-60000.png"))))
    #expect(
      message(bytes, limits: DecodingLimits(pixels: 1_000_000))
        == "too large: its header claims 60000×60000 pixels, the limit is 1000000; --max-pixels allows more")
    #expect(
      message(bytes, limits: DecodingLimits(pixels: 1 << 40, side: 59_999))
        == "too large: its header claims 60000×60000 pixels, the limit of a side is 59999")
    #expect(
      message(bytes, limits: DecodingLimits(bytes: 10)) == "too large: \(bytes.count) bytes, the limit is 10")
  }

  @Test func damagedFilesSaySo() throws {
    let png = try pattern(width: 7, height: 5, channels: 3).pngBytes()
    #expect(message(Array(png[..<20])) == "damaged PNG: the file ends early")
    #expect(message([0xff, 0xd8, 0xff, 0xe0]).hasPrefix("damaged JPEG: "))
    #expect(
      message(Array("RIFF____WEBP".utf8)) == "damaged WebP: the header is damaged or cut short")
  }

  @Test func aCutPictureIsUsedAndSaysHowMuchIsReal() throws {
    let png = try pattern(width: 64, height: 64, channels: 3).pngBytes()
    let decoded = try ImageDecoder().decode(Array(png[..<(png.count * 3 / 4)]))
    let reason = try #require(decoded.recovered)
    #expect(reason.hasPrefix("the file ends early; "))
    #expect(reason.hasSuffix(" of 64 rows are real"))
    #expect(
      Array(decoded.image.pixels.prefix(64 * 3))
        == Array(pattern(width: 64, height: 64, channels: 3).pixels.prefix(64 * 3)))
    #expect(decoded.image.pixels.last == 255)
  }

  @Test func pathsThatAreNoFile() throws {
    try TestPaths.withTemporaryFolder { folder in
      func message(_ path: String) -> String {
        do {
          _ = try ImageDecoder().decode(contentsOf: path)
          return "no error"
        } catch {
          return "\(error)"
        }
      }
      #expect(message(folder) == "not a regular file")
      #expect(message(folder + "/none.jpg") == "cannot be read (No such file or directory)")
      #expect(mkfifo(folder + "/pipe", 0o600) == 0)
      #expect(message(folder + "/pipe") == "not a regular file")
      #expect(FileManager.default.createFile(atPath: folder + "/zero.jpg", contents: Data()))
      #expect(message(folder + "/zero.jpg") == "empty file")
    }
  }

  @Test func encodedPNGsDecodeToTheSame() throws {
    for channels in [1, 3] {
      let image = pattern(width: 9, height: 4, channels: channels)
      #expect(try ImageDecoder(channels: nil).decode(image.pngBytes()).image == image)
    }
  }
}

@Suite("gzip")
struct GzipTests {
  /// What `printf hello | gzip -n` writes.
  static let hello: [UInt8] = [
    0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0, 0, 0x03, 0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0, 0x86, 0xa6, 0x10, 0x36,
    0x05, 0, 0,
    0,
  ]

  @Test func inflatesOneMemberAndSeveral() throws {
    #expect(try gunzipped(GzipTests.hello, limit: 100) == Array("hello".utf8))
    #expect(try gunzipped(GzipTests.hello + GzipTests.hello, limit: 100) == Array("hellohello".utf8))
  }

  @Test func refusesMoreThanTheLimit() {
    #expect(throws: ImageError.gzip(reason: "more bytes than the limit")) {
      try gunzipped(GzipTests.hello, limit: 4)
    }
  }

  @Test func refusesEveryCut() {
    for length in 0..<GzipTests.hello.count {
      #expect(throws: ImageError.self) { try gunzipped(Array(GzipTests.hello[..<length]), limit: 100) }
    }
  }
}
