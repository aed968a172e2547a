import Foundation
import FoveaImages
import FoveaNetworks
import Testing

@testable import FoveaDatasets

@Suite struct PreprocessingTests {
  private static let rgb = Preprocessing.Geometry(width: 4, height: 4)
  /// Scales a byte to itself, so that layouts can be written out.
  private static let plain = Normalization(mean: [0, 0, 0], deviation: Array(repeating: 1 / 255, count: 3))

  /// Pixel p of a 4×4 picture is (p, p + 100, p + 200).
  private func laidOut(_ layout: Preprocessing.Layout) throws -> [Float] {
    let preprocessing = try Preprocessing(geometry: Self.rgb, normalization: Self.plain, layout: layout)
    let pixels = (UInt8(0)..<16).flatMap { pixel -> [UInt8] in [pixel, pixel + 100, pixel + 200] }
    var target = Array(repeating: Float(-1), count: 48)
    preprocessing.write(pixels, to: &target, table: preprocessing.table)
    return target.map { $0.rounded() }
  }

  @Test func planesAndFlat() throws {
    let expected = [0, 100, 200].flatMap { start -> [Float] in (start..<start + 16).map { Float($0) } }
    #expect(try laidOut(.planes) == expected)
    #expect(try laidOut(.flatten) == expected)
  }

  @Test func patches() throws {
    let corners: [[Float]] = [[0, 1, 4, 5], [2, 3, 6, 7], [8, 9, 12, 13], [10, 11, 14, 15]]
    let expected = corners.flatMap { patch -> [Float] in
      patch + patch.map { $0 + 100 } + patch.map { $0 + 200 }
    }
    #expect(try laidOut(.patches(size: 2)) == expected)
    #expect(try laidOut(.patches(size: 4)) == laidOut(.planes))
    let single = (0..<16).flatMap { pixel -> [Float] in
      [Float(pixel), Float(pixel + 100), Float(pixel + 200)]
    }
    #expect(try laidOut(.patches(size: 1)) == single)
  }

  @Test func shapes() throws {
    func shape(_ layout: Preprocessing.Layout) throws -> Shape {
      try Preprocessing(geometry: Self.rgb, normalization: Self.plain, layout: layout).shape
    }
    #expect(try shape(.flatten) == Shape([48]))
    #expect(try shape(.planes) == Shape([3, 4, 4]))
    #expect(try shape(.patches(size: 2)) == Shape([4, 12]))
  }

  @Test(arguments: [0, -2, 3, 8])
  func patchesThatDoNotDivide(_ size: Int) {
    let geometry = Preprocessing.Geometry(width: 4, height: 12, channels: .gray)
    let error = words {
      _ = try Preprocessing(
        geometry: geometry, normalization: Normalization(mean: [0], deviation: [1]),
        layout: .patches(size: size))
    }
    #expect(
      error
        == "patches of \(size) pixels: expected a size that divides 4 and 12, the image size, received \(size); choose another patch or image size"
    )
  }

  @Test(arguments: [Preprocessing.Layout.flatten, .planes, .patches(size: 2)])
  func roundTrip(_ layout: Preprocessing.Layout) throws {
    for (resize, interpolation) in zip(ResizeMode.allCases, [Interpolation.lanczos, .nearest, .bilinear]) {
      let value = try Preprocessing(
        geometry: .init(width: 8, height: 6, resize: resize, interpolation: interpolation),
        normalization: Normalization(mean: [0.1, 0.5, 0.7], deviation: [0.2, 0.3, 1 / 3]), layout: layout)
      let data = try JSONEncoder().encode(value)
      #expect(try JSONDecoder().decode(Preprocessing.self, from: data) == value)
    }
  }

  @Test func aCropsShareIsKeptAndOneIsLeftOut() throws {
    for share in [1, 0.875, 0.05] {
      let value = try Preprocessing(
        geometry: .init(width: 8, height: 6, cropShare: share), normalization: Self.plain, layout: .planes)
      let data = try JSONEncoder().encode(value)
      #expect(try JSONDecoder().decode(Preprocessing.self, from: data) == value)
      #expect(String(decoding: data, as: UTF8.self).contains("crop_share") == (share < 1))
      #expect(try value.scaled(by: 0.5).geometry == .init(width: 4, height: 3, cropShare: share))
    }
  }

  @Test(arguments: [
    (
      "\"width\":4", "\"crop_share\":0,\"width\":4",
      "preprocessing, crop_share: expected 0.05 to 1, received 0.0"
    ),
    (
      "\"width\":4", "\"crop_share\":1.5,\"width\":4",
      "preprocessing, crop_share: expected 0.05 to 1, received 1.5"
    ),
    ("\"width\":4", "\"width\":0", "preprocessing, width: expected 1 to 65536, received 0"),
    ("\"height\":4", "\"height\":-1", "preprocessing, height: expected 1 to 65536, received -1"),
    ("\"mean\":[0]", "\"mean\":[0,0]", "preprocessing, mean: expected 1 numbers, received [0.0, 0.0]"),
    (
      "\"deviation\":[1]", "\"deviation\":[0]",
      "preprocessing, deviation: expected 1 positive numbers, received [0.0]"
    ),
    (
      "\"deviation\":[1]", "\"deviation\":[]",
      "preprocessing, deviation: expected 1 positive numbers, received []"
    ),
    (
      "\"flatten\"", "\"columns\"",
      "preprocessing, layout: expected flatten, planes or patches, received columns"
    ),
  ])
  func refusals(_ old: String, _ new: String, _ expected: String) throws {
    let whole =
      #"{"width":4,"height":4,"channels":"gray","resize":"crop","interpolation":"bilinear","mean":[0],"deviation":[1],"layout":"flatten"}"#
    _ = try JSONDecoder().decode(Preprocessing.self, from: Data(whole.utf8))
    do {
      _ = try JSONDecoder().decode(
        Preprocessing.self, from: Data(whole.replacingOccurrences(of: old, with: new).utf8))
      Issue.record("accepted \(new)")
    } catch DecodingError.dataCorrupted(let context) {
      #expect(context.debugDescription == expected)
    }
  }

  @Test func measuredOnKnownPixels() throws {
    let folder = try Folder()
    // Gray 0, 0, 255, 255 and 51, 51, 51, 51: mean 89.25 of bytes 0, 0, 255, 255, 51 × 4.
    for (name, bytes) in [("a", [0, 0, 255, 255]), ("b", [51, 51, 51, 51])] as [(String, [UInt8])] {
      try folder.write(Image(width: 2, height: 2, channels: 1, pixels: bytes).pngBytes(), to: "\(name)/1.png")
    }
    let data = try LabeledData(path: folder.path)
    let geometry = Preprocessing.Geometry(width: 2, height: 2, channels: .gray)
    let measured = try Normalization.measured(
      on: try PixelStore(data.all, classes: data.classes, geometry: geometry))
    #expect(abs(measured.mean[0] - 0.35) < 1e-6)
    // (2 · 0.35² + 2 · 0.65² + 4 · 0.15²) / 8 = 0.1475
    #expect(abs(measured.deviation[0] - Float(0.1475.squareRoot())) < 1e-6)
    let flat = try Normalization.measured(
      on: try PixelStore([data.all[1]], classes: data.classes, geometry: geometry))
    #expect(flat == Normalization(mean: [0.2], deviation: [1 / 255]))
  }
}
