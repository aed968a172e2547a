import Testing

@testable import FoveaRuns

@Suite("The time of a ladder")
struct LadderTimeTests {
  @Test("enough for all is what each wants")
  func enough() {
    #expect(LadderTime.shares(of: 100, wanted: [2, 10, 30]) == [2, 10, 30])
    #expect(LadderTime.shares(of: 50, wanted: [2, 10, 30]) == [2, 10, 30])
  }

  @Test("too little is divided by the root of what is wanted, and nothing is left over")
  func tooLittle() {
    let shares = LadderTime.shares(of: 300, wanted: [4, 25, 144, 2500])
    // 300 / (2 + 5 + 12 + 50) is 4.35: the first wants less than its part, the others share the rest 5 : 12 : 50.
    #expect(shares[0] == 4 && abs(shares[1] - 296.0 * 5 / 67) < 1e-9)
    #expect(abs(shares.reduce(0, +) - 300) < 1e-9)
    #expect(abs(shares[3] / shares[2] - 50.0 / 12) < 1e-9)
    #expect(zip(shares, [4, 25, 144, 2500]).allSatisfy { $0 <= $1 })
    // A costly one has more than an equal part.
    #expect(shares[3] > 300 / 4 && shares == shares.sorted())
  }

  @Test("what cannot be shortened is kept its time, unless that is most of all")
  func reserved() {
    #expect(LadderTime.reserve(40, of: 100) == 40 && LadderTime.reserve(50, of: 100) == 50)
    #expect(LadderTime.reserve(51, of: 100) == 0 && LadderTime.reserve(nil, of: 100) == 0)
    #expect(LadderTime.reserve(1, of: -3) == 0)
  }

  @Test("no time is a second each", arguments: [0, -5])
  func none(seconds: Double) {
    #expect(LadderTime.shares(of: seconds, wanted: [4, 25]) == [1, 1])
    #expect(LadderTime.shares(of: seconds, wanted: [0]) == [1])
  }
}
