public import ArgumentParser
public import Fovea

extension Augmentation.Preset: ExpressibleByArgument {}
extension Recipe.Selection: ExpressibleByArgument {}
extension Recipe.ClassWeights: ExpressibleByArgument {}
extension Recipe.Sampling: ExpressibleByArgument {}
extension ScoringViews: ExpressibleByArgument {}

/// How the network is trained; what is not given comes from the recipe file, or the default recipe of the architecture.
struct RecipeOptions: ParsableArguments {
  @Option(help: "Passes over the training images.")
  var epochs: Int?

  @Option(help: "Train as many epochs as fit into this many minutes, validation included.")
  var minutes: Double?

  @Option(name: [.customShort("b"), .long], help: "Images a step, or 'all' for full-batch gradient descent.")
  var batchSize: String?

  @Option(help: "Batches whose gradients are averaged for one step.")
  var accumulate: Int?

  @Option(help: "Optimiser: \(Optimizer.all.map(\.name).joined(separator: ", ")).")
  var opt: String?

  @Option(name: [.long, .customLong("learning-rate")], help: "Learning rate before the schedule.")
  var lr: Float?

  @Option(help: "Layer-wise decay of the learning rate, towards the input, 0 < decay ≤ 1.")
  var layerDecay: Float?

  @Option(help: "Momentum of sgd and muon.")
  var momentum: Float?

  @Flag(inversion: .prefixedNo, help: "Use Nesterov momentum (sgd).")
  var nesterov: Bool?

  @Option(help: "Weight decay (L2) of weights; biases and normalisation are left alone.")
  var weightDecay: Float?

  @Option(help: "Clip the norm of the gradient to this value.")
  var clipNorm: Float?

  @Option(help: "Learning rate over time: \(Schedule.all.map(\.name).joined(separator: ", ")).")
  var sched: String?

  @Option(help: "Epochs over which the learning rate rises from zero.")
  var warmupEpochs: Float?

  @Option(
    help: "Keep a moving average of the weights with this decay, such as 0.999, and use it for the model.")
  var ema: Float?

  @Option(help: "Loss: \(Loss.all.map(\.name).joined(separator: ", ")).")
  var loss: String?

  @Option(help: "Share of a target that is spread evenly over all classes, 0 ≤ share < 1.")
  var smoothing: Float?

  @Option(help: "Share of images for which residual branches are left out while training, 0 ≤ share < 1.")
  var stochasticDepth: Float?

  @Option(
    help:
      "Test-time augmentation: single (none), mirrored (2 views), shifted (6 views); outputs are averaged.")
  var views: ScoringViews?

  @Option(
    help: "How much each class counts in the loss: none (as many images as it has), balanced (all the same).")
  var classWeights: Recipe.ClassWeights?

  @Option(
    help: "How often images are shown: natural (each once an epoch), balanced (every class equally often).")
  var sampling: Recipe.Sampling?

  @Option(help: "Data augmentation: none, light, standard, strong.")
  var augment: Augmentation.Preset?

  @Option(help: "Alpha of mixup, which blends images and labels of a batch; 0 turns it off.")
  var mixup: Float?

  @Option(help: "Alpha of cutmix, which pastes a rectangle of another image of the batch; 0 turns it off.")
  var cutmix: Float?

  @Option(
    help:
      "Progressive resizing: begin with images of this share of the full side, 0.25 ≤ scale ≤ 1; 1 turns it off."
  )
  var progressiveScale: Float?

  @Option(help: "Share of the run's steps that have the smaller pictures.")
  var progressiveShare: Float?

  @Option(help: "Which epoch is kept: that of the best validation accuracy or loss, or the last.")
  var selection: Recipe.Selection?

  @Option(help: "Early stopping: stop after this many epochs without a better validation score.")
  var patience: Int?

  @Option(help: "Seed of the split, the first weights, the order and dropout (default: 0).")
  var seed: UInt64?

  /// Whether nothing is said of training in epochs, or on pictures, which a head alone would refuse.
  var isOpen: Bool { !(ofEpochs + ofPictures).contains(where: \.isGiven) && augment == nil }

  /// `defaults` with what `file` says and, over that, what was given put in its place.
  func recipe(defaults: Recipe, _ file: RecipeFile = .empty) throws -> Recipe {
    var recipe = try file.recipe(over: defaults)
    recipe.epochs = epochs ?? recipe.epochs
    // The file's minutes would overrule epochs that were asked for here.
    recipe.minutes = minutes ?? (epochs == nil ? recipe.minutes : nil)
    if let batchSize { recipe.batchSize = try RecipeOptions.parse(batchSize: batchSize) }
    recipe.accumulation = accumulate ?? recipe.accumulation
    if let opt {
      let optimizer = try RecipeOptions.method(opt, "--opt", Optimizer.all, \.name)
      // A rate belongs to its optimiser, and so do the settings.
      if optimizer.name != recipe.optimizer.name {
        recipe.learningRate = optimizer.defaultLearningRate
        recipe.optimizer = optimizer
      }
    }
    recipe.optimizer = try settings(of: recipe.optimizer)
    recipe.learningRate = lr ?? recipe.learningRate
    recipe.layerDecay = layerDecay ?? recipe.layerDecay
    recipe.weightDecay = weightDecay ?? recipe.weightDecay
    recipe.clipNorm = clipNorm ?? recipe.clipNorm
    if let sched, sched != recipe.schedule.name {
      recipe.schedule = try RecipeOptions.method(sched, "--sched", Schedule.all, \.name)
    }
    recipe.warmupEpochs = warmupEpochs ?? recipe.warmupEpochs
    recipe.averageDecay = ema ?? recipe.averageDecay
    if let loss, loss != recipe.loss.name {
      recipe.loss = try RecipeOptions.method(loss, "--loss", Loss.all, \.name)
    }
    recipe.labelSmoothing = smoothing ?? recipe.labelSmoothing
    recipe.stochasticDepth = stochasticDepth ?? recipe.stochasticDepth
    recipe.views = views ?? recipe.views
    recipe.classWeights = classWeights ?? recipe.classWeights
    recipe.sampling = sampling ?? recipe.sampling
    recipe.mixing = Mixing(mixup: mixup ?? recipe.mixing.mixup, cutmix: cutmix ?? recipe.mixing.cutmix)
    if let augment { recipe.augmentation = Augmentation(augment) }
    recipe.progressive.scale = progressiveScale ?? recipe.progressive.scale
    recipe.progressive.share = progressiveShare ?? recipe.progressive.share
    // A default for pictures that are mirrored in training; others, such as letters, are not to be looked at so.
    if views == nil, file.entries["views"] == nil, recipe.views == .mirrored, !recipe.augmentation.mirrors {
      recipe.views = .single
    }
    recipe.selection = selection ?? recipe.selection
    // Of patience and the selection of the last epoch, which exclude each other, the option wins over the file.
    recipe.patience = patience ?? (selection == .last ? nil : recipe.patience)
    if selection == nil, file.entries["selection"] == nil || (patience != nil && recipe.selection == .last) {
      // What the file led to may be overruled by now.
      recipe.selection = defaults.selection
      recipe.compareEpochsWhereNeeded()
    }
    recipe.seed = seed ?? recipe.seed
    try asUsage { try recipe.validate() }
    return recipe
  }

  /// `optimizer` with the settings that have options of their own.
  private func settings(of optimizer: Optimizer) throws -> Optimizer {
    var optimizer = optimizer
    if momentum != nil, optimizer.settings.momentum == nil {
      throw ValidationError("--momentum: only sgd and muon have it, received --opt \(optimizer.name)")
    }
    if nesterov != nil, optimizer.settings.nesterov == nil {
      throw ValidationError("--nesterov: only sgd has it, received --opt \(optimizer.name)")
    }
    optimizer.settings.momentum = momentum
    optimizer.settings.nesterov = nesterov
    return optimizer
  }

  private static func method<Method>(
    _ word: String, _ option: String, _ all: [Method], _ name: (Method) -> String
  ) throws -> Method {
    guard let match = all.first(where: { name($0) == word }) else {
      throw ValidationError(
        "\(option): expected one of \(all.map(name).joined(separator: ", ")), received '\(word)'")
    }
    return match
  }

  private static func parse(batchSize text: String) throws -> Recipe.BatchSize {
    if text == "all" { return .all }
    guard let size = Int(text), size >= 1 else {
      throw ValidationError("--batch-size: expected a number of at least 1, or all, received '\(text)'")
    }
    return .samples(size)
  }
}
