/// Models on the same samples: each with its scores, and each later one against the first.
public struct ModelComparison: Sendable {
  /// A model and what it costs.
  public struct Entry: Sendable {
    /// The model as it was named.
    public let name: String
    /// Number of learned values.
    public let parameters: Int
    /// Bytes of its file.
    public let fileSize: Int
    /// Images a second through the network, decoding left out.
    public let imagesPerSecond: Double
    /// Its scores.
    public let result: EvaluationResult

    package init(
      name: String, parameters: Int, fileSize: Int, imagesPerSecond: Double, result: EvaluationResult
    ) {
      self.name = name
      self.parameters = parameters
      self.fileSize = fileSize
      self.imagesPerSecond = imagesPerSecond
      self.result = result
    }
  }

  /// A model against the first one.
  public struct Contrast: Sendable {
    /// Position of the model among the entries.
    public let entry: Int
    /// The two models, sample by sample.
    public let paired: PairedComparison
    /// The p-value of McNemar's test, adjusted by Holm's method for the number of models.
    public let adjustedPValue: Double
    /// The samples that only one of them gets right.
    public let flips: [Flip]
    /// Every measure by which they are compared, in the order of `ComparisonMeasure`.
    ///
    /// Accuracy at 0.5 is among them where one of all models has another threshold.
    public let tests: [MeasureTest]
    /// Whether the models decide by other thresholds, so that their right answers compare these and not the models.
    public let thresholdsDiffer: Bool

    /// The test of a measure; nil where they are not compared by it.
    public subscript(measure: ComparisonMeasure) -> MeasureTest? { tests.first { $0.measure == measure } }

    /// Whether chance alone would make such a difference of right answers, each model at its own threshold, in fewer
    /// than 5 % of cases.
    public var isSignificant: Bool { adjustedPValue < 0.05 }
  }

  /// Scores of a model on the samples of the comparison, beside those of its result.
  public struct Scores: Hashable, Sendable {
    /// Accuracy with its interval at a threshold of 0.5, whatever the threshold of the model.
    public let accuracyAtHalf: TwoClassScores.Share
    /// Area under the ROC curve of the second of two classes, or the mean over classes of each against the rest; nil
    /// where every sample is of one class.
    public let rocAUC: Double?
    /// Mean squared error of the probabilities, halved where every model has two classes.
    public let brier: Double
  }

  /// A sample that one of two models gets right and the other wrong.
  public struct Flip: Hashable, Sendable, Codable {
    /// The sample, as reports name it.
    public let path: String
    /// Its true class.
    public let label: String
    /// What the first model says.
    public let first: String
    /// What the other model says.
    public let second: String
    /// Whether the other model is the right one.
    public let isGain: Bool

    private enum CodingKeys: String, CodingKey {
      case path, label, first, second
      case isGain = "gain"
    }
  }

  /// The part of the data that was scored.
  public let split: String
  /// Classes that all models and the data have.
  public let classes: [String]
  /// How many samples were scored.
  public let samples: Int
  /// What a reader should know first.
  public let notes: [String]
  /// The models, in the order in which they were named.
  public let entries: [Entry]
  /// More scores of the models, in their order.
  public let scores: [Scores]
  /// Each model but the first against the first.
  public let contrasts: [Contrast]
}

extension ModelComparison {
  /// Compares what models say of the same samples.
  ///
  /// - Parameters:
  ///   - classes: of the samples, each of which has one at least.
  ///   - names: of the samples.
  ///   - labels: of the samples, as indices of `classes`.
  ///   - predictions: of each entry, for these samples in this order, with its own list of classes.
  ///   - thresholds: of the second class in these predictions; nil takes those of the results.
  package init(
    split: String, classes: [String], names: [String], labels: [Int], notes: [String], entries: [Entry],
    predictions: [Predictions], thresholds: [Double?]? = nil
  ) {
    precondition(
      entries.count >= 2 && predictions.count == entries.count && names.count == labels.count
        && predictions.allSatisfy { $0.sampleCount == labels.count },
      "\(entries.count) models with \(predictions.count) predictions, \(names.count) names for \(labels.count) labels"
    )
    let isPair = predictions.allSatisfy { $0.classCount == 2 }
    let thresholds = thresholds ?? entries.map(\.result.threshold)
    let candidates = zip(predictions, thresholds).map { predictions, threshold in
      Candidate(predictions, threshold: threshold, classes: classes, labels: labels, isPair: isPair)
    }
    let decidesByThreshold = candidates.contains { $0.ownRule != nil }
    let paired = candidates.dropFirst().map { second in
      PairedComparison(
        labels: labels, classes: classes, first: candidates[0].answers, second: second.answers)
    }
    let tests = MeasureTest.adjusted(
      zip(candidates.dropFirst(), paired).map { second, paired in
        candidates[0].tests(
          against: second, paired, labels: labels, classes: classes, atHalf: decidesByThreshold)
      })
    let adjusted = Holm.adjusted(paired.map(\.mcNemar.pValue))
    self.split = split
    self.classes = classes
    samples = labels.count
    self.notes = notes
    self.entries = entries
    scores = candidates.map(\.scores)
    contrasts = paired.enumerated().map { position, paired in
      let gains = Set(paired.gained)
      let flips = (paired.gained + paired.lost).sorted().map { sample in
        Flip(
          path: names[sample], label: classes[labels[sample]], first: candidates[0].names[sample],
          second: candidates[position + 1].names[sample], isGain: gains.contains(sample))
      }
      return Contrast(
        entry: position + 1, paired: paired, adjustedPValue: adjusted[position], flips: flips,
        tests: tests[position], thresholdsDiffer: candidates[position + 1].ownRule != candidates[0].ownRule)
    }
  }
}
