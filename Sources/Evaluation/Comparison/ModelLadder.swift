/// Models from the simplest to the most expensive on the same samples: what each step up is worth.
///
/// The first rung always answers the most frequent class of the training part. Each rung is compared with the one below
/// it and with the best so far, image by image, by McNemar's exact test. The p-values against the rungs right below are
/// adjusted by Holm's method. Those against the best so far are multiplied by their number (Bonferroni): which rung that is
/// depends on the decisions before, and Holm's method needs all p-values at once.
public struct ModelLadder: Sendable {
  /// A model, what it says, and what it costs.
  public struct Rung: Sendable {
    /// The architecture.
    public let name: String
    /// Number of learned values; 0 where there is no network.
    public let parameters: Int
    /// Bytes of its file.
    public let fileSize: Int
    /// Seconds of training, validation included.
    public let trainingSeconds: Double
    /// Epochs that were trained.
    public let epochs: Int
    /// Images a second through the network, decoding left out; nil where there is no network.
    public let imagesPerSecond: Double?
    /// Share of right samples, 0 to 1.
    public let accuracy: Double
    /// Wilson's 95 % interval of `accuracy`.
    public let interval: ConfidenceInterval
    /// Mean of −ln p of the true class; nil for a rung without probabilities.
    public let logLoss: Double?
    let predicted: [Int]

    /// - Parameters:
    ///   - predicted: the class that it says of each sample.
    ///   - labels: the true classes.
    package init(
      name: String, parameters: Int, fileSize: Int, trainingSeconds: Double, epochs: Int,
      imagesPerSecond: Double?, logLoss: Double?, predicted: [Int], labels: [Int]
    ) {
      precondition(
        predicted.count == labels.count && !labels.isEmpty,
        "\(predicted.count) answers for \(labels.count) samples")
      let right = zip(predicted, labels).count { $0 == $1 }
      self.name = name
      self.parameters = parameters
      self.fileSize = fileSize
      self.trainingSeconds = trainingSeconds
      self.epochs = epochs
      self.imagesPerSecond = imagesPerSecond
      accuracy = Double(right) / Double(labels.count)
      interval = .wilson(successes: right, trials: labels.count)
      self.logLoss = logLoss
      self.predicted = predicted
    }
  }

  /// A rung against another one below it.
  public struct Step: Hashable, Sendable {
    /// Position among the rungs, from 0.
    public let rung: Int
    /// Position of the rung that it is compared with.
    public let below: Int
    /// Accuracy gained, as a share.
    public let difference: Double
    /// The bootstrap 95 % interval of `difference`.
    public let interval: ConfidenceInterval
    /// The p-value of McNemar's exact test.
    public let pValue: Double
    /// `pValue`, adjusted for the number of rungs that are compared: by Holm's method against the rung right below,
    /// multiplied by their number against the best so far.
    public let adjustedPValue: Double

    /// Whether the gain is more than chance makes in 5 % of cases.
    public var isBetter: Bool { difference > 0 && adjustedPValue < 0.05 }
  }

  /// The part of the data that was scored.
  public let split: String
  /// How many samples were scored.
  public let samples: Int
  /// The models, from the simplest to the most expensive.
  public let rungs: [Rung]
  /// Each rung but the first against the one right below it.
  public let steps: [Step]
  /// Each rung but the first against the best of those below it that were worth their cost.
  public let climbs: [Step]
  /// The highest rung that is significantly better than the best below it: the simplest that nothing beats.
  public let worthwhile: Int
  /// What a reader should know first.
  public let notes: [String]

  /// Compares rungs that are in order of their cost, at least one.
  package init(split: String, classes: [String], labels: [Int], rungs: [Rung], notes: [String] = []) {
    precondition(!rungs.isEmpty, "a ladder needs a rung")
    func paired(_ rung: Int, _ below: Int) -> PairedComparison {
      PairedComparison(
        labels: labels, classes: classes, first: rungs[below].predicted, second: rungs[rung].predicted)
    }
    let neighbours = rungs.indices.dropFirst().map { paired($0, $0 - 1) }
    let adjusted = Holm.adjusted(neighbours.map(\.mcNemar.pValue))
    steps = neighbours.indices.map { Step($0 + 1, $0, neighbours[$0], adjusted[$0]) }
    // Which rung is the best so far depends on the decisions before, so each is made with the strictest factor:
    // Holm's smaller ones are for tests that are known before any of them decides.
    var best = 0
    var climbs: [Step] = []
    for rung in rungs.indices.dropFirst() {
      let comparison = paired(rung, best)
      let step = Step(rung, best, comparison, min(1, comparison.mcNemar.pValue * Double(rungs.count - 1)))
      climbs.append(step)
      if step.isBetter { best = rung }
    }
    self.climbs = climbs
    worthwhile = best
    self.split = split
    samples = labels.count
    self.rungs = rungs
    self.notes = notes
  }
}

extension ModelLadder.Step {
  fileprivate init(_ rung: Int, _ below: Int, _ paired: PairedComparison, _ adjusted: Double) {
    self.init(
      rung: rung, below: below, difference: paired.difference, interval: paired.interval,
      pValue: paired.mcNemar.pValue, adjustedPValue: adjusted)
  }
}

extension ModelLadder: Encodable {
  private enum Keys: String, CodingKey {
    case split, samples, notes, rungs, steps, climbs, worthwhile
    case schemaVersion = "schema_version"
  }

  private enum RungKeys: String, CodingKey {
    case name, parameters, epochs, accuracy
    case fileSize = "file_size"
    case trainingSeconds = "training_seconds"
    case imagesPerSecond = "images_per_second"
    case accuracyInterval = "accuracy_interval"
    case logLoss = "log_loss"
  }

  private enum StepKeys: String, CodingKey {
    case rung, below, difference, interval, better
    case pValue = "p_value"
    case adjustedPValue = "adjusted_p_value"
  }

  /// Writes the keys of `ladder.json`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(1, forKey: .schemaVersion)
    try container.encode(split, forKey: .split)
    try container.encode(samples, forKey: .samples)
    try container.encode(notes, forKey: .notes)
    try container.encode(rungs[worthwhile].name, forKey: .worthwhile)
    var list = container.nestedUnkeyedContainer(forKey: .rungs)
    for rung in rungs {
      var item = list.nestedContainer(keyedBy: RungKeys.self)
      try item.encode(rung.name, forKey: .name)
      try item.encode(rung.parameters, forKey: .parameters)
      try item.encode(rung.fileSize, forKey: .fileSize)
      try item.encode(rung.trainingSeconds, forKey: .trainingSeconds)
      try item.encode(rung.epochs, forKey: .epochs)
      try item.encode(rung.imagesPerSecond, forKey: .imagesPerSecond)
      try item.encode(rung.accuracy, forKey: .accuracy)
      try item.encode(rung.interval, forKey: .accuracyInterval)
      try item.encode(rung.logLoss, forKey: .logLoss)
    }
    for (key, steps) in [(Keys.steps, steps), (.climbs, climbs)] {
      var list = container.nestedUnkeyedContainer(forKey: key)
      for step in steps {
        var item = list.nestedContainer(keyedBy: StepKeys.self)
        try item.encode(rungs[step.rung].name, forKey: .rung)
        try item.encode(rungs[step.below].name, forKey: .below)
        try item.encode(step.difference, forKey: .difference)
        try item.encode(step.interval, forKey: .interval)
        try item.encode(step.pValue, forKey: .pValue)
        try item.encode(step.adjustedPValue, forKey: .adjustedPValue)
        try item.encode(step.isBetter, forKey: .better)
      }
    }
  }
}
