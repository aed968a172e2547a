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

    /// Whether chance alone would make such a difference in fewer than 5 % of cases.
    public var isSignificant: Bool { adjustedPValue < 0.05 }
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
  /// Each model but the first against the first.
  public let contrasts: [Contrast]
}

extension ModelComparison {
  /// Compares what models say of the same samples.
  ///
  /// - Parameters:
  ///   - names: of the samples.
  ///   - labels: of the samples, as indices of `classes`.
  ///   - answers: for each entry the class that it predicts for each sample, by name.
  package init(
    split: String, classes: [String], names: [String], labels: [Int], notes: [String], entries: [Entry],
    answers: [[String]]
  ) {
    precondition(
      entries.count >= 2 && answers.count == entries.count && names.count == labels.count,
      "\(entries.count) models with the answers of \(answers.count), \(names.count) names for \(labels.count) labels"
    )
    let indices = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
    let numbered = answers.map { $0.map { indices[$0] ?? -1 } }
    let paired = numbered.dropFirst().map { second in
      PairedComparison(labels: labels, classes: classes, first: numbered[0], second: second)
    }
    let adjusted = Holm.adjusted(paired.map(\.mcNemar.pValue))
    self.split = split
    self.classes = classes
    samples = labels.count
    self.notes = notes
    self.entries = entries
    contrasts = paired.enumerated().map { position, paired in
      let gains = Set(paired.gained)
      let flips = (paired.gained + paired.lost).sorted().map { sample in
        Flip(
          path: names[sample], label: classes[labels[sample]], first: answers[0][sample],
          second: answers[position + 1][sample], isGain: gains.contains(sample))
      }
      return Contrast(
        entry: position + 1, paired: paired, adjustedPValue: adjusted[position], flips: flips)
    }
  }

  /// One sentence on whether a model is better than the first, and how sure that is.
  package func verdict(_ contrast: Contrast) -> String {
    let name = entries[contrast.entry].name
    let (gained, lost) = (contrast.paired.gained.count, contrast.paired.lost.count)
    guard contrast.isSignificant else {
      return gained + lost == 0
        ? "\(name) and \(entries[0].name) are right and wrong on the same images."
        : "The difference is not significant: only one of them is right on \(gained + lost) image\(gained + lost == 1 ? "" : "s"), and chance alone often makes a difference as large."
    }
    return gained > lost
      ? "\(name) is better than \(entries[0].name)." : "\(name) is worse than \(entries[0].name)."
  }
}

extension ModelComparison: Encodable {
  private enum Keys: String, CodingKey {
    case split, classes, samples, notes, models, contrasts
    case schemaVersion = "schema_version"
  }

  private enum EntryKeys: String, CodingKey {
    case name, parameters, accuracy, errors
    case fileSize = "file_size"
    case imagesPerSecond = "images_per_second"
    case accuracyInterval = "accuracy_interval"
    case balancedAccuracy = "balanced_accuracy"
    case macroF1 = "macro_f1"
    case logLoss = "log_loss"
    case ece
  }

  private enum ContrastKeys: String, CodingKey {
    case first, second, difference, interval, mcnemar, significant, gained, lost, flips
    case adjustedPValue = "adjusted_p_value"
    case changedMistakes = "changed_mistakes"
    case perClass = "per_class"
  }

  /// Writes the keys of `compare.json`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(1, forKey: .schemaVersion)
    try container.encode(split, forKey: .split)
    try container.encode(classes, forKey: .classes)
    try container.encode(samples, forKey: .samples)
    try container.encode(notes, forKey: .notes)
    var models = container.nestedUnkeyedContainer(forKey: .models)
    for entry in entries {
      var model = models.nestedContainer(keyedBy: EntryKeys.self)
      try model.encode(entry.name, forKey: .name)
      try model.encode(entry.parameters, forKey: .parameters)
      try model.encode(entry.fileSize, forKey: .fileSize)
      try model.encode(entry.imagesPerSecond, forKey: .imagesPerSecond)
      try model.encode(entry.result.accuracy, forKey: .accuracy)
      try model.encode(entry.result.accuracyInterval, forKey: .accuracyInterval)
      try model.encode(entry.result.balancedAccuracy, forKey: .balancedAccuracy)
      try model.encode(entry.result.macro.f1, forKey: .macroF1)
      try model.encode(entry.result.logLoss, forKey: .logLoss)
      try model.encode(entry.result.expectedCalibrationError, forKey: .ece)
      try model.encode(entry.result.errors, forKey: .errors)
    }
    var pairs = container.nestedUnkeyedContainer(forKey: .contrasts)
    for contrast in contrasts {
      var pair = pairs.nestedContainer(keyedBy: ContrastKeys.self)
      try pair.encode(entries[0].name, forKey: .first)
      try pair.encode(entries[contrast.entry].name, forKey: .second)
      try pair.encode(contrast.paired.difference, forKey: .difference)
      try pair.encode(contrast.paired.interval, forKey: .interval)
      try pair.encode(contrast.paired.mcNemar, forKey: .mcnemar)
      try pair.encode(contrast.adjustedPValue, forKey: .adjustedPValue)
      try pair.encode(contrast.isSignificant, forKey: .significant)
      try pair.encode(contrast.paired.gained.count, forKey: .gained)
      try pair.encode(contrast.paired.lost.count, forKey: .lost)
      try pair.encode(contrast.paired.changedMistakes, forKey: .changedMistakes)
      try pair.encode(contrast.paired.perClass, forKey: .perClass)
      try pair.encode(contrast.flips, forKey: .flips)
    }
  }
}
