import Testing

@testable import FoveaRuns

@Suite("The time of folds")
struct FoldClockTests {
  /// A clock that a test moves.
  private final class Hand {
    var seconds = 100.0
  }

  @Test("folds have equal parts of what is left, reports left out")
  func shares() {
    let hand = Hand()
    var clock = FoldClock(folds: 4, now: { hand.seconds })
    // Reading.
    hand.seconds += 20
    var shares: [Double] = []
    for _ in 0..<4 {
      clock.begin()
      let share = clock.share(of: 4) * 60
      shares.append(share)
      hand.seconds += 3
      #expect(clock.secondsOfFold == 3)
      // The rest of its time, and six seconds of report.
      hand.seconds += share - 3 + 6
      clock.end()
    }
    // All folds and their reports, and one report more: never above the whole by more than that.
    #expect(hand.seconds - 100 <= 240 && hand.seconds - 100 > 225)
    #expect(shares.dropFirst().allSatisfy { abs($0 - shares[1]) < 1e-9 })
    #expect(shares[0] - shares[1] < 10 && shares[0] > shares[1])
  }

  @Test("no time is a second each")
  func none() {
    let hand = Hand()
    var clock = FoldClock(folds: 2, now: { hand.seconds })
    hand.seconds += 500
    clock.begin()
    #expect(clock.share(of: 1) * 60 == 1)
    clock.end()
    clock.begin()
    #expect(clock.share(of: 1) * 60 == 1)
  }
}
