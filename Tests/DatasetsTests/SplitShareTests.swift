import Testing

@testable import FoveaDatasets

@Suite struct SplitShareTests {
  private func data(_ counts: [String: Int], group: (String, Int) -> String? = { _, _ in nil }) throws
    -> LabeledData
  {
    let folder = try Folder()
    for (name, count) in counts {
      for index in 0..<count {
        try folder.image("\(name)/\(index).png", gray: index * 31 + name.count * 7919)
      }
    }
    var data = try LabeledData(path: folder.path)
    data.unassigned = data.unassigned.enumerated().map { index, sample in
      Sample(
        name: sample.name, source: sample.source, label: sample.label,
        group: group(data.classes[sample.label], index))
    }
    return data
  }

  @Test func nearDuplicatesDoNotEmptyAClass() throws {
    let data = try data(["normal": 60, "ill": 100])
    // All of a class one picture, as a finder that is fooled by look-alikes would say.
    let families = Dictionary(
      uniqueKeysWithValues: data.all.filter { data.classes[$0.label] == "normal" }.map { ($0.name, 1) })
    let split = try data.split(
      validation: 0.2, test: 0.25, seed: 7, copies: CopyGroups(families: families))
    #expect(data.counts(of: split.test) == [25, 15])
    #expect(data.counts(of: split.validation) == [15, 9])
    #expect(
      split.notes == [
        "near-duplicates do not stay in one part, because with them the test part would have 0 of 60 images of 'normal' instead of 15 (and 1 more such); scores may be a little too good"
      ])
  }

  @Test func groupsThatMissAShareAreSaid() throws {
    let data = try data(["a": 40, "b": 40]) { name, index in name == "a" ? "one" : "\(index)" }
    let split = try data.split(validation: 0.25, seed: 7)
    #expect(data.counts(of: split.validation) == [0, 10])
    #expect(
      split.notes == [
        "the val part has 0 of 40 images of 'a' instead of 10, because images of one group and equal files stay in one part"
      ])
  }

  @Test func sharesWithinAFewPercentAreNotSaid() throws {
    let data = try data(["a": 41, "b": 5])
    // Two of each picture of `a`: the share is kept to one image.
    let families = Dictionary(
      uniqueKeysWithValues: data.all.enumerated().map { ($0.element.name, $0.offset / 2) }.filter {
        $0.1 < 20
      })
    let split = try data.split(validation: 0.25, seed: 7, copies: CopyGroups(families: families))
    #expect(split.notes.isEmpty)
  }
}
