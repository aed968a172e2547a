import FoveaNetworks

extension Recipe: Codable {
  private enum CodingKeys: String, CodingKey {
    case epochs, optimizer, schedule, loss, selection, patience, seed, momentum, beta1, beta2, epsilon
    case batchSize = "batch_size"
    case learningRate = "learning_rate"
    case warmupEpochs = "warmup_epochs"
    case weightDecay = "weight_decay"
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let name = try container.decode(String.self, forKey: .optimizer)
    let optimizer: Optimizer
    switch name {
    case "sgd": optimizer = .sgd(momentum: try container.decode(Float.self, forKey: .momentum))
    case "adam":
      optimizer = .adam(
        beta1: try container.decode(Float.self, forKey: .beta1),
        beta2: try container.decode(Float.self, forKey: .beta2),
        epsilon: try container.decode(Float.self, forKey: .epsilon))
    default:
      throw DecodingError.dataCorruptedError(
        forKey: .optimizer, in: container, debugDescription: "expected sgd or adam, received \(name)")
    }
    self.init(
      epochs: try container.decode(Int.self, forKey: .epochs),
      batchSize: try container.decode(BatchSize.self, forKey: .batchSize),
      optimizer: optimizer,
      learningRate: try container.decode(Float.self, forKey: .learningRate),
      schedule: try container.decode(Schedule.self, forKey: .schedule),
      warmupEpochs: try container.decode(Float.self, forKey: .warmupEpochs),
      weightDecay: try container.decode(Float.self, forKey: .weightDecay),
      loss: try container.decode(Loss.self, forKey: .loss),
      selection: try container.decode(Selection.self, forKey: .selection),
      patience: try container.decodeIfPresent(Int.self, forKey: .patience),
      seed: try container.decode(UInt64.self, forKey: .seed))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(epochs, forKey: .epochs)
    try container.encode(batchSize, forKey: .batchSize)
    try container.encode(optimizer.name, forKey: .optimizer)
    switch optimizer {
    case .sgd(let momentum): try container.encode(momentum, forKey: .momentum)
    case .adam(let beta1, let beta2, let epsilon):
      try container.encode(beta1, forKey: .beta1)
      try container.encode(beta2, forKey: .beta2)
      try container.encode(epsilon, forKey: .epsilon)
    }
    try container.encode(learningRate, forKey: .learningRate)
    try container.encode(schedule, forKey: .schedule)
    try container.encode(warmupEpochs, forKey: .warmupEpochs)
    try container.encode(weightDecay, forKey: .weightDecay)
    try container.encode(loss, forKey: .loss)
    try container.encode(selection, forKey: .selection)
    try container.encode(patience, forKey: .patience)
    try container.encode(seed, forKey: .seed)
  }
}

/// A number, or the word `all`.
extension Recipe.BatchSize: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let size = try? container.decode(Int.self) {
      self = .samples(size)
    } else if try container.decode(String.self) == "all" {
      self = .all
    } else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "expected a number or all")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .samples(let size): try container.encode(size)
    case .all: try container.encode("all")
    }
  }
}
