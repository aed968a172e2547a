/// A curve as its corners, from left to right.
public struct Curve: Hashable, Sendable, Codable {
  /// A corner of a curve.
  public struct Point: Hashable, Sendable, Codable {
    /// To the right: the false positive rate, recall or coverage, 0 to 1.
    public let x: Double
    /// Upwards: the true positive rate, precision or risk, 0 to 1.
    public let y: Double
    /// The probability above which a sample is accepted there; nil where it is not of a threshold.
    public let threshold: Float?

    package init(x: Double, y: Double, threshold: Float? = nil) {
      self.x = x
      self.y = y
      self.threshold = threshold
    }
  }

  /// The corners, from left to right.
  public let points: [Point]

  package init(points: [Point]) { self.points = points }

  /// The same curve with at most `limit` points, two at least.
  ///
  /// Both ends are kept, and between them the points at which the curve has gone another equal part of its whole way,
  /// the largest coordinates being 1: where it climbs or falls they are close, where it is straight they are far apart.
  package func thinned(to limit: Int) -> Curve {
    guard points.count > max(2, limit), let first = points.first, let last = points.last else { return self }
    guard limit > 2 else { return Curve(points: [first, last]) }
    let width = max(points.reduce(0) { max($0, abs($1.x)) }, .leastNonzeroMagnitude)
    let height = max(points.reduce(0) { max($0, abs($1.y)) }, .leastNonzeroMagnitude)
    let ways = zip(points, points.dropFirst()).map { abs($1.x - $0.x) / width + abs($1.y - $0.y) / height }
    // A curve of precision goes up and down many times, so its way may be much longer than the square's two sides.
    let step = ways.reduce(0, +) / Double(limit - 2)
    var kept = [first]
    var gone = 0.0
    for (way, point) in zip(ways, points.dropFirst()) {
      gone += way
      if gone >= step, kept.count < limit - 1 {
        kept.append(point)
        gone = 0
      }
    }
    if kept[kept.count - 1] != last { kept.append(last) }
    return Curve(points: kept)
  }
}

extension ClassRanking {
  /// False positive rate (x) against true positive rate (y), from (0, 0) to (1, 1); nil where there is no AUC.
  package var rocCurve: Curve? {
    guard positives > 0, negatives > 0 else { return nil }
    func point(_ falsePositives: Int, _ truePositives: Int, _ threshold: Float?) -> Curve.Point {
      Curve.Point(
        x: Double(falsePositives) / Double(negatives), y: Double(truePositives) / Double(positives),
        threshold: threshold)
    }
    var points = [point(0, 0, 1)]
    var before = 0
    for step in steps {
      if step.falsePositivesAbove > 0 { points.append(point(step.falsePositivesAbove, before, step.score)) }
      points.append(point(step.falsePositives, step.truePositives, step.leastThreshold))
      before = step.truePositives
    }
    // All are accepted; which threshold that takes is not counted.
    points.append(point(negatives, positives, nil))
    return Curve(points: points)
  }

  /// Recall (x) against precision (y) at each threshold, recall rising; nil without a sample of the class.
  package var precisionRecallCurve: Curve? {
    guard positives > 0 else { return nil }
    return Curve(
      points: steps.map {
        Curve.Point(
          x: Double($0.truePositives) / Double(positives),
          y: Double($0.truePositives) / Double($0.truePositives + $0.falsePositives),
          threshold: $0.leastThreshold)
      })
  }
}

extension ClassRanking.Step {
  /// The highest threshold that accepts the samples with this score; nil where it is 0, which no threshold accepts.
  fileprivate var leastThreshold: Float? { score > 0 ? score.nextDown : nil }
}
