public import ArgumentParser
public import Fovea

extension Schedule: ExpressibleByArgument {
  public init?(argument: String) { self.init(named: argument) }
}
extension Augmentation.Preset: ExpressibleByArgument {}
extension Loss: ExpressibleByArgument {
  public init?(argument: String) { self.init(named: argument) }
}
extension Recipe.Selection: ExpressibleByArgument {}

/// How the network is trained; what is not given comes from the default recipe of the architecture.
struct RecipeOptions: ParsableArguments {
  @Option(help: "Passes over the training images.")
  var epochs: Int?

  @Option(name: [.customShort("b"), .long], help: "Images a step, or 'all' for full-batch gradient descent.")
  var batchSize: String?

  @Option(help: "Optimiser: \(Optimizer.all.map(\.name).joined(separator: ", ")).")
  var opt: String?

  @Option(name: [.long, .customLong("learning-rate")], help: "Learning rate before the schedule.")
  var lr: Float?

  @Option(help: "Momentum of sgd.")
  var momentum: Float?

  @Option(help: "Weight decay (L2) of weights; biases and normalisation are left alone.")
  var weightDecay: Float?

  @Option(help: "Learning rate over time: constant, step, cosine, one-cycle, plateau.")
  var sched: Schedule?

  @Option(help: "Epochs over which the learning rate rises from zero.")
  var warmupEpochs: Float?

  @Option(help: "What is minimised: cross-entropy, half-squared-error, focal.")
  var loss: Loss?

  @Option(help: "How training images are changed in each epoch: none, light, standard, strong.")
  var augment: Augmentation.Preset?

  @Option(help: "Which validation score makes the best epoch: accuracy, loss.")
  var selection: Recipe.Selection?

  @Option(help: "Stop after this many epochs without a better validation score.")
  var patience: Int?

  @Option(help: "Seed of the split, the first weights, the order and dropout.")
  var seed: UInt64 = 0

  /// `defaults` with what was given put in its place.
  func recipe(defaults: Recipe) throws -> Recipe {
    var recipe = defaults
    recipe.epochs = epochs ?? recipe.epochs
    if let batchSize { recipe.batchSize = try RecipeOptions.parse(batchSize: batchSize) }
    if let opt {
      guard let optimizer = Optimizer.all.first(where: { $0.name == opt }) else {
        throw ValidationError(
          "--opt: expected one of \(Optimizer.all.map(\.name).joined(separator: ", ")), received '\(opt)'")
      }
      // A default rate belongs to the default optimiser.
      if optimizer.name != recipe.optimizer.name { recipe.learningRate = optimizer.defaultLearningRate }
      recipe.optimizer = optimizer
    }
    if let momentum {
      guard case .sgd(_, let nesterov) = recipe.optimizer else {
        throw ValidationError("--momentum: only sgd has it, received --opt \(recipe.optimizer.name)")
      }
      recipe.optimizer = .sgd(momentum: momentum, nesterov: nesterov)
    }
    recipe.learningRate = lr ?? recipe.learningRate
    recipe.weightDecay = weightDecay ?? recipe.weightDecay
    recipe.schedule = sched ?? recipe.schedule
    recipe.warmupEpochs = warmupEpochs ?? recipe.warmupEpochs
    recipe.loss = loss ?? recipe.loss
    if let augment { recipe.augmentation = Augmentation(augment) }
    recipe.selection = selection ?? recipe.selection
    recipe.patience = patience ?? recipe.patience
    recipe.seed = seed
    do throws(TrainingError) {
      try recipe.validate()
    } catch {
      throw ValidationError("\(error)")
    }
    return recipe
  }

  private static func parse(batchSize text: String) throws -> Recipe.BatchSize {
    if text == "all" { return .all }
    guard let size = Int(text), size >= 1 else {
      throw ValidationError("--batch-size: expected a number of at least 1, or all, received '\(text)'")
    }
    return .samples(size)
  }
}
