public import FoveaNetworks

/// Everything that decides how a generator and a discriminator are trained, apart from the pictures.
///
/// Both have Adam. β₁ of 0.5 is that of arXiv:1511.06434, where 0.9 let training oscillate; the discriminator's higher rate
/// is the two time-scale rule of Heusel et al., arXiv:1706.08500, which with spectral normalisation makes one step of each
/// in turn enough (Zhang et al., arXiv:1805.08318, section 4).
public struct AdversarialRecipe: Hashable, Sendable, Codable {
  /// The two networks.
  public var networks: DCGAN
  /// Passes over the pictures.
  public var epochs: Int
  /// A budget in minutes, reading included; where it is set, it ends the training instead of `epochs`.
  public var minutes: Double?
  /// Real pictures of a step, and as many generated ones.
  public var batchSize: Int
  /// What both minimise.
  public var loss: AdversarialLoss
  /// The rate of the generator.
  public var generatorRate: Float
  /// The rate of the discriminator.
  public var discriminatorRate: Float
  /// Adam's decay of the mean gradient.
  public var beta1: Float
  /// Adam's decay of the mean squared gradient.
  public var beta2: Float
  /// Decay of the moving average of the generator's weights, which makes the pictures.
  ///
  /// Yazıcı et al.: *The Unusual Effectiveness of Averaging in GAN Training*, arXiv:1806.04498.
  public var averageDecay: Float
  /// Whether the generator is told which class to make, and the discriminator which one it sees.
  public var isConditional: Bool
  /// Decides first weights, order of pictures and all random numbers.
  public var seed: UInt64

  /// Makes a recipe; what is left out is as the command has it.
  public init(
    networks: DCGAN = DCGAN(), epochs: Int = 30, minutes: Double? = nil, batchSize: Int = 64,
    loss: AdversarialLoss = .hinge, generatorRate: Float = 2e-4, discriminatorRate: Float = 4e-4,
    beta1: Float = 0.5, beta2: Float = 0.999, averageDecay: Float = 0.999, isConditional: Bool = false,
    seed: UInt64 = 0
  ) {
    self.networks = networks
    self.epochs = epochs
    self.minutes = minutes
    self.batchSize = batchSize
    self.loss = loss
    self.generatorRate = generatorRate
    self.discriminatorRate = discriminatorRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.averageDecay = averageDecay
    self.isConditional = isConditional
    self.seed = seed
  }
}

extension AdversarialRecipe {
  private enum CodingKeys: String, CodingKey {
    case networks, epochs, minutes, loss, beta1, beta2, seed
    case batchSize = "batch_size"
    case generatorRate = "generator_lr"
    case discriminatorRate = "discriminator_lr"
    case averageDecay = "ema"
    case isConditional = "conditional"
  }

  /// Refuses settings that cannot be followed.
  ///
  /// - Throws: `TrainingError.recipe`.
  public func validate() throws(TrainingError) {
    func require(
      _ condition: Bool, _ field: String, _ expected: String, _ received: Any
    ) throws(TrainingError) {
      guard condition else { throw .recipe(field: field, expected: expected, received: "\(received)") }
    }
    try require((1...4096).contains(networks.latent), "latent", "1 to 4096", networks.latent)
    try require((1...1024).contains(networks.width), "width", "1 to 1024", networks.width)
    try require(epochs >= 1, "epochs", "at least 1", epochs)
    if let minutes { try require(minutes > 0 && minutes.isFinite, "minutes", "more than 0", minutes) }
    try require((2...65_536).contains(batchSize), "batch size", "2 to 65536", batchSize)
    for (rate, name) in [(generatorRate, "generator"), (discriminatorRate, "discriminator")] {
      try require(rate > 0 && rate <= 1, "learning rate of the \(name)", "more than 0 and at most 1", rate)
    }
    for (beta, name) in [(beta1, "beta1"), (beta2, "beta2"), (averageDecay, "average decay")] {
      try require(beta >= 0 && beta < 1, name, "0 or more and less than 1", beta)
    }
  }

  /// The recipe of the generator's or the discriminator's steps.
  func step(averageDecay: Float? = nil, accumulation: Int = 1) -> Recipe {
    Recipe(
      batchSize: .samples(batchSize), accumulation: accumulation,
      optimizer: .adam(beta1: beta1, beta2: beta2), averageDecay: averageDecay, seed: seed)
  }
}
