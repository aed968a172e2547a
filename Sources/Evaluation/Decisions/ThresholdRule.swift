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
  /// The highest recall with at least this specificity.
  case specificity(Double)
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
  var trueNegatives: Int { negatives - falsePositives }
  var f1: Double { f1(ClassWeights()) }

  /// The F1 of a population in which the classes have other shares.
  fileprivate func f1(_ weights: ClassWeights) -> Double {
    let whole =
      weights.positive * Double(positives + truePositives) + weights.negative * Double(falsePositives)
    return whole == 0 ? 0 : 2 * weights.positive * Double(truePositives) / whole
  }
  var youden: Double {
    Double(truePositives) / Double(positives) - Double(falsePositives) / Double(negatives)
  }
}

/// What a sample of each class counts, so that the classes have the shares of a population.
private struct ClassWeights {
  var positive = 1.0
  var negative = 1.0

  init() {}

  init(prevalence: Double, positives: Int, negatives: Int) {
    let samples = Double(positives + negatives)
    positive = prevalence * samples / Double(positives)
    negative = (1 - prevalence) * samples / Double(negatives)
  }
}

extension ThresholdRule {
  /// Chooses the threshold for `predictions` of two classes.
  ///
  /// - Parameter prevalence: the share of the positive class where the model is used, which costs and F1 depend on; nil is
  ///   that of the predictions.
  /// - Throws: `EvaluationError` where there are not two classes, one of them has no sample, or the rule asks for
  ///   what is no share or no cost.
  public func choice(
    for predictions: Predictions, prevalence: Double? = nil
  ) throws(EvaluationError) -> ThresholdChoice {
    try validate()
    guard predictions.classCount == 2 else { throw .thresholdRuleNeedsTwoClasses(predictions.classCount) }
    if let prevalence, !(prevalence > 0 && prevalence < 1) { throw .prevalence(prevalence) }
    let candidates = ThresholdCandidates(predictions)
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
    let weights =
      prevalence.map {
        ClassWeights(prevalence: $0, positives: positives, negatives: candidates.negatives)
      } ?? ClassWeights()
    var best: (choice: ThresholdChoice, merit: Double)?
    for candidate in candidates.all {
      let choice = choice(candidate.threshold, (candidate.truePositives, candidate.falsePositives))
      guard let merit = merit(choice, weights) else { continue }
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
    case .specificity(let specificity):
      guard specificity > 0, specificity <= 1 else { throw .requiredSpecificity(specificity) }
    }
  }

  private var requiredRecall: Double? {
    if case .recall(let recall) = self { recall } else { nil }
  }

  /// The larger the better; nil for a choice that is not allowed.
  private func merit(_ choice: ThresholdChoice, _ weights: ClassWeights) -> Double? {
    switch self {
    case .fixed: return 0
    case .f1: return choice.f1(weights)
    case .youden: return choice.youden
    case .costs(let positive, let negative):
      return
        -(Double(choice.falsePositives) * weights.negative * positive
        + Double(choice.falseNegatives) * weights.positive * negative)
    case .recall(let recall):
      let reached = Double(choice.truePositives) >= recall * Double(choice.positives) - 1e-9
      return reached ? -Double(choice.falsePositives) : nil
    case .specificity(let specificity):
      let reached = Double(choice.trueNegatives) >= specificity * Double(choice.negatives) - 1e-9
      return reached ? Double(choice.truePositives) : nil
    }
  }
}
