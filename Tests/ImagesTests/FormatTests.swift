import Foundation
import FoveaImages
import TestSupport
import Testing

/// What is said of TIFF, BMP, GIF, HEIC and AVIF beside their pixels, which `DecodingGoldenTests` compares.
@Suite("Formats")
struct FormatTests {
  private func message(_ name: String, limits: DecodingLimits = DecodingLimits()) throws -> String {
    let bytes = try Fixture.bytes(name)
    do {
      _ = try ImageDecoder(limits: limits).decode(bytes)
      return "no error"
    } catch {
      return "\(error)"
    }
  }

  /// On a machine without one of them its goldens are not compared.
  @Test(
    .enabled(
      if: OptionalLibrary.allCases.allSatisfy { $0.version != nil },
      "libtiff or libheif is not installed; Scripts/setup --tests installs both"))
  func theLibrariesAreThere() {
    #expect(DecodedGolden.all.count { $0.file.hasSuffix(".tiff") } >= 23)
    #expect(DecodedGolden.all.count { $0.file.hasSuffix(".heic") || $0.file.hasSuffix(".avif") } >= 6)
    #expect(ImageDecoder.identity.contains("tiff LIBTIFF, Version 4."))
    #expect(ImageDecoder.identity.contains("heif 1."))
  }

  @Test func aMissingLibraryIsNamed() {
    #expect(
      "\(ImageError.noLibrary(.tiff, reason: "libtiff.so.6: cannot open"))"
        == "TIFF is read by libtiff, which is not installed (libtiff.so.6: cannot open); on Debian and Ubuntu: apt-get install libtiff6"
    )
    #expect(
      "\(ImageError.noLibrary(.avif, reason: "x"))"
        == "AVIF is read by libheif, which is not installed (x); on Debian and Ubuntu: apt-get install libheif1"
    )
  }

  @Test func formatsByTheirFirstBytes() throws {
    func format(_ size: UInt8, _ brands: String...) throws -> ImageFormat {
      let names = brands.flatMap { Array($0.utf8) }
      return try ImageFormat.detect([0, 0, 0, size] + Array("ftyp".utf8) + names)
    }
    #expect(try format(24, "heic", "\0\0\0\0", "mif1", "heic") == .heic)
    #expect(try format(24, "mif1", "\0\0\0\0", "mif1", "heic") == .heic)
    #expect(try format(28, "mif1", "\0\0\0\0", "mif1", "avif", "miaf") == .avif)
    // What stands behind the box says nothing.
    #expect(try format(20, "mif1", "\0\0\0\0", "mif1", "avif") == .heic)
    #expect(try format(24, "avif", "\0\0\0\0", "mif1", "avif") == .avif)
    #expect(throws: ImageError.otherFormat("a video")) { try format(20, "isom", "\0\0\0\0", "iso2") }
    #expect(throws: ImageError.otherFormat("the raw data of a camera")) { try format(20, "crx ") }
    for golden in DecodedGolden.formats {
      #expect(try golden.file.hasSuffix(ImageFormat.detect(golden.bytes).rawValue))
    }
  }

  @Test(.enabled(if: OptionalLibrary.tiff.version != nil, "libtiff is not installed"))
  func theFirstPageIsReadAndSaid() throws {
    let decoded = try ImageDecoder(channels: nil).decode(contentsOf: Fixture.path("pages.tiff"))
    #expect(decoded.image == (try Image(contentsOf: Fixture.path("gray.tiff"))))
    #expect(decoded.pages == 3 && decoded.recovered == nil)
    #expect(
      decoded.note == "only the first of 3 pages is read; save the others as files of their own")
    #expect(try ImageDecoder().header(contentsOf: Fixture.path("pages.tiff")).pages == 3)
    // Previews are no pages.
    let beside = try ImageDecoder(channels: nil).decode(contentsOf: Fixture.path("preview-first.tiff"))
    #expect(beside.pages == 1 && beside.note == nil && beside.image.width == 7)
  }

  @Test(.enabled(if: OptionalLibrary.tiff.version != nil, "libtiff is not installed"))
  func kindsOfTIFFThatAreNotRead() throws {
    let kind = "unsupported TIFF: "
    #expect(
      try message("floats.tiff")
        == kind
        + "its samples are floating-point numbers of 32 bits, and no rule says which is black and which white; convert it to 8 or 16 bits without sign"
    )
    #expect(try message("signed.tiff").hasPrefix(kind + "its samples are signed numbers of 16 bits, and "))
    #expect(
      try message("channels.tiff")
        == kind + "3 samples a pixel that are no colours; convert it to gray or RGB")
    #expect(
      try message("raw.tiff") == kind + "the raw data of a camera; convert it to JPEG, PNG or TIFF first")
    #expect(
      try message("previews.tiff")
        == kind
        + "it has previews and no picture, as raw data of cameras; convert it to JPEG, PNG or TIFF first")
  }

  @Test(arguments: ["claims-60000.tiff", "claims-60000.bmp", "claims-60000.gif"])
  func limitsComeBeforeMemory(_ name: String) throws {
    guard !name.hasSuffix("tiff") || OptionalLibrary.tiff.version != nil else { return }
    #expect(
      try message(name, limits: DecodingLimits(pixels: 1_000_000))
        == "too large: its header claims 60000×60000 pixels, the limit is 1000000; --max-pixels allows more")
    #expect(
      try message(name, limits: DecodingLimits(pixels: 1 << 40, side: 59_999))
        == "too large: its header claims 60000×60000 pixels, the limit of a side is 59999")
  }

  /// A pixel in a tile of a terapixel.
  @Test(.enabled(if: OptionalLibrary.tiff.version != nil, "libtiff is not installed"))
  func aTileMayNotBeHuge() throws {
    #expect(try message("huge-tile.tiff").hasPrefix("damaged TIFF: "))
  }

  /// Rows that are there are used, and what is missing is white.
  @Test(arguments: ["rgb.bmp", "gray.bmp", "runs-8.bmp", "noise.gif", "plain.gif"])
  func cutPicturesAreUsed(_ name: String) throws {
    let bytes = try Fixture.bytes(name)
    let whole = try ImageDecoder(channels: nil).decode(bytes).image
    // About the half of the short ones.
    let lost = ["gray.bmp", "plain.gif"].contains(name) ? 20 : 40
    let cut = try ImageDecoder(channels: nil).decode(Array(bytes.dropLast(lost)))
    let reason = try #require(cut.recovered)
    #expect(
      reason.hasPrefix("the file ends early; ") && reason.hasSuffix(" of \(whole.height) rows are real"))
    let equal = zip(cut.image.pixels, whole.pixels).count { $0 == $1 }
    #expect(equal >= whole.pixels.count / 5 && equal < whole.pixels.count)
  }

  /// Damage within one strip leaves those before it.
  @Test(.enabled(if: OptionalLibrary.tiff.version != nil, "libtiff is not installed"))
  func aDamagedStrip() throws {
    var bytes = try Fixture.bytes("strips-palette.tiff")
    // The place of the third strip is beyond the end of the file.
    let whole = try ImageDecoder(channels: nil).decode(bytes).image
    let places: [UInt8] = [8, 0, 0, 0, 22, 0, 0, 0, 36, 0, 0, 0]
    let table = try #require(bytes.firstRange(of: places))
    bytes[table.lowerBound + 10] = 0xff
    let cut = try ImageDecoder(channels: nil).decode(bytes)
    let reason = try #require(cut.recovered)
    #expect(reason.hasSuffix("; 4 of 5 rows are real") && !reason.hasPrefix(";"), "\(reason)")
    #expect(cut.image.pixels.prefix(4 * 21) == whole.pixels.prefix(4 * 21))
    #expect(cut.image.pixels.suffix(21).allSatisfy { $0 == 255 })
  }

  @Test func damageHasWords() throws {
    func message(_ bytes: [UInt8]) -> String {
      do {
        _ = try ImageDecoder().decode(bytes)
        return "no error"
      } catch {
        return "\(error)"
      }
    }
    #expect(message(Array("GIF89a".utf8)) == "damaged GIF: the file ends early")
    let screen: [UInt8] = [1, 0, 1, 0, 0, 0, 0]
    #expect(message(Array("GIF89a".utf8) + screen + [0x3b]) == "damaged GIF: it has no picture")
    #expect(message(Array("GIF89a".utf8) + screen + [7]) == "damaged GIF: a block of an unknown kind")
    let frame: [UInt8] = [0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0]
    #expect(message(Array("GIF89a".utf8) + screen + frame) == "damaged GIF: it has no table of colours")
    let bmp = try Fixture.bytes("rgb.bmp")
    var other = bmp
    other[30] = 4
    #expect(message(other) == "unsupported BMP: its compression (4) is not read")
    other = bmp
    other[28] = 7
    #expect(message(other) == "unsupported BMP: 7 bits a pixel in compression 0 are not read")
    #expect(message(Array(bmp.prefix(54))) == "damaged BMP: the file ends early")
    if OptionalLibrary.tiff.version != nil {
      #expect(message([0x49, 0x49, 0x2a, 0x00, 8, 0, 0, 0]).hasPrefix("damaged TIFF: "))
    }
    if OptionalLibrary.heif.version != nil {
      let avif = try Fixture.bytes("still.avif")
      #expect(message(Array(avif.prefix(100))).hasPrefix("damaged AVIF: "))
    }
  }
}
