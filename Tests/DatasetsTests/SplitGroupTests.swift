import Testing

@testable import FoveaDatasets

/// What the user said of groups counts for more than what pictures look like.
@Suite struct SplitGroupTests {
  /// Two classes; each picture of class `a` is there twice, once in the group `left` and once in `right`.
  private func twins(_ folder: Folder) throws -> LabeledData {
    var rows = "path,label,group\n"
    for index in 0..<10 {
      for side in ["left", "right"] {
        try folder.image("\(index)-\(side).png", gray: index)
        rows += "\(index)-\(side).png,a,\(side)\n"
      }
    }
    for index in 0..<20 {
      try folder.image("b\(index).png", gray: 100 + index)
      rows += "b\(index).png,b,\n"
    }
    try folder.write(rows, to: "data.csv")
    return try LabeledData(path: folder.file("data.csv"))
  }

  @Test func equalFilesOfDifferentGroupsStayApart() throws {
    let folder = try Folder()
    defer { withExtendedLifetime(folder) {} }
    let data = try twins(folder)
    let split = try data.split(validation: 0.5, seed: 3)
    #expect(data.counts(of: split.validation) == [10, 10])
    let held = Set(split.validation.compactMap(\.group))
    #expect(held.count == 1 && held.isDisjoint(with: Set(split.training.compactMap(\.group))))
    #expect(
      split.notes == [
        "0-right.png of group 'right' is the same file as 0-left.png of group 'left' (and 9 more such): the groups decide, so that equal files may come into different parts",
        "10 images of the validation part are also in the training part: its scores are too good",
      ])
  }

  @Test func whatHasNoGroupJoinsOneOfThem() throws {
    let folder = try Folder()
    defer { withExtendedLifetime(folder) {} }
    var data = try twins(folder)
    // A third copy of each picture without a group, and near-duplicates that would tie both groups together.
    let extra = data.all.filter { $0.group == "left" }.map { sample in
      Sample(name: "x" + sample.name, source: sample.source, label: sample.label, group: nil)
    }
    data.unassigned += extra
    let families = Dictionary(
      uniqueKeysWithValues: data.all.filter { $0.label == 0 }.map { ($0.name, 1) })
    for isReversed in [false, true] {
      if isReversed { data.unassigned.reverse() }
      let units = ContentGroups(data.all, known: [:])
        .units(of: data.all, CopyGroups(families: families))
      let groups = units.map { unit in Set(unit.compactMap { data.all[$0].group }) }
      #expect(groups.allSatisfy { $0.count <= 1 }, "a unit has samples of several groups")
      // One unit of each group, the copies without one in the first, and every `b` by itself.
      #expect(units.map(\.count).sorted() == Array(repeating: 1, count: 20) + [10, 20])
      let withCopies = units.first { $0.count == 20 } ?? []
      #expect(Set(withCopies.compactMap { data.all[$0].group }) == ["left"])
    }
  }

  @Test func aCheckSaysWhatStaysApart() throws {
    let folder = try Folder()
    defer { withExtendedLifetime(folder) {} }
    let check = try DataCheck(try twins(folder))
    let equal = check.findings.filter { $0.kind == .duplicate }
    #expect(equal.count == 10)
    #expect(equal.first?.detail == "equal files of different groups ('left', 'right')")
  }

  @Test func foldsKeepTheirSharesToo() throws {
    let folder = try Folder()
    defer { withExtendedLifetime(folder) {} }
    for index in 0..<60 {
      try folder.image("\(index < 20 ? "a" : "b")/\(index).png", gray: index)
    }
    let data = try LabeledData(path: folder.path)
    // All of a class one picture, as a finder that is fooled by look-alikes would say.
    let families = Dictionary(
      uniqueKeysWithValues: data.all.filter { $0.label == 0 }.map { ($0.name, 1) })
    var held: [String] = []
    for number in 1...5 {
      let split = try data.split(
        validation: 0.1, seed: 3, fold: Fold(number, of: 5), copies: CopyGroups(families: families))
      #expect(data.counts(of: split.validation) == [4, 8])
      #expect(split.notes.count == 1)
      #expect(split.notes.first?.contains("would have 20 of 20 images of 'a' instead of 4") == true)
      #expect(split.notes.first?.hasSuffix("scores may be a little too good") == true)
      held += split.validation.map(\.name)
    }
    #expect(Set(held).count == 60 && held.count == 60)
    // More folds than there are pictures that are no copies: these do not stay together either.
    let all = Dictionary(uniqueKeysWithValues: data.all.map { ($0.name, $0.label) })
    let split = try data.split(
      validation: 0, seed: 3, fold: Fold(1, of: 4), copies: CopyGroups(families: all))
    #expect(data.counts(of: split.validation) == [5, 10])
    #expect(
      split.notes == [
        "near-duplicates do not stay in one part, because with them there would be too few images to hold out each fold; scores may be a little too good"
      ])
  }

  @Test func copiesThatFitStayInOneFold() throws {
    let folder = try Folder()
    defer { withExtendedLifetime(folder) {} }
    for index in 0..<60 {
      try folder.image("\(index < 20 ? "a" : "b")/\(index).png", gray: index)
    }
    let data = try LabeledData(path: folder.path)
    let families = Dictionary(
      uniqueKeysWithValues: data.all.enumerated().map { ($0.element.name, $0.offset / 4) })
    for number in 1...5 {
      let split = try data.split(
        validation: 0.1, seed: 3, fold: Fold(number, of: 5), copies: CopyGroups(families: families))
      #expect(data.counts(of: split.validation) == [4, 8] && split.notes.isEmpty)
    }
  }

  @Test func aGroupThatIsTooLargeForAFoldIsSaid() throws {
    let folder = try Folder()
    defer { withExtendedLifetime(folder) {} }
    var rows = "path,label,group\n"
    for index in 0..<40 {
      try folder.image("\(index).png", gray: index)
      rows += "\(index).png,\(index < 20 ? "a" : "b"),\(index < 18 ? "one" : "")\n"
    }
    try folder.write(rows, to: "data.csv")
    let split = try LabeledData(path: folder.file("data.csv")).split(
      validation: 0, seed: 3, fold: Fold(2, of: 2))
    #expect(split.notes.count == 1)
    #expect(split.notes.first?.hasPrefix("fold ") == true)
    #expect(
      split.notes.first?.contains(
        "images of 'a' instead of 10 (and 1 more such), because images of one group")
        == true)
  }
}
