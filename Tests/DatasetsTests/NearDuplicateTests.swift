import Foundation
import FoveaImages
import TestSupport
import Testing

@testable import FoveaDatasets

/// Copies as they come about: another quality, another size, 5 % trimmed, made lighter, mirrored.
enum CopyKind: String, CaseIterable {
  case encoded, resized, cropped, brightened, mirrored

  func copy(of image: Image) throws -> [UInt8] {
    let (width, height) = (image.width, image.height)
    switch self {
    case .encoded: return try image.jpegBytes(quality: 50)
    case .resized: return try image.resized(width: width / 2, height: height / 2).jpegBytes(quality: 90)
    case .cropped:
      // 5 % of each side, off the middle.
      let (cutX, cutY) = (max(1, width / 20), max(1, height / 20))
      return try image.cropped(x: cutX / 4, y: cutY, width: width - cutX, height: height - cutY)
        .jpegBytes(quality: 90)
    case .brightened:
      let lighter = image.pixels.map { UInt8(min(255, Int($0) * 5 / 4 + 10)) }
      return try Image(width: width, height: height, channels: image.channels, pixels: lighter)
        .jpegBytes(quality: 90)
    case .mirrored: return try image.oriented(.mirrored).jpegBytes(quality: 90)
    }
  }
}

@Suite struct NearDuplicateTests {
  /// Pictures of blobs, no two alike.
  private static func picture(_ seed: Int, width: Int = 120, height: Int = 90) -> Image {
    var random = SystemlessRandom(seed: UInt64(seed))
    let blobs = (0..<14).map { _ in
      (
        x: random.next(width), y: random.next(height), radius: 6 + random.next(30),
        level: 20 + random.next(220)
      )
    }
    var pixels: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        let blob = blobs.last { ($0.x - x) * ($0.x - x) + ($0.y - y) * ($0.y - y) < $0.radius * $0.radius }
        let level = UInt8(blob?.level ?? 120)
        pixels += [level, UInt8(255 - Int(level)), 90]
      }
    }
    return Image(width: width, height: height, channels: 3, pixels: pixels)
  }

  /// A generator that is the same everywhere.
  private struct SystemlessRandom {
    var state: UInt64
    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }
    mutating func next(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % limit
    }
  }

  private func signature(_ bytes: [UInt8]) throws -> PictureSignature? {
    let fitting = Fitting(width: 128, height: 128, mode: .stretch)
    return PictureSignature(
      try ImageDecoder(channels: nil).decode(bytes, fitting: fitting, isExact: false).image)
  }

  @Test func everyKindOfCopyIsFound() throws {
    var signatures: [PictureSignature?] = []
    var sources: [Int] = []
    for seed in 0..<12 {
      let original = Self.picture(seed)
      signatures.append(try signature(original.pngBytes()))
      sources.append(seed)
      for kind in CopyKind.allCases {
        signatures.append(try signature(kind.copy(of: original)))
        sources.append(seed)
      }
    }
    let pairs = try NearDuplicates(signatures).pairs
    let wrong = pairs.filter { sources[$0.first] != sources[$0.second] }
    #expect(wrong.isEmpty, "\(wrong)")
    // Every copy is paired with its original.
    let found = Set(pairs.filter { $0.first % 6 == 0 }.map(\.second))
    #expect(found.count == 12 * CopyKind.allCases.count, "\(found.count)")
  }

  @Test func anyNumberOfWorkersFindsTheSame() throws {
    let signatures = try (0..<20).map { try signature(Self.picture($0 / 2).jpegBytes(quality: 40 + $0)) }
    let one = try NearDuplicates(signatures).pairs
    #expect(one.count >= 10)
    #expect(try NearDuplicates(signatures, workers: 3).pairs == one)
  }

  @Test func flatPicturesAreLikeNothing() throws {
    let flat = Image(width: 20, height: 20, channels: 1, pixels: Array(repeating: 9, count: 400))
    #expect(try signature(flat.pngBytes()) == nil)
    #expect(try NearDuplicates([nil, nil]).pairs.isEmpty)
  }

  /// The figures of `Docs/Checking.md`; prints them with FOVEA_SHOW=1.
  @Test(.enabled(if: TestPaths.shared != nil))
  func precisionAndRecallOnPhotos() throws {
    let folder = try #require(TestPaths.shared) + "/data/cats-dogs/train"
    var paths: [String] = []
    let limit = ProcessInfo.processInfo.environment["FOVEA_TEST_ALL"] == nil ? 60 : 700
    for name in ["cat", "dog"] {
      let names = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(name)").sorted()
      paths += names.prefix(limit / 2).map { "\(folder)/\(name)/\($0)" }
    }
    let (photos, kinds) = (paths, CopyKind.allCases)
    // Of every photo the original and one copy of each kind.
    let results = ParallelMap.map(photos.count, workers: 2) { index -> [PictureSignature?] in
      guard let image = try? ImageDecoder().decode(contentsOf: photos[index]).image,
        let bytes = FileManager.default.contents(atPath: photos[index])
      else { return [] }
      return [try? signature([UInt8](bytes))] + kinds.map { try? signature($0.copy(of: image)) }
    }
    let signatures = results.flatMap { $0 }
    let group = kinds.count + 1
    #expect(signatures.count == paths.count * group)
    let pairs = try NearDuplicates(signatures, workers: 2).pairs
    let right = pairs.filter { $0.first / group == $0.second / group }
    let wrong = pairs.filter { $0.first / group != $0.second / group }
    var report = "photos \(paths.count), wrong pairs \(wrong.count)"
    for (position, kind) in kinds.enumerated() {
      let found = Set(
        right.filter { $0.first % group == 0 && $0.second % group == position + 1 }.map(\.first))
      let recall = Double(found.count) / Double(paths.count)
      report += ", \(kind.rawValue) \((recall * 1000).rounded() / 10) %"
      #expect(recall >= 0.9, "\(kind.rawValue): \(recall)")
    }
    // Photos that are copies of each other in the data themselves count as wrong here.
    let precision = Double(right.count) / Double(max(1, pairs.count))
    report += ", precision \((precision * 10000).rounded() / 100) %"
    if ProcessInfo.processInfo.environment["FOVEA_SHOW"] != nil {
      print(report)
      for pair in wrong.prefix(12) {
        print(paths[pair.first / group], paths[pair.second / group], pair.likeness, pair.isMirrored)
      }
    }
    #expect(precision >= 0.99, "\(report)")
  }
}
