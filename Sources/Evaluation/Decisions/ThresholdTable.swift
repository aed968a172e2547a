/// What thresholds on the probability of the positive class give, by rising threshold.
public struct ThresholdTable: Hashable, Sendable, Codable {
  /// Name of the positive class.
  public let positive: String
  /// The thresholds 0.05, 0.10, … 0.95, the one in use, and those that rules would choose from the same samples.
  ///
  /// What a rule gives on the samples that it chose from is somewhat too good.
  public let points: [OperatingPoint]

  /// The thresholds that are always in it.
  private static let steps = (1...19).map { Double($0 * 5) / 100 }

  /// The points that rules choose.
  private static let rules: [(OperatingPoint.Mark, ThresholdRule)] = [
    (.f1, .f1), (.youden, .youden), (.sensitivity90, .recall(0.9)), (.sensitivity95, .recall(0.95)),
    (.sensitivity99, .recall(0.99)), (.specificity90, .specificity(0.9)),
    (.specificity95, .specificity(0.95)), (.specificity99, .specificity(0.99)),
  ]

  /// The table of `predictions` of two classes; nil of any other number.
  ///
  /// - Parameters:
  ///   - inUse: what the model decides by, with what it gives; nil where each of several models has its own.
  ///   - prevalence: another share of the positive class, which points are restated for.
  init?(_ predictions: Predictions, inUse: OperatingPoint?, prevalence: Double?) {
    guard predictions.classCount == 2 else { return nil }
    let candidates = ThresholdCandidates(predictions)
    func point(_ threshold: Double, _ marks: [OperatingPoint.Mark]) -> OperatingPoint {
      let counts = candidates.counts(above: threshold)
      return OperatingPoint(
        threshold: threshold, marks: marks, truePositives: counts.truePositives,
        falsePositives: counts.falsePositives, positives: candidates.positives,
        negatives: candidates.negatives, prevalence: prevalence, classes: predictions.classes)
    }
    var points = [inUse].compactMap { $0 }
    func add(_ threshold: Double, _ marks: [OperatingPoint.Mark] = []) {
      // The threshold in use may be one less the stored one, and off by the last digit.
      if let known = points.firstIndex(where: { abs($0.threshold - threshold) < 1e-12 }) {
        points[known].marks += marks
      } else {
        points.append(point(threshold, marks))
      }
    }
    for step in ThresholdTable.steps { add(step, step == 0.5 ? [.half] : []) }
    if candidates.positives > 0, candidates.negatives > 0 {
      for (mark, rule) in ThresholdTable.rules {
        // A rule that cannot be kept has no point.
        if let choice = try? rule.choice(for: predictions, prevalence: prevalence) {
          add(choice.threshold, [mark])
        }
      }
    }
    positive = predictions.classes[1]
    self.points = points.sorted { $0.threshold < $1.threshold }
  }

  /// Every threshold that divides the samples in another way, by rising threshold; of very many as many as `limit`, evenly
  /// by rank, with those of `points` among them.
  func all(of predictions: Predictions, limit: Int) -> [OperatingPoint] {
    let candidates = ThresholdCandidates(predictions)
    let prevalence = points.first?.atPrevalence?.prevalence
    let chosen = Set(points.map(\.threshold))
    let count = candidates.all.count
    let kept = min(count, limit)
    let places = (0..<kept).map { kept == count ? $0 : $0 * (count - 1) / max(1, kept - 1) }
    let others = places.map { candidates.all[$0] }.filter { !chosen.contains($0.threshold) }.map {
      OperatingPoint(
        threshold: $0.threshold, truePositives: $0.truePositives, falsePositives: $0.falsePositives,
        positives: candidates.positives, negatives: candidates.negatives, prevalence: prevalence,
        classes: predictions.classes)
    }
    return (points + others).sorted { $0.threshold < $1.threshold }
  }
}

extension EvaluationResult.Analysis {
  /// Every threshold with what it gives; empty unless there are two classes.
  package func operatingPoints(_ table: ThresholdTable?, limit: Int = 2000) -> [OperatingPoint] {
    table?.all(of: predictions, limit: limit) ?? []
  }
}
