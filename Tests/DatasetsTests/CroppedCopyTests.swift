import Foundation
import FoveaImages
import FoveaNetworks
import TestSupport
import Testing

@testable import FoveaDatasets

@Suite("The second look at pictures that may be cut from each other")
struct CroppedCopyTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Discs of many sizes, no two pictures alike.
  private static func picture(_ seed: Int) -> Image {
    var random = RandomSource(seed: UInt64(seed))
    let discs = (0..<60).map { _ in
      (
        x: Int(random.uniform() * 240), y: Int(random.uniform() * 180),
        radius: 6 + Int(random.uniform() * 34),
        level: UInt8(20 + random.uniform() * 220)
      )
    }
    let pixels = (0..<240 * 180).map { position -> UInt8 in
      let (x, y) = (position % 240, position / 240)
      return discs.last {
        ($0.x - x) * ($0.x - x) + ($0.y - y) * ($0.y - y) < $0.radius * $0.radius
      }?.level ?? 128
    }
    return Image(width: 240, height: 180, channels: 1, pixels: pixels)
  }

  private func sample(_ name: String, _ image: Image, label: Int = 0, group: String? = nil) throws -> Sample {
    let path = folder.file(name)
    try Data(image.pngBytes()).write(to: URL(fileURLWithPath: path))
    return Sample(name: name, source: .file(path), label: label, group: group)
  }

  @Test("a part of a picture, darker or mirrored, differs less than other pictures do")
  func parts() throws {
    var samples: [Sample] = []
    for seed in 0..<12 { samples.append(try sample("\(seed).png", Self.picture(seed))) }
    for (number, share) in [0.8, 0.7, 0.6].enumerated() {
      let whole = Self.picture(number)
      let (width, height) = (Int(240 * share), Int(180 * share))
      let part = whole.cropped(x: (240 - width) / 3, y: 180 - height, width: width, height: height)
      let dark = Image(
        width: width, height: height, channels: 1, pixels: part.pixels.map { UInt8(Int($0) * 6 / 10) })
      samples.append(try sample("part-\(number).png", number == 1 ? dark.oriented(.mirrored) : dark))
    }
    let looks = CroppedCopies(samples, workers: 2)
    let copies = try looks.differences(of: (0..<3).map { (first: $0, second: 12 + $0) }).compactMap(\.self)
    let others = try looks.differences(
      of: (0..<11).flatMap { first in (first + 1..<12).map { (first: first, second: $0) } }
    ).compactMap(\.self)
    #expect(copies.count == 3 && others.count == 66)
    let limit = CroppedCopies.limit(different: others)
    #expect(copies.allSatisfy { $0 < limit }, "\(copies) \(limit)")
    #expect(others.allSatisfy { $0 > limit }, "\(others.min() ?? 0) \(limit)")
    // A few say nothing of what pictures reach.
    #expect(CroppedCopies.limit(different: Array(others.prefix(7))) == 0.06)
  }

  @Test("pictures without contrast and files that cannot be read are compared with nothing")
  func nothing() throws {
    let blank = Image(width: 64, height: 64, channels: 1, pixels: Array(repeating: 90, count: 64 * 64))
    let samples = [
      try sample("a.png", Self.picture(1)), try sample("blank.png", blank),
      Sample(name: "none", source: .file(folder.file("none.png")), label: 0),
    ]
    let looks = CroppedCopies(samples)
    #expect(try looks.differences(of: [(0, 1), (0, 2), (0, 0)]).map { $0 == nil } == [true, true, false])
    #expect(throws: CancellationError.self) { try looks.differences(of: [(0, 1)]) { _ in false } }
  }

  @Test("pairs become groups around one picture, without what is known and across no groups of the user")
  func findings() throws {
    let folder = folder.file("data")
    for (label, seeds) in [("a", 0..<4), ("b", 4..<7)] {
      try FileManager.default.createDirectory(
        atPath: "\(folder)/\(label)", withIntermediateDirectories: true)
      for seed in seeds {
        try Data(Self.picture(seed).pngBytes()).write(
          to: URL(fileURLWithPath: "\(folder)/\(label)/\(seed).png"))
      }
    }
    // An equal file.
    try FileManager.default.copyItem(atPath: folder + "/a/0.png", toPath: folder + "/a/9.png")
    let data = try LabeledData(path: folder)
    let check = try DataCheck(data)
    func pair(_ first: Int, _ second: Int, _ likeness: Float = 0.9) -> NearDuplicates.Pair {
      NearDuplicates.Pair(first: first, second: second, likeness: likeness, isMirrored: false)
    }
    // Positions: a/0, a/1, a/2, a/3, a/9, b/4, b/5, b/6.
    func found(_ pairs: [NearDuplicates.Pair]) -> [String] {
      check.findings(ofCopies: pairs, in: data) { "cosine \($0)" }.map { finding in
        "\(finding.kind.rawValue) \(finding.paths.map { $0.suffix(7) }.joined(separator: " ")) \(finding.detail)"
      }
    }
    #expect(found([pair(0, 4)]).isEmpty)
    #expect(
      found([pair(0, 1, 0.9), pair(1, 4, 0.8), pair(1, 2, 0.7)])
        == ["near-duplicate a/0.png a/1.png a/2.png cosine 0.7"])
    #expect(found([pair(1, 5)]) == ["conflicting-labels a/1.png b/4.png cosine 0.9: a, b"])
    #expect(check.adding([Finding(.duplicate, paths: ["x"], detail: "")]).findings.count == 2)
    let units = check.unitNames(of: data.all, joining: [(1, 2)])
    #expect(units[0] != nil && units[0] == units[4] && units[1] == units[2] && units[1] != units[0])
    #expect(units[3] == nil && units[5] == nil)
  }
}
