/// How the threshold of two classes is chosen from predictions whose truth is known.
///
/// The candidates lie in the middle between two neighbouring scores, below the lowest and above the highest, so that
/// a sample of other data does not sit on one. Among equally good ones the nearest to 0.5 is taken.
public enum ThresholdRule: Hashable, Sendable, Codable {
  /// This one, whatever the predictions.
  case fixed(Double)
  /// The highest F1 of the positive class.
  case f1
  /// The highest sensitivity + specificity − 1 (Youden, *Index for rating diagnostic tests*, 1950,
  /// doi:10.1002/1097-0142(1950)3:1<32::AID-CNCR2820030106>3.0.CO;2-3).
  case youden
  /// The lowest cost of all mistakes, each kind at its price.
  case costs(falsePositive: Double, falseNegative: Double)
  /// The highest specificity with at least this recall of the positive class.
  case recall(Double)
}

/// A threshold with what it gives on the predictions that it was chosen from.
public struct ThresholdChoice: Hashable, Sendable {
  /// The probability of the positive class above which it is predicted.
  public let threshold: Double
  /// Samples of the positive class above it.
  public let truePositives: Int
  /// Samples of the other class above it.
  public let falsePositives: Int
  /// Samples of the positive class.
  public let positives: Int
  /// Samples of the other class.
  public let negatives: Int

  var falseNegatives: Int { positives - truePositives }
  var f1: Double {
    let whole = positives + truePositives + falsePositives
    return whole == 0 ? 0 : 2 * Double(truePositives) / Double(whole)
  }
  var youden: Double {
    Double(truePositives) / Double(positives) - Double(falsePositives) / Double(negatives)
  }
}

extension ThresholdRule {
  /// Chooses the threshold for `predictions` of two classes.
  ///
  /// - Throws: `EvaluationError` where there are not two classes, one of them has no sample, or the rule asks for
  ///   what is no share or no cost.
  public func choice(for predictions: Predictions) throws(EvaluationError) -> ThresholdChoice {
    try validate()
    guard predictions.classCount == 2 else { throw .thresholdRuleNeedsTwoClasses(predictions.classCount) }
    let candidates = ThresholdRule.candidates(predictions)
    let positives = candidates.positives
    if case .fixed(let threshold) = self { return choice(threshold, candidates.counts(above: threshold)) }
    guard positives > 0, candidates.negatives > 0 else {
      throw .thresholdNeedsBothClasses(predictions.classes[positives > 0 ? 0 : 1])
    }
    func choice(_ threshold: Double, _ counts: (truePositives: Int, falsePositives: Int)) -> ThresholdChoice {
      ThresholdChoice(
        threshold: threshold, truePositives: counts.truePositives, falsePositives: counts.falsePositives,
        positives: positives, negatives: candidates.negatives)
    }
    var best: (choice: ThresholdChoice, merit: Double)?
    for candidate in candidates.all {
      let choice = choice(candidate.threshold, (candidate.truePositives, candidate.falsePositives))
      guard let merit = merit(choice) else { continue }
      if let known = best {
        let isNearer = abs(choice.threshold - 0.5) < abs(known.choice.threshold - 0.5)
        guard merit > known.merit || (merit == known.merit && isNearer) else { continue }
      }
      best = (choice, merit)
    }
    // A recall of at most 1 is reached by the lowest candidate, which accepts every score above 0.
    guard let best else { throw .recallOutOfReach(requiredRecall ?? 1) }
    return best.choice
  }

  /// Throws where the rule asks for what is no share or no cost.
  public func validate() throws(EvaluationError) {
    switch self {
    case .fixed(let threshold): guard threshold >= 0, threshold <= 1 else { throw .threshold(threshold) }
    case .f1, .youden: break
    case .costs(let positive, let negative):
      guard positive >= 0, negative >= 0, positive + negative > 0, (positive + negative).isFinite else {
        throw .costs(falsePositive: positive, falseNegative: negative)
      }
    case .recall(let recall): guard recall > 0, recall <= 1 else { throw .requiredRecall(recall) }
    }
  }

  private var requiredRecall: Double? {
    if case .recall(let recall) = self { recall } else { nil }
  }

  /// The larger the better; nil for a choice that is not allowed.
  private func merit(_ choice: ThresholdChoice) -> Double? {
    switch self {
    case .fixed: return 0
    case .f1: return choice.f1
    case .youden: return choice.youden
    case .costs(let positive, let negative):
      return -(Double(choice.falsePositives) * positive + Double(choice.falseNegatives) * negative)
    case .recall(let recall):
      let reached = Double(choice.truePositives) >= recall * Double(choice.positives) - 1e-9
      return reached ? -Double(choice.falsePositives) : nil
    }
  }

  /// Every threshold that divides the samples in another way.
  private struct Candidates {
    struct Candidate {
      let threshold: Double
      let truePositives: Int
      let falsePositives: Int
    }

    /// Scores of the positive class with the labels, highest first.
    let samples: [(score: Float, isPositive: Bool)]
    let positives: Int
    let negatives: Int
    let all: [Candidate]

    func counts(above threshold: Double) -> (truePositives: Int, falsePositives: Int) {
      let accepted = samples.filter { Double($0.score) > threshold }
      let right = accepted.count { $0.isPositive }
      return (right, accepted.count - right)
    }
  }

  private static func candidates(_ predictions: Predictions) -> Candidates {
    var samples: [(score: Float, isPositive: Bool)] = []
    samples.reserveCapacity(predictions.sampleCount)
    predictions.forEachSample { _, label, probabilities in samples.append((probabilities[1], label == 1)) }
    samples.sort { $0.score > $1.score }
    var all = [Candidates.Candidate(threshold: 1, truePositives: 0, falsePositives: 0)]
    var (right, wrong) = (0, 0)
    for (index, sample) in samples.enumerated() {
      if sample.isPositive { right += 1 } else { wrong += 1 }
      let next = index + 1 < samples.count ? samples[index + 1].score : 0
      guard next < sample.score else { continue }
      // Both are floats, so their mean as doubles is exact and between them.
      all.append(
        Candidates.Candidate(
          threshold: (Double(sample.score) + Double(next)) / 2, truePositives: right, falsePositives: wrong))
    }
    return Candidates(samples: samples, positives: right, negatives: wrong, all: all)
  }
}
