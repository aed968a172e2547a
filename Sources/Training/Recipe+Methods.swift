import FoveaNetworks

/// Methods with settings of their own in the flat form of a recipe; a setting that is left out has its default.
extension Recipe {
  typealias Container = KeyedDecodingContainer<CodingKeys>

  static func optimizer(from container: Container) throws -> Optimizer {
    func number(_ key: CodingKeys, _ fallback: Float) throws -> Float {
      try container.decodeIfPresent(Float.self, forKey: key) ?? fallback
    }
    let method = try method(.optimizer, Optimizer.init(named:), Optimizer.all.map(\.name), in: container)
    switch method {
    case nil: return Recipe().optimizer
    case .sgd(let momentum, let nesterov):
      return .sgd(
        momentum: try number(.momentum, momentum),
        nesterov: try container.decodeIfPresent(Bool.self, forKey: .nesterov) ?? nesterov)
    case .adam(let beta1, let beta2, let epsilon):
      return .adam(
        beta1: try number(.beta1, beta1), beta2: try number(.beta2, beta2),
        epsilon: try number(.epsilon, epsilon))
    case .adamW(let beta1, let beta2, let epsilon):
      return .adamW(
        beta1: try number(.beta1, beta1), beta2: try number(.beta2, beta2),
        epsilon: try number(.epsilon, epsilon))
    case .lamb(let beta1, let beta2, let epsilon):
      return .lamb(
        beta1: try number(.beta1, beta1), beta2: try number(.beta2, beta2),
        epsilon: try number(.epsilon, epsilon))
    case .rmsProp(let smoothing, let epsilon):
      return .rmsProp(smoothing: try number(.smoothing, smoothing), epsilon: try number(.epsilon, epsilon))
    case .muon(let momentum, let rate):
      return .muon(momentum: try number(.momentum, momentum), auxiliaryRate: try number(.auxiliaryRate, rate))
    }
  }

  static func schedule(from container: Container) throws -> Schedule {
    let method = try method(.schedule, Schedule.init(named:), Schedule.all.map(\.name), in: container)
    func settings(_ epochs: Int, _ factor: Float) throws -> (Int, Float) {
      (
        try container.decodeIfPresent(Int.self, forKey: .scheduleEpochs) ?? epochs,
        try container.decodeIfPresent(Float.self, forKey: .scheduleFactor) ?? factor
      )
    }
    switch method {
    case nil: return Recipe().schedule
    case .constant: return .constant
    case .cosine: return .cosine
    case .step(let epochs, let factor):
      let (epochs, factor) = try settings(epochs, factor)
      return .step(epochs: epochs, factor: factor)
    case .plateau(let epochs, let factor):
      let (epochs, factor) = try settings(epochs, factor)
      return .plateau(epochs: epochs, factor: factor)
    case .oneCycle(let rise):
      return .oneCycle(rise: try container.decodeIfPresent(Float.self, forKey: .scheduleRise) ?? rise)
    }
  }

  static func loss(from container: Container) throws -> Loss {
    switch try method(.loss, Loss.init(named:), Loss.all.map(\.name), in: container) {
    case nil: return Recipe().loss
    case .crossEntropy: return .crossEntropy
    case .halfSquaredError: return .halfSquaredError
    case .focal(let gamma):
      return .focal(gamma: try container.decodeIfPresent(Float.self, forKey: .focalGamma) ?? gamma)
    }
  }

  private static func method<Method>(
    _ key: CodingKeys, _ named: (String) -> Method?, _ known: [String], in container: Container
  ) throws -> Method? {
    guard let name = try container.decodeIfPresent(String.self, forKey: key) else { return nil }
    guard let method = named(name) else {
      throw DecodingError.dataCorruptedError(
        forKey: key, in: container,
        debugDescription: "expected one of \(known.joined(separator: ", ")), received \(name)")
    }
    return method
  }

  func encodeMethods(to container: inout KeyedEncodingContainer<CodingKeys>) throws {
    try container.encode(optimizer.name, forKey: .optimizer)
    switch optimizer {
    case .sgd(let momentum, let nesterov):
      try container.encode(momentum, forKey: .momentum)
      try container.encode(nesterov, forKey: .nesterov)
    case .adam(let beta1, let beta2, let epsilon), .adamW(let beta1, let beta2, let epsilon),
      .lamb(let beta1, let beta2, let epsilon):
      try container.encode(beta1, forKey: .beta1)
      try container.encode(beta2, forKey: .beta2)
      try container.encode(epsilon, forKey: .epsilon)
    case .rmsProp(let smoothing, let epsilon):
      try container.encode(smoothing, forKey: .smoothing)
      try container.encode(epsilon, forKey: .epsilon)
    case .muon(let momentum, let rate):
      try container.encode(momentum, forKey: .momentum)
      try container.encode(rate, forKey: .auxiliaryRate)
    }
    try container.encode(schedule.name, forKey: .schedule)
    switch schedule {
    case .constant, .cosine: break
    case .step(let epochs, let factor), .plateau(let epochs, let factor):
      try container.encode(epochs, forKey: .scheduleEpochs)
      try container.encode(factor, forKey: .scheduleFactor)
    case .oneCycle(let rise): try container.encode(rise, forKey: .scheduleRise)
    }
    try container.encode(loss.name, forKey: .loss)
    if case .focal(let gamma) = loss { try container.encode(gamma, forKey: .focalGamma) }
  }
}
