import Foundation
import FoveaNetworks
import Testing

@testable import FoveaDatasets

@Suite struct SplitTests {
  /// A folder whose classes have so many different images.
  private func folder(_ counts: [String: Int]) throws -> Folder {
    let folder = try Folder()
    var number = 0
    for (name, count) in counts.sorted(by: { $0.key < $1.key }) {
      for index in 0..<count {
        try folder.image("\(name)/\(index).png", gray: number)
        number += 1
      }
    }
    return folder
  }

  @Test func everyClassGivesTheSameShare() throws {
    let folder = try folder(["a": 40, "b": 10, "c": 3, "d": 1])
    defer { withExtendedLifetime(folder) {} }
    let data = try LabeledData(path: folder.path)
    let split = try data.split(validation: 0.2, test: 0.1, seed: 7)
    #expect(split.classes == ["a", "b", "c", "d"])
    #expect(data.counts(of: split.test) == [4, 1, 1, 0])
    // Shares of what the test part has left: 36, 9, 2 and 1.
    #expect(data.counts(of: split.validation) == [7, 2, 1, 0])
    #expect(data.counts(of: split.training) == [29, 7, 1, 1])
    #expect(split.notes.isEmpty)
  }

  @Test func zeroTakesNone() throws {
    let folder = try folder(["a": 4, "b": 4])
    let split = try LabeledData(path: folder.path).split(validation: 0, seed: 1)
    #expect(split.training.count == 8)
    #expect(split.validation.isEmpty)
    #expect(split.test.isEmpty)
  }

  @Test func theSeedDecides() throws {
    let folder = try folder(["a": 30, "b": 30])
    let data = try LabeledData(path: folder.path)
    func held(_ seed: UInt64) throws -> [String] {
      try data.split(validation: 0.3, seed: seed).validation.map(\.name)
    }
    #expect(try held(1) == held(1))
    #expect(try held(1) != held(2))
  }

  @Test func theOrderOfTheDiskDoesNot() throws {
    let folder = try folder(["a": 20, "b": 15])
    var data = try LabeledData(path: folder.path)
    let first = try data.split(validation: 0.3, test: 0.2, seed: 5)
    data.unassigned.reverse()
    let second = try data.split(validation: 0.3, test: 0.2, seed: 5)
    #expect(Set(first.test.map(\.name)) == Set(second.test.map(\.name)))
    #expect(Set(first.validation.map(\.name)) == Set(second.validation.map(\.name)))
  }

  @Test func groupsStayOnOneSide() throws {
    let folder = try Folder()
    var rows = "path,label,group\n"
    for index in 0..<60 {
      try folder.image("\(index).png", gray: index)
      rows += "\(index).png,\(index % 2 == 0 ? "a" : "b"),p\(index / 6)\n"
    }
    try folder.write(rows, to: "data.csv")
    let data = try LabeledData(path: folder.file("data.csv"))
    for seed in 0..<10 {
      let split = try data.split(validation: 0.3, test: 0.2, seed: UInt64(seed))
      let groups = [split.training, split.validation, split.test].map { Set($0.compactMap(\.group)) }
      #expect(groups[0].isDisjoint(with: groups[1]))
      #expect(groups[0].isDisjoint(with: groups[2]))
      #expect(groups[1].isDisjoint(with: groups[2]))
      #expect(!split.test.isEmpty)
      #expect(!split.validation.isEmpty)
      for label in 0..<2 { #expect(split.training.contains { $0.label == label }) }
    }
  }

  @Test func ownPartsAreKept() throws {
    let folder = try Folder()
    var number = 0
    for (part, count) in [("train", 20), ("val", 3), ("test", 2)] {
      for name in ["a", "b"] {
        for index in 0..<count {
          try folder.image("\(part)/\(name)/\(index).png", gray: number)
          number += 1
        }
      }
    }
    var data = try LabeledData(path: folder.path)
    let split = try data.split(validation: 0.5, test: 0.5 - 0.1, seed: 1)
    #expect(data.counts(of: split.training) == [20, 20])
    #expect(data.counts(of: split.validation) == [3, 3])
    #expect(data.counts(of: split.test) == [2, 2])
    data.parts[.validation] = nil
    let second = try data.split(validation: 0.25, seed: 1)
    #expect(data.counts(of: second.training) == [15, 15])
    #expect(data.counts(of: second.validation) == [5, 5])
    #expect(folder.relative(second.validation).allSatisfy { $0.hasPrefix("train/") })
    #expect(data.counts(of: second.test) == [2, 2])
  }

  @Test func copiesInAnOwnTestPartAreNoted() throws {
    let folder = try Folder()
    for (name, gray) in [
      ("train/a/1", 1), ("train/b/1", 2), ("val/a/1", 3), ("test/a/x", 1), ("test/b/x", 4),
    ] {
      try folder.image(name + ".png", gray: gray)
    }
    let split = try LabeledData(path: folder.path).split(validation: 0, seed: 1)
    #expect(
      split.notes == ["1 image of the test part is also in the training part: its scores are too good"])
  }

  @Test func classesWithoutTrainingImageAreNoted() throws {
    let folder = try Folder()
    for (gray, name) in ["train/a/1", "train/b/1", "test/c/1", "test/d/1"].enumerated() {
      try folder.image(name + ".png", gray: gray)
    }
    #expect(
      try LabeledData(path: folder.path).split(validation: 0, seed: 1).notes
        == ["no training image for c, d: the model can never answer with it"])
  }

  @Test(arguments: [
    (1.0, 0.0, "the validation share: expected 0 or more and less than 1 in all, received 1.0"),
    (-0.1, 0.0, "the validation share: expected 0 or more and less than 1 in all, received -0.1"),
    (0.0, 1.5, "the test share: expected 0 or more and less than 1 in all, received 1.5"),
    (0.5, 0.5, "the held-out share: expected 0 or more and less than 1 in all, received 1.0"),
    (.nan, 0.0, "the validation share: expected 0 or more and less than 1 in all, received nan"),
  ])
  func sharesThatAreRefused(_ validation: Double, _ test: Double, _ expected: String) throws {
    let folder = try folder(["a": 2, "b": 2])
    defer { withExtendedLifetime(folder) {} }
    let data = try LabeledData(path: folder.path)
    #expect(words { _ = try data.split(validation: validation, test: test, seed: 1) } == expected)
  }
}
