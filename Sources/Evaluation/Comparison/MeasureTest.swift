/// What two models are compared by.
public enum ComparisonMeasure: String, Hashable, Sendable, Codable, CaseIterable {
  /// Share of right samples, each model at its own threshold.
  case accuracy
  /// Share of right samples, both models at a threshold of 0.5.
  case accuracyAtHalf = "accuracy_at_half"
  /// Area under the ROC curve; of more than two classes the mean over each against the rest.
  case rocAUC = "roc_auc"
  /// Mean of −ln p of the true class.
  case logLoss = "log_loss"
  /// Mean squared error of the probabilities.
  case brier

  /// Whether less of it is better.
  package var isLoss: Bool {
    switch self {
    case .accuracy, .accuracyAtHalf, .rocAUC: false
    case .logLoss, .brier: true
    }
  }

  /// The test whose p-value it has.
  package var testName: String {
    switch self {
    case .accuracy, .accuracyAtHalf: "McNemar's exact test"
    case .rocAUC: "DeLong's test"
    case .logLoss, .brier: "paired t test"
    }
  }
}

/// A measure of two models on the same samples, and whether they differ in it.
public struct MeasureTest: Hashable, Sendable {
  /// What is compared.
  public let measure: ComparisonMeasure
  /// The score of the first model; nil where it is undefined.
  public let first: Double?
  /// The score of the second model; nil where it is undefined.
  public let second: Double?
  /// The second minus the first.
  public let difference: Double?
  /// The 95 % interval of `difference`; nil where there is no test.
  public let interval: ConfidenceInterval?
  /// The two-sided p-value; nil where there is no test.
  public let pValue: Double?
  /// `pValue`, adjusted by Holm's method for the number of models.
  public private(set) var adjustedPValue: Double?
  /// Why there is no test; nil where there is one.
  public let reason: String?

  /// What a test says of the second model.
  public enum Outcome: String, Hashable, Sendable, Codable {
    /// Better than the first by more than chance makes in 5 % of cases.
    case better
    /// Worse by as much.
    case worse
    /// Chance alone often makes such a difference.
    case undecided
    /// There is no test.
    case untested
  }

  /// What the adjusted p-value says of the second model.
  public var outcome: Outcome {
    guard let adjustedPValue, let difference else { return .untested }
    guard adjustedPValue < 0.05, difference != 0 else { return .undecided }
    return (difference > 0) == measure.isLoss ? .worse : .better
  }

  init(_ measure: ComparisonMeasure, _ first: Double?, _ second: Double?, _ test: DifferenceTest?) {
    self.measure = measure
    self.first = first
    self.second = second
    difference = test?.difference
    interval = test?.interval
    pValue = test?.pValue
    adjustedPValue = test?.pValue
    reason = test == nil ? "every image is of one class" : test?.reason
  }

  /// Right answers of two models, by McNemar's test.
  init(_ measure: ComparisonMeasure, _ paired: PairedComparison, samples: Int) {
    func accuracy(_ right: KeyPath<PairedComparison.ClassChange, Double?>) -> Double {
      let counts = paired.perClass.map { (($0[keyPath: right] ?? 0) * Double($0.support)).rounded() }
      return counts.reduce(0, +) / Double(samples)
    }
    self.measure = measure
    first = accuracy(\.firstRecall)
    second = accuracy(\.secondRecall)
    difference = paired.difference
    interval = paired.interval
    pValue = paired.mcNemar.pValue
    adjustedPValue = pValue
    reason = nil
  }

  /// The same tests with p-values adjusted for the number of models, which each have theirs in the same order.
  static func adjusted(_ tests: [[MeasureTest]]) -> [[MeasureTest]] {
    var tests = tests
    for place in tests.first?.indices ?? 0..<0 {
      let tested = tests.indices.filter { tests[$0][place].pValue != nil }
      let adjusted = Holm.adjusted(tested.compactMap { tests[$0][place].pValue })
      for (model, value) in zip(tested, adjusted) { tests[model][place].adjustedPValue = value }
    }
    return tests
  }
}
