/// Whether answers hang on the pictures at all, by a test whose null hypothesis is that they do not.
///
/// Accuracy cannot tell: a model that finds the rare class is right less often than one that always says the frequent
/// one. Two classes are judged by how they are ranked, which no threshold changes; any other number by how far answers
/// and truth agree beyond chance.
public enum Evidence: Hashable, Sendable {
  /// Better than chance, by interval and test.
  case learned
  /// Chance alone often gives as much.
  case chance
  /// Worse than chance, by interval and test: classes may be swapped.
  case reversed
  /// Every sample is of one class, so there is nothing to tell apart.
  case oneClass
}

/// Where an interval lies to a value.
public enum Standing: Hashable, Sendable {
  /// All of it is above.
  case above
  /// The value is within it, or at one of its ends.
  case around
  /// All of it is below.
  case below

  /// Where `interval` lies to `value`.
  init(of interval: ConfidenceInterval, to value: Double) {
    self = interval.low > value ? .above : interval.high < value ? .below : .around
  }
}

extension EvaluationResult {
  /// Where the interval of the accuracy lies to the accuracy of always saying the most frequent class.
  public var accuracyStanding: Standing { Standing(of: accuracyInterval, to: baselineAccuracy) }

  /// Whether the answers hang on the pictures.
  ///
  /// The bootstrap's interval has to leave out what chance gives, and a test too: of few samples that happen to be
  /// right every draw is right as well, and the interval is a point.
  public var evidence: Evidence {
    guard perClass.count(where: { $0.support > 0 }) > 1 else { return .oneClass }
    let (interval, chance, deviation) =
      classes.count == 2
      ? (intervals.rocAUC, 0.5, rankingDeviation) : (intervals.cohenKappa, 0, agreementDeviation)
    guard let interval, deviation > EvaluationResult.leastDeviation else { return .chance }
    switch Standing(of: interval, to: chance) {
    case .above: return .learned
    case .around: return .chance
    case .below: return .reversed
    }
  }

  /// The 97.5 % point of the normal distribution.
  private static let leastDeviation = 1.959963984540054

  /// How many standard deviations the AUC is from ½.
  ///
  /// The test of Mann and Whitney, *On a Test of Whether one of Two
  /// Random Variables is Stochastically Larger than the Other*, 1947, doi:10.1214/aoms/1177730491, with its correction
  /// for continuity. Ties, which make the deviation smaller, are left out: that errs towards chance.
  private var rankingDeviation: Double {
    guard let rocAUC else { return 0 }
    let (positives, negatives) = (Double(perClass[1].support), Double(perClass[0].support))
    let pairs = positives * negatives
    let deviation = (pairs * (positives + negatives + 1) / 12).squareRoot()
    return max(0, pairs * abs(rocAUC - 0.5) - 0.5) / deviation
  }

  /// How many standard deviations of independent answers Cohen's kappa is from 0.
  ///
  /// The standard deviation is that of no agreement (Fleiss, Cohen,
  /// Everitt, *Large sample standard errors of kappa and weighted kappa*, 1969, doi:10.1037/h0028106), with a
  /// correction for continuity of half a sample.
  private var agreementDeviation: Double {
    let count = Double(samples)
    var (byChance, skew) = (0.0, 0.0)
    for scores in perClass {
      let (truth, answers) = (Double(scores.support) / count, Double(scores.predicted) / count)
      byChance += truth * answers
      skew += truth * answers * (truth + answers)
    }
    let variance = (byChance + byChance * byChance - skew) / count
    guard variance > 0 else { return 0 }
    return max(0, abs(accuracy - byChance) - 0.5 / count) / variance.squareRoot()
  }
}
