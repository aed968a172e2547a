import FoveaDatasets
import FoveaNetworks

/// One flat object; the settings of a method lie beside its name, and only the chosen one's are written.
extension Recipe: Codable {
  package enum CodingKeys: String, CodingKey, CaseIterable {
    case epochs, minutes, accumulation, optimizer, groups, schedule, loss, mixup, cutmix, sampling,
      augmentation, views, selection, patience, seed
    case batchSize = "batch_size"
    case learningRate = "learning_rate"
    case layerDecay = "layer_decay"
    case warmupEpochs = "warmup_epochs"
    case weightDecay = "weight_decay"
    case clipNorm = "clip_norm"
    case averageDecay = "ema"
    case labelSmoothing = "label_smoothing"
    case classWeights = "class_weights"
    case stochasticDepth = "stochastic_depth"
    case progressiveScale = "progressive_scale"
    case progressiveShare = "progressive_share"
    // Of optimisers
    case momentum, nesterov, smoothing, beta1, beta2, epsilon
    case auxiliaryRate = "auxiliary_rate"
    // Of schedules
    case scheduleEpochs = "schedule_epochs"
    case scheduleFactor = "schedule_factor"
    case scheduleRise = "schedule_rise"
    // Of losses
    case focalGamma = "focal_gamma"
  }

  /// Fields that are missing have default values; the learning rate has that of the optimiser.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    // Recipes of earlier versions lack some fields, and whoever writes one by hand may leave any out.
    func value<Value: Decodable>(_ key: CodingKeys, _ fallback: Value) throws -> Value {
      try container.decodeIfPresent(Value.self, forKey: key) ?? fallback
    }
    let fallback = Recipe()
    let optimizer = try Recipe.optimizer(from: container)
    self.init(
      epochs: try value(.epochs, fallback.epochs),
      minutes: try container.decodeIfPresent(Double.self, forKey: .minutes),
      batchSize: try value(.batchSize, fallback.batchSize),
      accumulation: try value(.accumulation, fallback.accumulation),
      optimizer: optimizer,
      learningRate: try value(.learningRate, optimizer.defaultLearningRate),
      layerDecay: try value(.layerDecay, fallback.layerDecay),
      groups: try value(.groups, fallback.groups),
      schedule: try Recipe.schedule(from: container),
      warmupEpochs: try value(.warmupEpochs, fallback.warmupEpochs),
      weightDecay: try value(.weightDecay, fallback.weightDecay),
      clipNorm: try container.decodeIfPresent(Float.self, forKey: .clipNorm),
      averageDecay: try container.decodeIfPresent(Float.self, forKey: .averageDecay),
      loss: try Recipe.loss(from: container),
      labelSmoothing: try value(.labelSmoothing, fallback.labelSmoothing),
      stochasticDepth: try value(.stochasticDepth, fallback.stochasticDepth),
      mixing: Mixing(mixup: try value(.mixup, 0), cutmix: try value(.cutmix, 0)),
      classWeights: try value(.classWeights, fallback.classWeights),
      sampling: try value(.sampling, fallback.sampling),
      augmentation: try value(.augmentation, fallback.augmentation),
      progressive: ProgressiveResizing(
        scale: try value(.progressiveScale, fallback.progressive.scale),
        share: try value(.progressiveShare, fallback.progressive.share)),
      views: try value(.views, fallback.views),
      selection: try value(.selection, fallback.selection),
      patience: try container.decodeIfPresent(Int.self, forKey: .patience),
      seed: try value(.seed, fallback.seed))
  }

  /// Writes it as files have it.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(epochs, forKey: .epochs)
    try container.encodeIfPresent(minutes, forKey: .minutes)
    try container.encode(batchSize, forKey: .batchSize)
    try container.encode(accumulation, forKey: .accumulation)
    try container.encode(learningRate, forKey: .learningRate)
    try container.encode(layerDecay, forKey: .layerDecay)
    try container.encode(groups, forKey: .groups)
    try container.encode(warmupEpochs, forKey: .warmupEpochs)
    try container.encode(weightDecay, forKey: .weightDecay)
    try container.encodeIfPresent(clipNorm, forKey: .clipNorm)
    try container.encodeIfPresent(averageDecay, forKey: .averageDecay)
    try container.encode(labelSmoothing, forKey: .labelSmoothing)
    try container.encode(stochasticDepth, forKey: .stochasticDepth)
    try container.encode(mixing.mixup, forKey: .mixup)
    try container.encode(mixing.cutmix, forKey: .cutmix)
    try container.encode(classWeights, forKey: .classWeights)
    try container.encode(sampling, forKey: .sampling)
    try container.encode(augmentation, forKey: .augmentation)
    try container.encode(progressive.scale, forKey: .progressiveScale)
    try container.encode(progressive.share, forKey: .progressiveShare)
    try container.encode(views, forKey: .views)
    try container.encode(selection, forKey: .selection)
    try container.encodeIfPresent(patience, forKey: .patience)
    try container.encode(seed, forKey: .seed)
    try encodeMethods(to: &container)
  }
}

/// A number, or the word `all`.
extension Recipe.BatchSize: Codable {
  /// A number, or the word `all`; anything else is refused.
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

  /// Writes it as files have it.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .samples(let size): try container.encode(size)
    case .all: try container.encode("all")
    }
  }
}
