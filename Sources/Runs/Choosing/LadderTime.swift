import Foundation

/// How a span of time is divided among models of very different cost.
enum LadderTime {
  /// What is kept of `seconds` for a model that takes `wanted` or nothing: all that it takes, where that is at most a half.
  static func reserve(_ wanted: Double?, of seconds: Double) -> Double {
    guard let wanted, wanted <= seconds / 2 else { return 0 }
    return wanted
  }

  /// Seconds for each model, in order; a second at least.
  ///
  /// None has more than it wants, and what it leaves goes to the others. Among those that want more than there is, time is
  /// divided by the root of what they want: equal parts would give the costly ones nothing but a start, parts by cost would
  /// take the cheap ones the few seconds that they need.
  ///
  /// - Parameter wanted: what training each by its default recipe would take.
  static func shares(of seconds: Double, wanted: [Double]) -> [Double] {
    var shares = wanted
    var open = Set(wanted.indices)
    var left = seconds
    while !open.isEmpty {
      let weights = open.reduce(0) { $0 + wanted[$1].squareRoot() }
      let part = max(0, left) / max(weights, 1e-9)
      let content = open.filter { wanted[$0] <= part * wanted[$0].squareRoot() }
      if content.isEmpty {
        for index in open { shares[index] = part * wanted[index].squareRoot() }
        break
      }
      for index in content.sorted() { left -= wanted[index] }
      open.subtract(content)
    }
    return shares.map { max(1, $0) }
  }
}
