/// The first thing that a report says: the scores that judge the rule by which classes are decided, and what they show.
///
/// By the most probable class, or where nobody chose a threshold, that is the accuracy. Where one was chosen it is how many
/// of each class are found and how the classes are ranked. At any other threshold than 0.5 the accuracy at 0.5 is beside it.
public struct Headline: Hashable, Sendable {
  /// A score with its interval.
  public struct Score: Hashable, Sendable {
    /// What it is called, such as `sensitivity`.
    public let name: String
    /// The score from 0 to 1; nil where it is undefined.
    public let value: Double?
    /// Its 95 % interval; nil where that is undefined.
    public let interval: ConfidenceInterval?
    /// Whether it is a share of samples, and shown in percent.
    public let isShare: Bool

    /// `89.32 %` or `0.9134`; `undefined` where it is.
    public var valueText: String {
      guard let value else { return "undefined" }
      return isShare ? TextNumber.percent(value) : TextNumber.decimal(value, 4)
    }

    /// `88.70 to 89.91 %` or `0.9021 to 0.9240`; nil where it is undefined.
    public var intervalText: String? {
      interval.map { isShare ? TextNumber.percent($0) : TextNumber.range($0) }
    }
  }

  /// The scores, the most important first.
  public let scores: [Score]
  /// The threshold that the first of them are at, for which class; nil where it is 0.5 because none was chosen.
  public let threshold: Threshold?
  /// What the scores show, in sentences.
  public let sentences: [String]

  /// A threshold that was chosen.
  public struct Threshold: Hashable, Sendable {
    /// The probability above which `positive` is predicted; the lowest where each of several models has its own.
    public let value: Double
    /// The highest of several models; the same as `value` where there is one.
    public let highest: Double
    /// The class that it is of.
    public let positive: String

    /// `the threshold of 0.2500`, or `the thresholds of the folds (0.2500 to 0.3120)`.
    public var words: String {
      highest == value
        ? "the threshold of \(TextNumber.threshold(value))"
        : "the thresholds of the folds (\(TextNumber.threshold(value)) to \(TextNumber.threshold(highest)))"
    }
  }
}

extension EvaluationResult {
  /// The first thing to say of these scores.
  public var headline: Headline {
    guard let threshold = thresholdInUse, hasChosenThreshold, let twoClass else {
      let found = hasFoundThreshold ? thresholdInUse : nil
      return Headline(
        scores: [Headline.Score("accuracy", accuracy, accuracyInterval)]
          + (found == nil ? [] : [scoreAtHalf].compactMap { $0 }),
        threshold: found, sentences: sentencesByAccuracy)
    }
    let scores = [
      Headline.Score("sensitivity", twoClass.sensitivity?.value, twoClass.sensitivity?.interval),
      Headline.Score("specificity", twoClass.specificity?.value, twoClass.specificity?.interval),
      Headline.Score("ROC AUC", rocAUC, intervals.rocAUC, isShare: false), scoreAtHalf,
    ].compactMap { $0 }
    return Headline(
      scores: scores, threshold: threshold, sentences: sentencesByRanking(threshold))
  }

  /// Nil for a `metrics.json` of an earlier version, which does not have it.
  private var scoreAtHalf: Headline.Score? {
    accuracyAtHalf.map { Headline.Score("accuracy at 0.5", $0.value, $0.interval) }
  }

  /// Whether it is decided at another threshold than 0.5, or at one that somebody chose.
  package var hasOwnThreshold: Bool { hasChosenThreshold || hasFoundThreshold }

  /// Whether held-out images showed another threshold than 0.5 to be more accurate, without being asked for one.
  package var hasFoundThreshold: Bool {
    !hasChosenThreshold && (threshold.map { [$0] } ?? foldThresholds).contains { $0 != 0.5 }
  }

  /// What two classes are decided by, with its words; nil for any other number.
  package var thresholdInUse: Headline.Threshold? {
    guard let twoClass else { return nil }
    let all = threshold.map { [$0] } ?? foldThresholds
    guard let least = all.min(), let most = all.max() else { return nil }
    return Headline.Threshold(value: least, highest: most, positive: twoClass.positive)
  }
}

extension Headline {
  /// The headline for people, on a terminal: a line for the scores, and the sentences.
  public func text(of part: String) -> String {
    let at = threshold.map { " at \($0.words) for '\($0.positive)'" }
    let scores = scores.map { score in
      "\(score.name) \(score.valueText)" + (score.intervalText.map { " (95 % interval \($0))" } ?? "")
    }
    let first = "\(part) part\(at ?? ""): " + scores.joined(separator: ", ")
    return first.printable + "\n" + sentences.map(\.printable).joined(separator: " ")
  }
}

extension Headline.Score {
  init(_ name: String, _ value: Double?, _ interval: ConfidenceInterval?, isShare: Bool = true) {
    self.init(name: name, value: value, interval: interval, isShare: isShare)
  }
}
