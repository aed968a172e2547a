import Foundation
import FoveaDatasets
import FoveaImages
import FoveaInference
import TestSupport
import Testing

@testable import FoveaRuns

/// What features find, by trouble that was planted.
@Suite("A check by features")
struct FeatureCheckTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func write(_ bytes: [UInt8], _ name: String) throws {
    let url = URL(fileURLWithPath: folder.file("data/" + name))
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
  }

  private func check(_ backbone: String, _ data: String = "data") throws -> CheckReport {
    var run = CheckRun(data: folder.file(data), workers: 2)
    run.backbone = try BackboneSettings(backbone)
    run.cache = PixelCache(memory: 0, folder: folder.file("cache"))
    return try run.perform()
  }

  private func paths(_ report: CheckReport, _ kind: Finding.Kind) -> [[String]] {
    report.check.findings.filter { $0.kind == kind }.map { finding in
      finding.paths.map { path in
        let parts = path.split(separator: "/").suffix(2)
        return parts.joined(separator: "/")
      }
    }
  }

  /// Photos in warm light under one label and in cold light under another, some labels exchanged.
  ///
  /// - Parameter count: pictures of each.
  /// - Returns: the names of those whose label is wrong.
  private func plant(count: Int, flipped: Int) throws -> Set<String> {
    let shared = try #require(TestPaths.shared) + "/data/cats-dogs/train/"
    var wrong: Set<String> = []
    for (label, other, source, dimmed) in [("warm", "cold", "cat", 2), ("cold", "warm", "dog", 0)] {
      let names = try FileManager.default.contentsOfDirectory(atPath: shared + source).sorted()
      for (number, name) in names.filter({ !$0.hasPrefix(".") }).prefix(count).enumerated() {
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(shared)\(source)/\(name)")))
        let image = try ImageDecoder(channels: .rgb).decode(bytes).image
        let pixels = image.pixels.enumerated().map { $0 % 3 == dimmed ? $1 / 5 * 3 : $1 }
        let place = "\(number < flipped ? other : label)/\(label)-\(number).jpg"
        if number < flipped { wrong.insert(place) }
        try write(
          Image(width: image.width, height: image.height, channels: 3, pixels: pixels).jpegBytes(quality: 90),
          place)
      }
    }
    return wrong
  }

  @Test(
    "labels that were exchanged are doubted, with the label that they had",
    .enabled(if: TestPaths.shared != nil))
  func labels() throws {
    try PhotoBackbone.write(to: folder.file("b.safetensors"))
    let wrong = try plant(count: 100, flipped: 5)
    let report = try check(folder.file("b.safetensors"))
    let found = Set(paths(report, .labelSuspect).flatMap(\.self))
    let right = found.intersection(wrong)
    #expect(right.count >= 6, "of ten: \(found)")
    #expect(Double(right.count) >= 0.75 * Double(found.count), "\(found)")
    for finding in report.check.findings where finding.kind == .labelSuspect {
      let doubt = try #require(finding.doubt)
      #expect(doubt.labelProbability < doubt.suggestedProbability && doubt.label != doubt.suggested)
      #expect(doubt.labelProbability >= 0 && doubt.suggestedProbability <= 1)
      #expect(finding.paths.count == 1 && finding.paths[0].contains("/\(doubt.label)/"))
    }
  }

  @Test("a clean set has few doubts and few outliers", .enabled(if: TestPaths.shared != nil))
  func clean() throws {
    try PhotoBackbone.write(to: folder.file("b.safetensors"))
    _ = try plant(count: 100, flipped: 0)
    let report = try check(folder.file("b.safetensors"))
    #expect(paths(report, .labelSuspect).count <= 4)
    #expect(paths(report, .outlier).count <= 6)
    #expect(paths(report, .nearDuplicate) == [])
  }

  @Test(
    "copies that were cut to three quarters and darkened are found", .enabled(if: TestPaths.shared != nil))
  func copies() throws {
    try PhotoBackbone.write(to: folder.file("b.safetensors"))
    let shared = try #require(TestPaths.shared) + "/data/cats-dogs/train/"
    var sources: [String: String] = [:]
    for label in ["cat", "dog"] {
      let names = try FileManager.default.contentsOfDirectory(atPath: shared + label).sorted()
        .filter { !$0.hasPrefix(".") }
      for (number, name) in names.prefix(60).enumerated() {
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(shared)\(label)/\(name)")))
        try write(bytes, "\(label)/\(number).jpg")
        guard number % 6 == 0 else { continue }
        let image = try ImageDecoder(channels: .rgb).decode(bytes).image
        let (width, height) = (image.width * 17 / 20, image.height * 17 / 20)
        let cut = image.cropped(
          x: image.width - width, y: (image.height - height) / 2, width: width, height: height)
        let dark = Image(
          width: width, height: height, channels: 3, pixels: cut.pixels.map { UInt8(Int($0) * 7 / 10) })
        try write(dark.jpegBytes(quality: 85), "\(label)/copy-\(number).jpg")
        sources["\(label)/copy-\(number).jpg"] = "\(label)/\(number).jpg"
      }
    }
    let pixels = try CheckRun(data: folder.file("data"), workers: 2).perform()
    let before = paths(pixels, .nearDuplicate)
    let report = try check(folder.file("b.safetensors"))
    let found = paths(report, .nearDuplicate)
    // Nothing that the search by pixels found is lost or said twice.
    #expect(found.prefix(before.count).elementsEqual(before) && Set(found).count == found.count)
    let planted = sources.filter { copy, source in
      found.contains { $0.contains(copy) && $0.contains(source) }
    }
    #expect(planted.count >= 12, "of twenty: \(found)")
    #expect(planted.count > before.count)
    #expect(found.allSatisfy { group in group.contains { $0.contains("copy-") } }, "\(found)")
    #expect(paths(report, .labelSuspect).count <= 14)
  }

  @Test("a picture of another kind is an outlier of its class, and copies are no outliers")
  func outlier() throws {
    let pictures = try Pictures(60)
    let noise = Image(
      width: 12, height: 12, channels: 1, pixels: (0..<144).map { UInt8(($0 &* $0 &* 37 &+ 11) % 256) })
    try Data(noise.pngBytes()).write(to: URL(fileURLWithPath: pictures.path + "/left/noise.png"))
    try TinyNetwork.write(to: folder.file("b.safetensors"))
    var run = CheckRun(data: pictures.path, workers: 1)
    run.backbone = try BackboneSettings(folder.file("b.safetensors"))
    run.cache = PixelCache(memory: 0, folder: folder.file("cache"))
    let report = try run.perform()
    let outliers = paths(report, .outlier)
    #expect(outliers.first == ["left/noise.png"] && outliers.count <= 3)
    let finding = try #require(report.check.findings.first { $0.kind == .outlier })
    #expect(finding.detail.contains("from the nearest of 'left', half of which are within "))
    #expect(!finding.kind.isSerious && finding.doubt == nil)
    #expect(report.text.contains("looked at by b: 61 images"))
    #expect(
      report.text.contains("heads of 5 folds, none of which saw the images that it judges, agree with "))
    let json = try JSONSerialization.jsonObject(with: Data(try report.json().utf8)) as? [String: Any]
    let features = try #require(json?["features"] as? [String: Any])
    #expect(features["backbone"] as? String == "b" && features["folds"] as? Int == 5)
    // Known from before.
    let again = try run.perform()
    #expect(again.check.findings == report.check.findings)
  }

  @Test("a class of a few images is not doubted, and files that cannot be read are no obstacle")
  func fewImages() throws {
    let pictures = try Pictures(40)
    try TinyNetwork.write(to: folder.file("b.safetensors"))
    let third = URL(fileURLWithPath: pictures.path + "/alone")
    try FileManager.default.createDirectory(at: third, withIntermediateDirectories: true)
    try Data(Pictures.picture(3).pngBytes()).write(to: third.appendingPathComponent("1.png"))
    try Data("text".utf8).write(to: URL(fileURLWithPath: pictures.path + "/left/0.png"))
    var run = CheckRun(data: pictures.path, workers: 1)
    run.backbone = try BackboneSettings(folder.file("b.safetensors"))
    run.cache = PixelCache(memory: 0, folder: folder.file("cache"))
    let report = try run.perform()
    #expect(report.summary.contains("looked at by b: 40 images"))
    // The others are near-duplicates of each other, which are no ten images either.
    #expect(
      report.summary.contains {
        $0.hasPrefix("labels of 'alone'")
          && $0.hasSuffix(" are not doubted: expected at least 10 images of a class")
      })
    #expect(report.check.files.failed == 1 && paths(report, .labelSuspect) == [])
  }
}
