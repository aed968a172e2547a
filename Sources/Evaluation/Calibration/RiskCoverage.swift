/// What a model gets wrong if it answers only where it is sure enough.
///
/// Coverage is the share of samples that it answers, risk the share of those that it gets wrong. A sample is answered
/// where the probability of its predicted class is at least the threshold. Source: El-Yaniv, Wiener, *On the
/// Foundations of Noise-free Selective Classification*, 2010, JMLR 11.
public struct RiskCoverage: Hashable, Sendable, Codable {
  /// What one threshold gives.
  public struct Point: Hashable, Sendable, Codable {
    /// The least confidence that is answered.
    public let confidence: Float
    /// Samples that are answered.
    public let answered: Int
    /// Those of them that are wrong.
    public let wrong: Int

    /// Share of the answered that are wrong.
    public var risk: Double { Double(wrong) / Double(answered) }
  }

  /// From the surest samples to all of them; one for each distinct confidence, unless thinned.
  public let points: [Point]
  /// Held-out samples that it was made from.
  public let samples: Int

  package init(_ outcomes: [SampleOutcome]) {
    let sorted = outcomes.sorted { $0.confidence > $1.confidence }
    var points: [Point] = []
    var wrong = 0
    for (index, outcome) in sorted.enumerated() {
      if !outcome.isCorrect { wrong += 1 }
      guard index + 1 == sorted.count || sorted[index + 1].confidence < outcome.confidence else { continue }
      points.append(Point(confidence: outcome.confidence, answered: index + 1, wrong: wrong))
    }
    self.points = points
    samples = outcomes.count
  }

  private init(points: [Point], samples: Int) {
    self.points = points
    self.samples = samples
  }

  /// The area under the curve of risk over coverage, the mean risk over all coverages; lower is better.
  ///
  /// Samples of equal confidence are answered together.
  public var area: Double {
    var (sum, answered) = (0.0, 0)
    for point in points {
      sum += point.risk * Double(point.answered - answered)
      answered = point.answered
    }
    return sum / Double(samples)
  }

  /// Coverage (x) against risk (y).
  package var curve: Curve {
    Curve(points: points.map { Curve.Point(x: Double($0.answered) / Double(samples), y: $0.risk) })
  }

  /// The same curve with at most `limit` points, evenly spaced by rank, the last one kept.
  package func thinned(to limit: Int) -> RiskCoverage {
    guard points.count > limit else { return self }
    let kept = (1...limit).map { points[$0 * points.count / limit - 1] }
    return RiskCoverage(points: kept, samples: samples)
  }

  /// The point of the most coverage at which the risk of new samples is expected to be at most `risk`; nil if none.
  ///
  /// Expected is (wrong + 1) / (answered + 1), one mistake more than was seen, as conformal risk control does
  /// (Angelopoulos et al., 2022, arXiv:2208.02814). It holds on average over new samples. Where the model reaches the
  /// risk on a few percent of the samples only, the choice is made by luck and the risk may be exceeded.
  public func widest(risk: Double) -> Point? {
    points.last { RiskCoverage.expectedRisk($0) <= risk }
  }

  /// The lowest risk that `widest` could be asked for.
  public var lowestRisk: Double { points.reduce(1) { min($0, RiskCoverage.expectedRisk($1)) } }

  private static func expectedRisk(_ point: Point) -> Double {
    (Double(point.wrong) + 1) / (Double(point.answered) + 1)
  }
}
