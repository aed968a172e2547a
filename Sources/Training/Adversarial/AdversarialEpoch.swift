/// What one pass over the pictures gave an adversarial training: a row of its `history.csv`.
public struct AdversarialEpoch: Hashable, Sendable, Codable {
  /// From 1.
  public let number: Int
  /// Steps of each of the two networks since the beginning.
  public let steps: Int
  /// Mean of what the generator minimised.
  public let generatorLoss: Double
  /// Mean of what the discriminator minimised.
  public let discriminatorLoss: Double
  /// Share of real pictures that the discriminator called real, 0 to 1.
  public let realAccuracy: Double
  /// Share of generated pictures that it called generated, 0 to 1.
  public let generatedAccuracy: Double
  /// How much generated pictures differ from each other, divided by how much real ones do: 1 is as varied, 0 all the same.
  ///
  /// The root of the variance of a pixel over pictures, its mean over pixels; within each class where the generator knows
  /// classes.
  public let spread: Double
  /// Duration.
  public let seconds: Double
  /// Real pictures a second.
  public let imagesPerSecond: Double

  private enum CodingKeys: String, CodingKey {
    case number = "epoch"
    case steps, spread, seconds
    case generatorLoss = "generator_loss"
    case discriminatorLoss = "discriminator_loss"
    case realAccuracy = "real_accuracy"
    case generatedAccuracy = "generated_accuracy"
    case imagesPerSecond = "images_per_second"
  }
}

/// Where an epoch of an adversarial training is, after each step.
public struct AdversarialProgress: Hashable, Sendable {
  /// The epoch, from 1.
  public let epoch: Int
  /// How many there will be; nil where a time ends training.
  public let epochs: Int?
  /// Steps done in this epoch.
  public let step: Int
  /// Steps of the whole epoch.
  public let steps: Int
  /// Mean losses of the epoch so far.
  public let generatorLoss: Double
  /// The same of the discriminator.
  public let discriminatorLoss: Double
  /// Share of real and of generated pictures that the discriminator tells right, 0 to 1.
  public let accuracy: Double
  /// Real pictures a second so far.
  public let imagesPerSecond: Double
  /// Share of the whole training that is done, 0 to 1.
  public let runShare: Double
  /// Seconds until training ends at this pace.
  public let secondsLeft: Double
}

/// What went wrong with an adversarial training that goes on, and what to change.
public enum AdversarialAlarm: Hashable, Sendable, CustomStringConvertible {
  /// Generated pictures have become alike; `spread` is as in `AdversarialEpoch`.
  case collapse(spread: Double)
  /// The discriminator has told nearly every picture right for so many epochs: the generator learns nothing from it.
  case discriminatorWins(epochs: Int)

  // So many steps are needed before a small spread means anything: first pictures are gray.
  private static let firstSteps = 1000
  private static let leastSpread = 0.25
  private static let collapsedEpochs = 3
  private static let sureAccuracy = 0.99
  private static let sureEpochs = 5

  /// What the last of `history` gives reason to say, which the one before did not.
  public static func raised(by history: [AdversarialEpoch]) -> AdversarialAlarm? {
    guard let now = state(history) else { return nil }
    switch (now, state(history.dropLast())) {
    case (.collapse, .collapse), (.discriminatorWins, .discriminatorWins): return nil
    case (.collapse, _), (.discriminatorWins, _): return now
    }
  }

  private static func state(_ history: some BidirectionalCollection<AdversarialEpoch>) -> AdversarialAlarm? {
    guard let last = history.last, last.steps >= firstSteps else { return nil }
    let collapsed = history.suffix(collapsedEpochs)
    if collapsed.count == collapsedEpochs, collapsed.allSatisfy({ $0.spread < leastSpread }) {
      return .collapse(spread: last.spread)
    }
    let sure = history.suffix(sureEpochs)
    let isSure = sure.allSatisfy { min($0.realAccuracy, $0.generatedAccuracy) >= sureAccuracy }
    return sure.count == sureEpochs && isSure ? .discriminatorWins(epochs: sureEpochs) : nil
  }

  /// The sentence for people.
  public var description: String {
    switch self {
    case .collapse(let spread):
      let percent = Int((100 * spread).rounded())
      return
        "the generated pictures are nearly all alike (their spread is \(percent) % of that of real ones): the generator has collapsed; train anew with a lower --generator-lr, a larger --batch-size, another --loss or another --seed"
    case .discriminatorWins(let epochs):
      return
        "the discriminator has told nearly every picture right for \(epochs) epochs, so the generator learns nothing from it; train anew with a lower --discriminator-lr, a smaller --width, or more pictures"
    }
  }
}
