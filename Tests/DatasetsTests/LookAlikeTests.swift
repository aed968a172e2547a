import Foundation
import FoveaImages
import TestSupport
import Testing

@testable import FoveaDatasets

/// `Scripts/measure-near-duplicates` prints the figures.
@Suite struct LookAlikeTests {
  /// Pictures of a set: more where the slow tests run, and of photos more where somebody wants the figures.
  private static let (count, photoCount): (Int, Int) = {
    let environment = ProcessInfo.processInfo.environment
    guard environment["FOVEA_TEST_ALL"] != nil else { return (12, 12) }
    return (300, environment["FOVEA_SHOW"] == nil ? 100 : 300)
  }()

  static func signature(_ bytes: [UInt8]) -> PictureSignature? {
    let fitting = Fitting(width: 128, height: 128, mode: .stretch)
    let decoded = try? ImageDecoder(channels: nil).decode(bytes, fitting: fitting, isExact: false)
    return decoded.flatMap { PictureSignature($0.image) }
  }

  /// Of every picture the original and one copy of each kind.
  static func withCopies(_ count: Int, _ picture: @Sendable (Int) -> Image?) -> [PictureSignature?] {
    ParallelMap.map(count, workers: 2) { number -> [PictureSignature?] in
      guard let image = picture(number) else { return [] }
      return [(try? image.pngBytes()).flatMap(signature)]
        + CopyKind.allCases.map { (try? $0.copy(of: image)).flatMap(signature) }
    }.flatMap(\.self)
  }

  @Test(arguments: LookAlikeSet.allCases)
  func copiesAmongLookAlikesAreFoundAndNothingElse(_ set: LookAlikeSet) throws {
    let score = try CopyScore(set.rawValue, Self.withCopies(Self.count) { set.picture($0) })
    #expect(score.precision >= 0.99, "\(score)")
    #expect(score.recall >= 0.95, "\(score)")
  }

  /// Horses and humans are renderings, some of them frames of one motion: of what is brightened a tenth is not found there.
  ///
  /// The weather has 95 groups of photos that were encoded, toned or mirrored again, so that not every pair that it did not get
  /// here is a mistake; those of the least likeness were looked at, and all are copies.
  @Test(
    .enabled(if: TestPaths.shared != nil),
    arguments: [("cats-dogs/train", 0.99, 0.95), ("horses-humans/train", 0.99, 0.95), ("weather", 0, 0.95)])
  func copiesOfPhotosAreFoundAndNothingElse(
    _ set: String, leastPrecision: Double, leastRecall: Double
  ) throws {
    let folder = try #require(TestPaths.shared) + "/data/" + set
    let data = try LabeledData(path: folder)
    let count = Self.photoCount
    // From all over the set, and of equal files one.
    let samples = data.all.enumerated().filter { $0.offset % max(1, data.all.count / count) == 0 }.map(
      \.element)
    let images = samples.compactMap { sample -> Image? in
      guard case .file(let path) = sample.source else { return nil }
      return try? ImageDecoder().decode(contentsOf: path).image
    }
    var known: Set<Image> = []
    let distinct = images.filter { known.insert($0).inserted }
    let score = try CopyScore(set, Self.withCopies(min(count, distinct.count)) { distinct[$0] })
    #expect(score.precision >= leastPrecision, "\(score)")
    #expect(score.recall >= leastRecall, "\(score)")
  }
}

/// How many of the pairs that were called copies are, and how many of the copies were found.
struct CopyScore: CustomStringConvertible {
  let precision: Double
  let recall: Double
  let description: String

  /// - Parameter signatures: of each picture the original and one copy of each kind.
  init(_ name: String, _ signatures: [PictureSignature?]) throws {
    let kinds = CopyKind.allCases
    let group = kinds.count + 1
    let near = try NearDuplicates(signatures, workers: 2)
    let right = near.pairs.filter { $0.first / group == $0.second / group }
    let originals = right.filter { $0.first % group == 0 }
    let total = signatures.count / group
    func percent(_ value: Double) -> String { "\((value * 1000).rounded() / 10)" }
    precision = Double(right.count) / Double(max(1, near.pairs.count))
    recall = Double(originals.count) / Double(max(1, total * kinds.count))
    let shares = kinds.enumerated().map { position, kind in
      let found = originals.count { $0.second % group == position + 1 }
      return "\(kind.rawValue) \(percent(Double(found) / Double(max(1, total))))"
    }
    description =
      "\(name): \(total) pictures, precision \(percent(precision)) %, recall \(percent(recall)) % (\(shares.joined(separator: ", "))), limit \(percent(Double(1 - near.leastLikeness))) %"
    if ProcessInfo.processInfo.environment["FOVEA_SHOW"] != nil { print(description) }
  }
}
