import Foundation

/// Values beyond a bound, where few are; where many are, the bound is not one of this set, and its outliers are taken.
///
/// X-rays are dark, scans are light and small photos are blurry, all of them: a finding for each would hide the few that
/// are odd among their own kind. Outliers lie further from the median than `limit` robust standard deviations (1.4826 times
/// the median absolute deviation; Iglewicz, Hoaglin: *How to Detect and Handle Outliers*, 1993).
struct SetOutliers {
  /// Positions of them, in order.
  let positions: [Int]

  /// The share of a set that may be beyond the bound.
  private static let share = 0.05
  private static let limit = 3.5

  /// Values that are too low.
  init(_ values: [Double], below bound: Double) { self.init(values, bound) }

  /// Values that are too high.
  init(_ values: [Double], above bound: Double) { self.init(values.map { -$0 }, -bound) }

  private init(_ values: [Double], _ bound: Double) {
    let beyond = values.indices.filter { values[$0] < bound }
    // A few pictures are no set that could have a nature of its own.
    guard Double(beyond.count) > max(2, Double(values.count) * SetOutliers.share) else {
      positions = beyond
      return
    }
    let median = SetOutliers.median(values)
    let deviation = 1.4826 * SetOutliers.median(values.map { abs($0 - median) })
    positions = deviation > 0 ? beyond.filter { values[$0] < median - SetOutliers.limit * deviation } : []
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return 0 }
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}
