import Testing

@testable import FoveaDatasets

@Suite("Outliers of a set")
struct SetOutliersTests {
  @Test func fewBeyondTheBoundAreOutliers() {
    var values = (0..<100).map { (index: Int) -> Double in Double(100 + index % 9) }
    (values[7], values[50]) = (10, 10)
    #expect(SetOutliers(values, below: 50).positions == [7, 50])
    #expect(SetOutliers(values.map { -$0 }, above: -50).positions == [7, 50])
    // Two of three pictures are no set.
    #expect(SetOutliers([10, 20, 90], below: 50).positions == [0, 1])
  }

  /// A set that is beyond the bound as a whole, with one that is so among its own kind.
  @Test func aSetOfItsOwnNatureRaisesTheBar() {
    var values = (0..<100).map { (index: Int) -> Double in Double(30 + index * 37 % 11) }
    #expect(SetOutliers(values, below: 50).positions == [])
    values[42] = 4
    #expect(SetOutliers(values, below: 50).positions == [42])
    #expect(SetOutliers(Array(repeating: 30.0, count: 40), below: 50).positions == [])
    #expect(SetOutliers([], below: 50).positions == [])
  }
}
