public import FoveaDatasets
public import FoveaNetworks

/// Everything that decides how a network is trained, apart from the network and the data.
public struct Recipe: Hashable, Sendable {
  /// Passes over the training samples.
  public var epochs: Int
  public var batchSize: BatchSize
  public var optimizer: Optimizer
  /// The base learning rate, which the schedule scales.
  public var learningRate: Float
  public var schedule: Schedule
  /// Epochs over which the rate rises from near zero to its base.
  public var warmupEpochs: Float
  /// Added to the gradient of weights as λ·w; biases and normalisation are left alone.
  public var weightDecay: Float
  public var loss: Loss
  /// How training pictures are changed, anew in every epoch.
  public var augmentation: Augmentation
  /// What makes an epoch the best one.
  public var selection: Selection
  /// Training stops after this many epochs without a better validation score; nil never does.
  public var patience: Int?
  /// Decides initial weights, order of samples, dropout and noise.
  public var seed: UInt64

  /// The validation score by which epochs are compared.
  public enum Selection: String, Codable, Hashable, Sendable, CaseIterable {
    /// The highest accuracy, the lower loss among equals.
    case accuracy
    /// The lowest loss, which is less noisy than accuracy where the model can hardly overfit.
    case loss
  }

  /// How many samples one step of the optimiser sees.
  public enum BatchSize: Hashable, Sendable {
    case samples(Int)
    /// Full-batch gradient descent: one step an epoch.
    case all

    /// The number of samples of a batch out of `count`.
    public func size(of count: Int) -> Int {
      switch self {
      case .samples(let size): min(size, count)
      case .all: count
      }
    }
  }

  public init(
    epochs: Int = 20, batchSize: BatchSize = .samples(128), optimizer: Optimizer = .adam(),
    learningRate: Float = 1e-3, schedule: Schedule = .cosine, warmupEpochs: Float = 0, weightDecay: Float = 0,
    loss: Loss = .crossEntropy, augmentation: Augmentation = Augmentation(.none),
    selection: Selection = .accuracy, patience: Int? = nil, seed: UInt64 = 0
  ) {
    self.epochs = epochs
    self.batchSize = batchSize
    self.optimizer = optimizer
    self.learningRate = learningRate
    self.schedule = schedule
    self.warmupEpochs = warmupEpochs
    self.weightDecay = weightDecay
    self.loss = loss
    self.augmentation = augmentation
    self.selection = selection
    self.patience = patience
    self.seed = seed
  }

  /// Refuses what no training could follow.
  public func validate() throws(TrainingError) {
    func require(_ condition: Bool, _ field: String, _ expected: String, _ received: String)
      throws(TrainingError)
    {
      guard condition else { throw .recipe(field: field, expected: expected, received: received) }
    }
    try require(epochs >= 1, "epochs", "at least 1", "\(epochs)")
    if case .samples(let size) = batchSize {
      try require(size >= 1, "batch size", "at least 1, or all", "\(size)")
    }
    try require(
      learningRate.isFinite && learningRate > 0, "learning rate", "a positive number", "\(learningRate)")
    try require(
      weightDecay.isFinite && weightDecay >= 0, "weight decay", "a number of 0 or more", "\(weightDecay)")
    try require(
      warmupEpochs.isFinite && warmupEpochs >= 0, "warm-up epochs", "a number of 0 or more", "\(warmupEpochs)"
    )
    if let problem = augmentation.problem {
      try require(false, "augmentation", problem.expected, problem.received)
    }
    if let patience { try require(patience >= 1, "patience", "at least 1", "\(patience)") }
    if case .sgd(let momentum, _) = optimizer {
      try require(momentum >= 0 && momentum < 1, "momentum", "0 ≤ momentum < 1", "\(momentum)")
    }
  }
}
