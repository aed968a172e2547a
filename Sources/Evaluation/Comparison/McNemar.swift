import Foundation

/// McNemar's exact test of two classifiers on the same samples.
///
/// Only samples that one of them gets right and the other wrong tell them apart. If they were equally good, each of
/// these would be a fair coin: the p-value is the two-sided one of the binomial distribution with p = ½. Source:
/// McNemar, *Note on the sampling error of the difference between correlated proportions*, 1947,
/// doi:10.1007/BF02295996.
public struct McNemarTest: Hashable, Sendable, Codable {
  /// Samples that only the first gets right.
  public let onlyFirst: Int
  /// Samples that only the second gets right.
  public let onlySecond: Int
  /// The two-sided p-value.
  public let pValue: Double

  package init(onlyFirst: Int, onlySecond: Int) {
    self.onlyFirst = onlyFirst
    self.onlySecond = onlySecond
    let (smaller, count) = (min(onlyFirst, onlySecond), onlyFirst + onlySecond)
    // By logarithms, as the coefficients of a few thousand coins overflow.
    let scale = lgamma(Double(count) + 1) - Double(count) * log(2)
    var tail = 0.0
    for successes in 0...smaller {
      tail += exp(scale - lgamma(Double(successes) + 1) - lgamma(Double(count - successes) + 1))
    }
    // The middle of an even number belongs to both tails.
    pValue = onlyFirst == onlySecond ? 1 : min(1, 2 * tail)
  }

  private enum CodingKeys: String, CodingKey {
    case onlyFirst = "only_first"
    case onlySecond = "only_second"
    case pValue = "p_value"
  }
}
