import Foundation

/// A difference between two models on the same samples, with its interval and the chance that it is none.
package struct DifferenceTest: Hashable, Sendable {
  /// The score of the second minus that of the first.
  package let difference: Double
  /// The 95 % interval of `difference`; nil where there is no test.
  package let interval: ConfidenceInterval?
  /// The two-sided p-value; nil where there is no test.
  package let pValue: Double?
  /// Why there is no test; nil where there is one.
  package let reason: String?

  private init(
    _ difference: Double, _ interval: ConfidenceInterval?, _ pValue: Double?, reason: String? = nil
  ) {
    self.difference = difference
    self.interval = interval
    self.pValue = pValue
    self.reason = reason
  }

  private static func untested(_ difference: Double, _ reason: String) -> DifferenceTest {
    DifferenceTest(difference, nil, nil, reason: reason)
  }

  /// Nothing differs, which no test has to show.
  private static let same = DifferenceTest(0, ConfidenceInterval(low: 0, high: 0), 1)
}

extension DifferenceTest {
  /// The mean of differences sample by sample, by Student's paired t test.
  ///
  /// t = mean / (s / √n) with n − 1 degrees of freedom, and mean ± t₀.₉₇₅ s / √n. Differences of losses are no normal
  /// ones; of some tens of samples and more their mean is nearly so. Source: Student, *The probable error of a mean*,
  /// 1908, doi:10.1093/biomet/6.1.1; for losses of forecasts Diebold, Mariano, *Comparing Predictive Accuracy*, 1995,
  /// doi:10.1080/07350015.1995.10524599.
  package static func ofMeans(_ first: [Double], _ second: [Double]) -> DifferenceTest {
    precondition(
      !first.isEmpty && first.count == second.count, "\(first.count) values and \(second.count) are no pairs")
    let differences = zip(first, second).map { $1 - $0 }
    let count = Double(differences.count)
    let mean = differences.reduce(0, +) / count
    if differences.allSatisfy({ $0 == 0 }) { return .same }
    guard differences.count >= 2 else { return .untested(mean, "one image is too few") }
    guard differences.contains(where: { $0 != differences[0] }) else {
      return .untested(mean, "the difference is the same for every image")
    }
    let squares = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let error = (squares / (count - 1) / count).squareRoot()
    guard error > 0 else { return .untested(mean, "the difference is the same for every image") }
    let reach = StudentDistribution.quantile(tail: 0.05, degrees: count - 1) * error
    return DifferenceTest(
      mean, ConfidenceInterval(low: mean - reach, high: mean + reach),
      StudentDistribution.twoSided(mean / error, degrees: count - 1))
  }

  /// The areas under two ROC curves of the same samples, by the test of DeLong, DeLong and Clarke-Pearson, *Comparing
  /// the Areas under Two or More Correlated Receiver Operating Characteristic Curves*, 1988, doi:10.2307/2531595.
  ///
  /// For more than two classes it is the plain mean of the areas of each class against the rest. Each area is made of
  /// two-sample U-statistics, so their mean is one over all classes at once, and what a sample adds to it has a
  /// variance within its class: with two classes and one curve that is DeLong's own.
  ///
  /// - Parameters:
  ///   - first: what each sample adds to the area of the first model.
  ///   - second: the same of the second model.
  package static func ofAreas(_ first: RankingShares, _ second: RankingShares) -> DifferenceTest {
    let difference = second.area - first.area
    let steps = zip(first.shares, second.shares).map { $1 - $0 }
    if steps.allSatisfy({ $0 == 0 }) { return .same }
    guard first.leastSupport >= first.neededSupport else {
      return .untested(
        difference,
        "a class has \(Sentence.count(first.leastSupport, "image")), fewer than the \(first.neededSupport) that DeLong's test needs"
      )
    }
    var sums = Array(repeating: (count: 0.0, sum: 0.0), count: first.classCount)
    for (label, step) in zip(first.labels, steps) {
      sums[label].count += 1
      sums[label].sum += step
    }
    var squares = Array(repeating: 0.0, count: first.classCount)
    for (label, step) in zip(first.labels, steps) {
      let offset = step - sums[label].sum / sums[label].count
      squares[label] += offset * offset
    }
    let variance = zip(sums, squares).reduce(0) { $0 + $1.0.count * $1.1 / ($1.0.count - 1) }
    // What is left of rounding is no variance.
    guard variance.squareRoot() > 1e-12 else {
      return abs(difference) < 1e-12
        ? .same : .untested(difference, "the difference is the same for every image")
    }
    let (error, z) = (variance.squareRoot(), 1.959963984540054)
    return DifferenceTest(
      difference,
      ConfidenceInterval(low: max(-1, difference - z * error), high: min(1, difference + z * error)),
      erfc(abs(difference) / error / 2.0.squareRoot()))
  }
}
