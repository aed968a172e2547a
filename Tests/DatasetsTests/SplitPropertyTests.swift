import Foundation
import FoveaNetworks
import Testing

@testable import FoveaDatasets

@Suite struct SplitPropertyTests {
  private static func content(_ sample: Sample) -> Data? {
    guard case .file(let path) = sample.source else { return nil }
    return FileManager.default.contents(atPath: path)
  }

  @Test func equalFilesStayOnOneSide() throws {
    let folder = try Folder()
    for name in ["a", "b"] {
      for index in 0..<40 {
        try folder.image("\(name)/\(index).png", gray: index / 4 + (name == "a" ? 0 : 100))
      }
    }
    let data = try LabeledData(path: folder.path)
    for seed in 0..<10 {
      let split = try data.split(validation: 0.25, test: 0.25, seed: UInt64(seed))
      #expect(data.counts(of: split.test).allSatisfy { $0 % 4 == 0 && $0 >= 4 })
      #expect(split.notes.isEmpty)
    }
  }

  @Test(arguments: 0..<25)
  func randomTrees(_ seed: Int) throws {
    let folder = try Folder()
    var random = RandomSource(seed: UInt64(seed))
    // Few contents, so that many files are equal, also across classes.
    let contents = Int.random(in: 1...60, using: &random)
    let classCount = Int.random(in: 2...5, using: &random)
    for label in 0..<classCount {
      for index in 0..<Int.random(in: 1...25, using: &random) {
        let gray = Int.random(in: 0..<contents, using: &random)
        let deep = Bool.random(using: &random) ? "/deep" : ""
        try folder.image("class\(label)\(deep)/\(index).png", gray: gray)
      }
    }
    let data = try LabeledData(path: folder.path)
    let split = try data.split(
      validation: .random(in: 0...0.5, using: &random), test: .random(in: 0...0.4, using: &random),
      seed: UInt64(seed))

    let parts = [split.training, split.validation, split.test]
    let names = parts.flatMap { $0.map(\.name) }
    #expect(names.count == data.all.count, "none lost")
    #expect(Set(names) == Set(data.all.map(\.name)), "none doubled")
    let digests = parts.map { Set($0.compactMap(Self.content)) }
    for (first, second) in [(0, 1), (0, 2), (1, 2)] {
      #expect(digests[first].isDisjoint(with: digests[second]), "no leakage between \(first) and \(second)")
    }
    #expect(data.counts(of: split.training).allSatisfy { $0 > 0 }, "every class keeps a training sample")
    let again = try LabeledData(path: folder.path)
    #expect(again.classes == data.classes)
  }

  @Test func equalRecordsStayOnOneSide() throws {
    let folder = try Folder()
    let pixels = (0..<40).flatMap { image in Array(repeating: UInt8(image / 2), count: 4) }
    try folder.write(
      [0, 0, 8, 3, 0, 0, 0, 40, 0, 0, 0, 2, 0, 0, 0, 2] + pixels, to: "train-images-idx3-ubyte")
    try folder.write(
      [0, 0, 8, 1, 0, 0, 0, 40] + (0..<40).map { UInt8($0 / 20) }, to: "train-labels-idx1-ubyte")
    let data = try LabeledData(path: folder.path)
    let split = try data.split(validation: 0.3, seed: 2)
    func numbers(_ samples: [Sample]) -> Set<Int> {
      Set(
        samples.compactMap {
          guard case .record(_, let index) = $0.source else { return nil }
          return index / 2
        })
    }
    #expect(data.counts(of: split.validation) == [6, 6])
    #expect(numbers(split.training).isDisjoint(with: numbers(split.validation)))
  }
}
