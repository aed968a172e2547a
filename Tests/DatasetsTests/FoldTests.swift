import Foundation
import Testing

@testable import FoveaDatasets

@Suite struct FoldTests {
  private func data(_ folder: Folder) throws -> LabeledData {
    for index in 0..<30 {
      try folder.image("\(index < 20 ? "a" : "b")/p\(index % 5)-\(index).png", gray: index * 977)
    }
    return try LabeledData(path: folder.path)
  }

  @Test func everySampleIsHeldOutOnce() throws {
    let folder = try Folder()
    let data = try data(folder)
    var held: [String] = []
    for number in 1...5 {
      let split = try data.split(validation: 0.1, seed: 3, fold: Fold(number, of: 5))
      #expect(data.counts(of: split.validation) == [4, 2])
      #expect(Set(split.validation.map(\.name)).isDisjoint(with: split.training.map(\.name)))
      #expect(split.validation.count + split.training.count == 30)
      held += split.validation.map(\.name)
    }
    #expect(Set(held).count == 30 && held.count == 30)
    let words = words { _ = try data.split(validation: 0, seed: 3, fold: Fold(1, of: 40)) }
    #expect(
      words
        == "40 folds: expected at most as many as there are images that do not belong together, received 30 of them; use fewer folds"
    )
  }

  @Test func aShareOfTheOtherFoldsChoosesAndTheFoldIsTheTest() throws {
    let folder = try Folder()
    let data = try data(folder).grouped(by: "/(p[0-9]+)-[^/]*$")
    var tested: [String] = []
    for number in 1...3 {
      let fold = Fold(number, of: 3)
      let split = try data.split(validation: 0.1, seed: 1, fold: fold, inner: 0.3)
      let plain = try data.split(validation: 0.1, seed: 1, fold: fold)
      // The folds are the same with and without.
      #expect(Set(split.test.map(\.name)) == Set(plain.validation.map(\.name)))
      tested += split.test.map(\.name)
      #expect(split.test.count + split.validation.count + split.training.count == 30)
      let parts = [split.training, split.validation, split.test].map { Set($0.map(\.group)) }
      #expect(parts[0].isDisjoint(with: parts[1]) && parts[0].isDisjoint(with: parts[2]))
      #expect(parts[1].isDisjoint(with: parts[2]))
      let none = try data.split(validation: 0.1, seed: 1, fold: fold, inner: 0)
      #expect(none.validation.isEmpty && none.test.map(\.name) == split.test.map(\.name))
    }
    #expect(Set(tested).count == 30 && tested.count == 30)
    let ungrouped = try LabeledData(path: folder.path)
    let split = try ungrouped.split(validation: 0.1, seed: 1, fold: Fold(1, of: 3), inner: 0.25)
    // A quarter of each class of the two thirds that are left.
    #expect(ungrouped.counts(of: split.validation).reduce(0, +) == 5)
    #expect(words { _ = try data.split(validation: 0, seed: 1, fold: Fold(1, of: 3), inner: 1) } != nil)
  }

  @Test func groupsFromPathsStayTogether() throws {
    let folder = try Folder()
    let data = try data(folder).grouped(by: "/(p[0-9]+)-[^/]*$")
    #expect(Set(data.all.compactMap(\.group)) == ["p0", "p1", "p2", "p3", "p4"])
    for number in 1...3 {
      let split = try data.split(validation: 0, seed: 1, fold: Fold(number, of: 3))
      #expect(Set(split.validation.map(\.group)).isDisjoint(with: split.training.map(\.group)))
    }
    #expect(
      words { _ = try data.grouped(by: "(") }?.hasPrefix("the group pattern '(': it is no regular expression")
        == true)
    let ungrouped = try LabeledData(path: folder.path)
    #expect(
      words { _ = try ungrouped.grouped(by: "zebra") }
        == "the group pattern 'zebra': no name matches it; give a regular expression whose first parentheses match the group in a path"
    )
  }

  @Test func copiesStayTogether() throws {
    let folder = try Folder()
    let data = try data(folder)
    let names = data.all.map(\.name)
    let copies = CopyGroups(families: Dictionary(uniqueKeysWithValues: names.prefix(8).map { ($0, 1) }))
    for seed in 0..<10 {
      let split = try data.split(validation: 0.4, seed: UInt64(seed), copies: copies)
      let held = split.validation.count { copies[$0] != nil }
      #expect(held == 0 || held == 8)
    }
  }
}
