import ArgumentParser
import Fovea

/// How a generator and its discriminator are built and trained.
struct AdversarialOptions: ParsableArguments {
  @Flag(help: "Tell both networks the class, so that images of a class can be asked for.")
  var conditional = false

  @Option(help: "Passes over the images (default: 30).")
  var epochs: Int?

  @Option(help: "Train for this many minutes, reading included, instead of --epochs.")
  var minutes: Double?

  @Option(help: "What both minimise: hinge, non-saturating (default: hinge).")
  var loss: AdversarialLoss?

  @Option(
    name: [.customShort("b"), .long], help: "Real images a step, and as many generated ones (default: 64).")
  var batchSize: Int?

  @Option(help: "Random numbers that an image is made of (default: 128).")
  var latent: Int?

  @Option(help: "Channels at half the side of the image; each halving doubles them (default: 64).")
  var width: Int?

  @Option(help: "What keeps the discriminator in bounds: spectral, batch (default: spectral).")
  var discriminatorNorm: DCGAN.Normalization?

  @Option(help: "Learning rate of the generator (default: 0.0002).")
  var generatorLr: Float?

  @Option(help: "Learning rate of the discriminator (default: 0.0004).")
  var discriminatorLr: Float?

  @Option(help: "Adam's decay of the mean gradient (default: 0.5).")
  var beta1: Float?

  @Option(help: "Decay of the moving average of the generator's weights (default: 0.999).")
  var ema: Float?

  @Option(
    help: "Precision of training: auto (bf16 on processors with AMX, else f32), f32, bf16 (default: auto).")
  var precision: PrecisionChoice?

  @Option(help: "Seed of the first weights, the order and all random numbers (default: 0).")
  var seed: UInt64?

  func validate() throws {
    if let minutes { try Minutes.require(minutes) }
    if minutes != nil, epochs != nil {
      throw ValidationError("--epochs: --minutes says already when training ends")
    }
    _ = try recipe()
  }

  /// The recipe that was asked for.
  func recipe() throws -> AdversarialRecipe {
    let usual = AdversarialRecipe()
    let networks = DCGAN(
      latent: latent ?? usual.networks.latent, width: width ?? usual.networks.width,
      normalization: discriminatorNorm ?? usual.networks.normalization)
    let recipe = AdversarialRecipe(
      networks: networks, epochs: epochs ?? usual.epochs, minutes: minutes,
      batchSize: batchSize ?? usual.batchSize, loss: loss ?? usual.loss,
      generatorRate: generatorLr ?? usual.generatorRate,
      discriminatorRate: discriminatorLr ?? usual.discriminatorRate, beta1: beta1 ?? usual.beta1,
      beta2: usual.beta2, averageDecay: ema ?? usual.averageDecay, isConditional: conditional,
      seed: seed ?? usual.seed)
    try asUsage { try recipe.validate() }
    return recipe
  }
}
