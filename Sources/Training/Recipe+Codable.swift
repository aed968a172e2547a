import FoveaDatasets
import FoveaNetworks

extension Recipe: Codable {
  private enum CodingKeys: String, CodingKey {
    case epochs, optimizer, schedule, loss, augmentation, selection, patience, seed, momentum, nesterov,
      smoothing, beta1,
      beta2, epsilon
    case batchSize = "batch_size"
    case learningRate = "learning_rate"
    case warmupEpochs = "warmup_epochs"
    case weightDecay = "weight_decay"
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      epochs: try container.decode(Int.self, forKey: .epochs),
      batchSize: try container.decode(BatchSize.self, forKey: .batchSize),
      optimizer: try Recipe.optimizer(from: container),
      learningRate: try container.decode(Float.self, forKey: .learningRate),
      schedule: try container.decode(Schedule.self, forKey: .schedule),
      warmupEpochs: try container.decode(Float.self, forKey: .warmupEpochs),
      weightDecay: try container.decode(Float.self, forKey: .weightDecay),
      loss: try container.decode(Loss.self, forKey: .loss),
      augmentation: try container.decodeIfPresent(Augmentation.self, forKey: .augmentation)
        ?? Augmentation(.none),
      selection: try container.decode(Selection.self, forKey: .selection),
      patience: try container.decodeIfPresent(Int.self, forKey: .patience),
      seed: try container.decode(UInt64.self, forKey: .seed))
  }

  private static func optimizer(from container: KeyedDecodingContainer<CodingKeys>) throws -> Optimizer {
    func number(_ key: CodingKeys) throws -> Float { try container.decode(Float.self, forKey: key) }
    switch try container.decode(String.self, forKey: .optimizer) {
    case "sgd":
      return .sgd(
        momentum: try number(.momentum),
        // Recipes of the first version have no such field.
        nesterov: try container.decodeIfPresent(Bool.self, forKey: .nesterov) ?? false)
    case "adam":
      return .adam(beta1: try number(.beta1), beta2: try number(.beta2), epsilon: try number(.epsilon))
    case "adamw":
      return .adamW(beta1: try number(.beta1), beta2: try number(.beta2), epsilon: try number(.epsilon))
    case "rmsprop": return .rmsProp(smoothing: try number(.smoothing), epsilon: try number(.epsilon))
    case let name:
      let known = Optimizer.all.map(\.name).joined(separator: ", ")
      throw DecodingError.dataCorruptedError(
        forKey: .optimizer, in: container, debugDescription: "expected one of \(known), received \(name)")
    }
  }

  private func encode(
    _ optimizer: Optimizer, to container: inout KeyedEncodingContainer<CodingKeys>
  ) throws {
    switch optimizer {
    case .sgd(let momentum, let nesterov):
      try container.encode(momentum, forKey: .momentum)
      try container.encode(nesterov, forKey: .nesterov)
    case .adam(let beta1, let beta2, let epsilon), .adamW(let beta1, let beta2, let epsilon):
      try container.encode(beta1, forKey: .beta1)
      try container.encode(beta2, forKey: .beta2)
      try container.encode(epsilon, forKey: .epsilon)
    case .rmsProp(let smoothing, let epsilon):
      try container.encode(smoothing, forKey: .smoothing)
      try container.encode(epsilon, forKey: .epsilon)
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(epochs, forKey: .epochs)
    try container.encode(batchSize, forKey: .batchSize)
    try container.encode(optimizer.name, forKey: .optimizer)
    try encode(optimizer, to: &container)
    try container.encode(learningRate, forKey: .learningRate)
    try container.encode(schedule, forKey: .schedule)
    try container.encode(warmupEpochs, forKey: .warmupEpochs)
    try container.encode(weightDecay, forKey: .weightDecay)
    try container.encode(loss, forKey: .loss)
    try container.encode(augmentation, forKey: .augmentation)
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
