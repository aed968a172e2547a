/// What the folds of a cross-validation scored, and what they say together.
///
/// The spread of the folds is not the uncertainty of their mean: their training parts overlap, so no unbiased estimate
/// of its variance exists (Bengio, Grandvalet, *No Unbiased Estimator of the Variance of K-Fold Cross-Validation*, JMLR
/// 5, 2004). The interval to quote is that of the pooled predictions, in which every sample counts once.
public struct FoldScores: Hashable, Sendable {
  /// The folds, in order.
  public let folds: [Fold]
  /// Accuracy over the samples of all folds, each predicted by the model that did not see it.
  public let pooledAccuracy: Double
  /// Wilson's 95 % interval of `pooledAccuracy`.
  public let pooledInterval: ConfidenceInterval

  /// What one fold scored.
  public struct Fold: Hashable, Sendable, Encodable {
    /// From 1.
    public let number: Int
    /// Samples that were learned from.
    public let trainingSamples: Int
    /// Samples of the other folds that chose the epoch, the temperature and the threshold.
    public let validationSamples: Int
    /// Samples that were held out, and scored.
    public let samples: Int
    /// Share of the held-out samples that are right, 0 to 1.
    public let accuracy: Double
    /// Wilson's 95 % interval of `accuracy`.
    public let interval: ConfidenceInterval
    /// Mean of −ln p of the true class.
    public let logLoss: Double
    /// Seconds of training.
    public let seconds: Double

    package init(
      number: Int, trainingSamples: Int, validationSamples: Int, result: EvaluationResult, seconds: Double
    ) {
      self.number = number
      self.trainingSamples = trainingSamples
      self.validationSamples = validationSamples
      samples = result.samples
      accuracy = result.accuracy
      interval = result.accuracyInterval
      logLoss = result.logLoss
      self.seconds = seconds
    }

    private enum CodingKeys: String, CodingKey {
      case number, samples, accuracy, seconds
      case trainingSamples = "training_samples"
      case validationSamples = "validation_samples"
      case interval = "accuracy_interval"
      case logLoss = "log_loss"
    }
  }

  /// - Parameter right: how many samples of all folds are right.
  package init(_ folds: [Fold], right: Int) {
    precondition(folds.count >= 2, "\(folds.count) folds")
    let samples = folds.reduce(0) { $0 + $1.samples }
    self.folds = folds
    pooledAccuracy = Double(right) / Double(samples)
    pooledInterval = .wilson(successes: right, trials: samples)
  }

  /// The plain mean of the folds' accuracies.
  public var mean: Double { folds.reduce(0) { $0 + $1.accuracy } / Double(folds.count) }

  /// The standard deviation of the folds' accuracies, divided by their number less one.
  public var standardDeviation: Double {
    let mean = mean
    let squares = folds.reduce(0) { $0 + ($1.accuracy - mean) * ($1.accuracy - mean) }
    return (squares / Double(folds.count - 1)).squareRoot()
  }

  /// The folds for people, on a terminal.
  public func textReport() -> String {
    var table = TextTable(heads: ["fold", "held out", "accuracy", "95 % interval", "log loss", "training"])
    for fold in folds {
      table.append([
        "\(fold.number)", "\(fold.samples)", TextNumber.percent(fold.accuracy),
        TextNumber.percent(fold.interval),
        TextNumber.decimal(fold.logLoss, 4), "\(TextNumber.decimal(fold.seconds, 1)) s",
      ])
    }
    return table.text + "\n" + summary + "\n"
  }

  /// What chose the models, in a sentence.
  package var choosing: String {
    let sizes = folds.map(\.validationSamples)
    guard let least = sizes.min(), let most = sizes.max(), most > 0 else {
      return "Nothing chose: the last epoch counts, and probabilities are as the network gives them."
    }
    return
      "Its epoch, temperature and threshold were chosen by \(least == most ? "" : "\(TextNumber.count(least)) to ")\(Sentence.count(most, "image")) of the other folds, which it did not learn from."
  }

  /// One sentence on all folds.
  public var summary: String {
    "mean of \(folds.count) folds \(TextNumber.decimal(mean * 100, 2)) ± \(TextNumber.decimal(standardDeviation * 100, 2)) % (standard deviation of the folds); all images, each by the model that did not see it: \(TextNumber.percent(pooledAccuracy)) (95 % interval \(TextNumber.percent(pooledInterval)))"
  }
}

extension FoldScores: Encodable {
  private enum CodingKeys: String, CodingKey {
    case folds, mean
    case standardDeviation = "standard_deviation"
    case pooledAccuracy = "pooled_accuracy"
    case pooledInterval = "pooled_accuracy_interval"
  }

  /// Writes the keys of `folds.json`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(mean, forKey: .mean)
    try container.encode(standardDeviation, forKey: .standardDeviation)
    try container.encode(pooledAccuracy, forKey: .pooledAccuracy)
    try container.encode(pooledInterval, forKey: .pooledInterval)
    try container.encode(folds, forKey: .folds)
  }
}
