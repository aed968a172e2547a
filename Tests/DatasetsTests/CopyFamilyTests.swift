import Testing

@testable import FoveaDatasets

@Suite struct CopyFamilyTests {
  private func pair(_ first: Int, _ second: Int, _ likeness: Float = 0.98) -> NearDuplicates.Pair {
    NearDuplicates.Pair(first: first, second: second, likeness: likeness, isMirrored: false)
  }

  private func families(_ pairs: [NearDuplicates.Pair], _ groups: [String?]) -> [[Int]] {
    CopyFamilies(pairs, groups: groups).families.map(\.members)
  }

  @Test func chainsAreNotFamilies() {
    let chain = (0..<9).map { pair($0, $0 + 1) }
    let found = families(chain, Array(repeating: nil, count: 10))
    // Each picture is a copy of its representative, so of a chain at most three are together.
    #expect(found.allSatisfy { $0.count <= 3 }, "\(found)")
    #expect(found.first == [0, 1, 2])
  }

  @Test func aPictureAndItsCopiesAreOneFamily() {
    let star = [pair(1, 4, 0.99), pair(2, 4, 0.97), pair(4, 5), pair(7, 8)]
    #expect(families(star, Array(repeating: nil, count: 9)) == [[1, 2, 4, 5], [7, 8]])
    #expect(CopyFamilies(star, groups: Array(repeating: nil, count: 9)).families[0].likeness == 0.97)
  }

  @Test func whatTheUserKeepsApartStaysApart() {
    #expect(families([pair(0, 1)], ["a", "b"]).isEmpty)
    #expect(families([pair(0, 1)], ["a", "a"]) == [[0, 1]])
    // Picture 1 has no group, but joins only one of the two that it is a copy of.
    #expect(families([pair(0, 1, 0.99), pair(1, 2, 0.98)], ["a", nil, "b"]) == [[0, 1]])
  }
}
