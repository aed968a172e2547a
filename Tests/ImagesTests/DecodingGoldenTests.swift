import Foundation
import FoveaImages
import TestSupport
import Testing

/// What Pillow decodes the fixtures to; `images_goldens.py` and `formats_goldens.py` in `Scripts/reference` make both.
struct DecodedGolden: Decodable, Sendable, CustomTestStringConvertible {
  let file: String
  let width: Int
  let height: Int
  let channels: Int
  let tolerance: Int
  let pixels: [Int]

  var testDescription: String { file }
  var bytes: [UInt8] {
    get throws { [UInt8](try Data(contentsOf: URL(fileURLWithPath: Fixture.path(file)))) }
  }

  /// Those of formats that this machine reads: `FormatTests` says where a library is missing.
  static let all = named("decoded.json") + formats.filter { $0.library.map { $0.version != nil } ?? true }
  static let formats = named("formats.json")

  private static func named(_ name: String) -> [DecodedGolden] {
    let data = FileManager.default.contents(atPath: TestPaths.file("ImagesTests", "Goldens/" + name))
    return data.flatMap { try? JSONDecoder().decode([DecodedGolden].self, from: $0) } ?? []
  }

  /// The library that reads it, where it is opened at run time.
  var library: OptionalLibrary? { try? ImageFormat.detect(bytes).library }
}

enum Fixture {
  static func path(_ name: String) -> String { TestPaths.file("ImagesTests", "Fixtures/" + name) }

  static func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: path(name))))
  }
}

@Suite("Decoding agrees with Pillow")
struct DecodingGoldenTests {
  @Test func theGoldensAreThere() { #expect(DecodedGolden.all.count >= 41) }

  @Test(arguments: DecodedGolden.all)
  func pixelsAgree(_ golden: DecodedGolden) throws {
    let decoded = try ImageDecoder(channels: nil).decode(contentsOf: Fixture.path(golden.file))
    #expect(decoded.recovered == nil)
    #expect(decoded.image.width == golden.width && decoded.image.height == golden.height)
    // WebP has no gray and a palette no gray flag: compare in colour where the decoder gives colour.
    let image = golden.channels == 1 ? decoded.image.converted(to: .gray) : decoded.image.converted(to: .rgb)
    let worst = zip(image.pixels, golden.pixels).map { abs(Int($0) - $1) }.max() ?? 0
    #expect(image.pixels.count == golden.pixels.count)
    #expect(worst <= golden.tolerance, "\(golden.file): worst difference \(worst)")
  }

  @Test(arguments: DecodedGolden.all)
  func theHeaderAlone(_ golden: DecodedGolden) throws {
    let header = try ImageDecoder().header(contentsOf: Fixture.path(golden.file))
    #expect(header.width == golden.width && header.height == golden.height)
    #expect(golden.file.hasSuffix(header.format == .jpeg ? "jpg" : header.format.rawValue))
  }

  /// A file cut anywhere is recovered or refused, with words, and never read beyond its end.
  @Test(arguments: DecodedGolden.all)
  func cutAtEveryLength(_ golden: DecodedGolden) throws {
    let bytes = try golden.bytes
    var recovered = 0
    // Of longer files not every length, but lengths everywhere.
    for length in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 1000)) {
      do {
        let decoded = try ImageDecoder(channels: nil).decode(Array(bytes[..<length]))
        #expect(decoded.image.width == golden.width && decoded.image.height == golden.height)
        if decoded.recovered != nil { recovered += 1 }
      } catch {
        #expect(!"\(error)".isEmpty)
      }
    }
    // Cut within its picture data, a baseline JPEG of several rows of blocks is used.
    if golden.file == "baseline.jpg" { #expect(recovered > 0) }
  }

  /// One changed byte gives a picture of any content or an error, never a crash.
  @Test(arguments: DecodedGolden.all)
  func oneByteChanged(_ golden: DecodedGolden) throws {
    let bytes = try golden.bytes
    var state: UInt64 = 0x9e37_79b9
    var outcomes = 0
    for _ in 0..<200 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      var changed = bytes
      changed[Int(state >> 33) % bytes.count] ^= UInt8(truncatingIfNeeded: state >> 20) | 1
      do {
        let image = try ImageDecoder(limits: DecodingLimits(pixels: 1_000_000)).decode(changed).image
        #expect(image.pixels.count == image.width * image.height * 3)
      } catch {
        #expect(!"\(error)".isEmpty)
      }
      outcomes += 1
    }
    #expect(outcomes == 200)
  }
}
