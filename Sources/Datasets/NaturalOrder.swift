import Foundation

/// The order in which people expect names: numbers by value, the rest by Unicode.
///
/// `2 < 10`, `img9 < img10`, `é` as one letter however it is composed. It depends on no locale, so classes have one
/// order on every machine. Names that only differ in leading zeros or composition fall back to their bytes.
public enum NaturalOrder {
  /// Whether `left` comes before `right`.
  public static func areInIncreasingOrder(_ left: String, _ right: String) -> Bool {
    switch compare(
      Array(left.precomposedStringWithCanonicalMapping.unicodeScalars),
      Array(right.precomposedStringWithCanonicalMapping.unicodeScalars))
    {
    case ..<0: true
    case 1...: false
    default: left.utf8.lexicographicallyPrecedes(right.utf8)
    }
  }

  private static func compare(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
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

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

  /// The digits from `index` on without leading zeros; `index` moves behind them.
  private static func number(_ scalars: [Unicode.Scalar], _ index: inout Int) -> ArraySlice<Unicode.Scalar> {
    var end = index
    while end < scalars.count, isDigit(scalars[end]) { end += 1 }
    while index < end, scalars[index] == "0" { index += 1 }
    defer { index = end }
    return scalars[index..<end]
  }
}
