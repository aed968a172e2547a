/// What one pass over the training samples gave: a row of `history.csv`.
public struct Epoch: Hashable, Sendable, Codable {
  /// From 1.
  public let number: Int
  /// Mean loss over the samples as they were trained on, while the weights moved.
  public let trainingLoss: Double
  /// Share of those samples that were right at that moment, 0 to 1.
  public let trainingAccuracy: Double
  /// Mean loss over the validation part after the epoch; nil where there is none.
  public let validationLoss: Double?
  /// Share of validation samples that were right after the epoch, 0 to 1; nil where there are none.
  public let validationAccuracy: Double?
  /// The same of the weights themselves, where those above are of their moving average; else nil.
  public let currentValidationLoss: Double?
  /// Accuracy of the weights themselves, 0 to 1, where those above are of their moving average; else nil.
  public let currentValidationAccuracy: Double?
  /// The learning rate of the last step.
  public let learningRate: Float
  /// Duration of training and validation.
  public let seconds: Double
  /// Training samples a second, validation left out.
  public let imagesPerSecond: Double
  /// Share of the time for training that was spent on data: decoding, augmentation, copying; 0 to 1.
  public let dataShare: Double
  /// Whether this is the best epoch so far by the recipe's selection, so that its weights are kept.
  public let isBest: Bool
}

/// Where an epoch is, after each step of the optimiser.
public struct BatchProgress: Hashable, Sendable {
  /// The epoch, from 1.
  public let epoch: Int
  /// Epochs of the run; where a time is given instead, those that fit as it looks now.
  public let epochs: Int
  /// Batches done in this epoch, and in all of it.
  public let batch: Int
  /// Batches of the whole epoch.
  public let batches: Int
  /// Mean loss of the epoch so far.
  public let loss: Double
  /// Share of right samples of the epoch so far, 0 to 1.
  public let accuracy: Double
  /// Training samples a second so far.
  public let imagesPerSecond: Double
  /// Seconds until the last epoch ends at this pace.
  public let secondsLeft: Double
  /// How much of the run is done, 0 to 1; where a time is given, how much of that time is used.
  public let runShare: Double
  /// Whether a time ends the run, so that the number of its epochs is not known before.
  public let isTimed: Bool
}
