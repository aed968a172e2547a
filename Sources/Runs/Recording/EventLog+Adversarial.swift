import FoveaTraining

/// The objects of the log of an adversarial training.
extension EventLog {
  struct AdversarialSteps: Encodable {
    let epoch: Int
    /// Without it a time ends training.
    let epochs: Int?
    let step: Int
    let steps: Int
    let generatorLoss: Double
    let discriminatorLoss: Double
    let accuracy: Double
    let imagesPerSecond: Double
    let secondsLeft: Double

    init(_ progress: AdversarialProgress) {
      (epoch, epochs) = (progress.epoch, progress.epochs)
      (step, steps) = (progress.step, progress.steps)
      (generatorLoss, discriminatorLoss) = (progress.generatorLoss, progress.discriminatorLoss)
      accuracy = progress.accuracy
      (imagesPerSecond, secondsLeft) = (progress.imagesPerSecond, progress.secondsLeft)
    }
  }

  /// A row of `history.csv` under the names of its columns, and where the sheet of samples is.
  struct AdversarialScores: Encodable {
    let epoch: AdversarialEpoch
    let samples: String

    private enum CodingKeys: String, CodingKey { case samples }

    func encode(to encoder: any Encoder) throws {
      try epoch.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(samples, forKey: .samples)
    }
  }
}
