import Foundation

/// Student's t distribution: the mean of normal differences in units of its own standard error.
///
/// Source: Student, *The probable error of a mean*, 1908, doi:10.1093/biomet/6.1.1.
enum StudentDistribution {
  /// The chance of a value at least as far from 0 as `t`, on either side.
  ///
  /// I_x(ν/2, ½) with x = ν / (ν + t²), the regularised incomplete beta function.
  static func twoSided(_ t: Double, degrees: Double) -> Double {
    let square = t * t
    guard square.isFinite else { return 0 }
    // Of the two ends the nearer one is handed on exactly, as 1 − x would lose its digits.
    return incompleteBeta(
      degrees / (degrees + square), complement: square / (degrees + square), degrees / 2, 0.5)
  }

  /// The value that is exceeded on either side with a chance of `tail` together.
  static func quantile(tail: Double, degrees: Double) -> Double {
    var (low, high) = (0.0, 1.0)
    while twoSided(high, degrees: degrees) > tail { high *= 2 }
    for _ in 0..<80 {
      let middle = (low + high) / 2
      if twoSided(middle, degrees: degrees) > tail { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  /// I_x(a, b) by the continued fraction of DLMF 8.17.22, which converges fast for x < (a + 1) / (a + b + 2).
  private static func incompleteBeta(_ x: Double, complement: Double, _ a: Double, _ b: Double) -> Double {
    guard x > 0 else { return 0 }
    guard complement > 0 else { return 1 }
    if x > (a + 1) / (a + b + 2) { return 1 - incompleteBeta(complement, complement: x, b, a) }
    let front = exp(
      a * log(x) + b * log(complement) + lgamma(a + b) - lgamma(a) - lgamma(b) - log(a))
    // Lentz's method, modified by Thompson and Barnett: no denominator becomes 0.
    let tiny = 1e-300
    var (value, c, d) = (1.0, 1.0, 0.0)
    func advance(_ numerator: Double) -> Double {
      d = 1 / nonzero(1 + numerator * d)
      c = nonzero(1 + numerator / c)
      let change = c * d
      value *= change
      return change
    }
    func nonzero(_ number: Double) -> Double { abs(number) < tiny ? tiny : number }
    for step in 0..<10_000 {
      let m = Double(step)
      if step > 0 { _ = advance(m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))) }
      let change = advance(-(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)))
      if abs(change - 1) < 1e-15 { break }
    }
    return min(1, front / value)
  }
}
