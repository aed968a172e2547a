import Foundation

/// The order in which people expect names: numbers by value, the rest by Unicode.
///
/// `2 < 10`, `img9 < img10`, `é` as one letter however it is composed. It depends on no locale, so classes have one
/// order on every machine. Names that only differ in leading zeros or composition fall back to their bytes.
public enum NaturalOrder {
  /// Whether `left` comes before `right`.
  public static func areInIncreasingOrder(_ left: String, _ right: String) -> Bool {
    // Names in ASCII, nearly all, are compared byte by byte: composing letters costs a hundred times as much.
    let ascii = left.utf8.withContiguousStorageIfAvailable { left in
      right.utf8.withContiguousStorageIfAvailable { right in
        left.allSatisfy { $0 < 0x80 } && right.allSatisfy { $0 < 0x80 } ? compare(left, right) : nil
      } ?? nil
    }
    switch (ascii ?? nil) ?? compare(composed(left), composed(right)) {
    case ..<0: return true
    case 1...: return false
    default: return left.utf8.lexicographicallyPrecedes(right.utf8)
    }
  }

  private static func composed(_ name: String) -> [UInt32] {
    name.precomposedStringWithCanonicalMapping.unicodeScalars.map(\.value)
  }

  private static func compare<Letters: RandomAccessCollection>(
    _ left: Letters, _ right: Letters
  ) -> Int where Letters.Index == Int, Letters.Element: FixedWidthInteger {
    func isDigit(_ letter: Letters.Element) -> Bool { letter >= 0x30 && letter <= 0x39 }
    /// The digits from `index` on without leading zeros; `index` moves behind them.
    func number(_ letters: Letters, _ index: inout Int) -> Letters.SubSequence {
      var end = index
      while end < letters.count, isDigit(letters[end]) { end += 1 }
      while index < end, letters[index] == 0x30 { index += 1 }
      defer { index = end }
      return letters[index..<end]
    }
    var (i, j) = (0, 0)
    while i < left.count, j < right.count {
      if isDigit(left[i]), isDigit(right[j]) {
        let (a, b) = (number(left, &i), number(right, &j))
        // Without leading zeros the longer number is the larger one, whatever its size.
        if a.count != b.count { return a.count < b.count ? -1 : 1 }
        for (x, y) in zip(a, b) where x != y { return x < y ? -1 : 1 }
      } else {
        if left[i] != right[j] { return left[i] < right[j] ? -1 : 1 }
        i += 1
        j += 1
      }
    }
    return (left.count - i) - (right.count - j)
  }
}
