import FoveaDatasets
import FoveaInference
import FoveaNetworks

extension RecipeField {
  /// What `Recipe` holds, in the order in which it is written.
  static let training = course + methods + pictures

  private static let course: [RecipeField] = [
    .setting(
      "epochs", \.epochs, .wholeNumber, in: [.atLeast(1), .atMost(most)],
      "Passes over the training images, at least 1."),
    .setting(
      "minutes", optional: \.minutes, .number,
      in: [Bounds("a positive number of at most 525600, a year") { $0 > 0 && $0 <= mostMinutes }],
      "A budget in minutes: as many epochs are trained as fit, and the schedule ends with it; null goes by epochs."
    ),
    .setting(
      "batch_size", \.batchSize, .either(.wholeNumber, ["all"]), in: [batchSizes],
      "Images a batch, at least 1; all is full-batch gradient descent."),
    .setting(
      "accumulation", \.accumulation, .wholeNumber,
      in: [Bounds("1 to \(most)") { (1...most).contains($0) }], option: "accumulate",
      "Batches whose gradients are averaged for one step, at least 1."),
    .setting(
      "learning_rate", \.learningRate, .number, in: [.positive], option: "lr",
      "Learning rate before the schedule, above 0."),
    .setting(
      "layer_decay", \.layerDecay, .number, in: [Bounds("0 < decay ≤ 1") { $0 > 0 && $0 <= 1 }],
      "Layer-wise decay of the learning rate, towards the input, 0 < decay ≤ 1; 1 is none."),
    .setting(
      "groups", \.groups, .groups,
      "Parameters that are learned at a rate of their own: a list such as [{prefix: features., rate: 0.1, keeps_statistics: true}]; a rate of 0 freezes, keeps_statistics leaves the running statistics of batch normalisation as they are, the longest prefix of a name counts."
    ),
    .setting(
      "warmup_epochs", \.warmupEpochs, .number, in: [.nonNegative], name: "warm-up epochs",
      "Epochs over which the learning rate rises from zero, 0 or more."),
    .setting(
      "weight_decay", \.weightDecay, .number, in: [.nonNegative],
      "Weight decay of weights, 0 or more; biases and normalisation are left alone."),
    .setting(
      "clip_norm", optional: \.clipNorm, .number, in: [.positive],
      "Gradient clipping: the largest norm of the gradient of all parameters, above 0; null does not clip."),
    .setting(
      "ema", optional: \.averageDecay, .number, in: [.inside("decay")], name: "average decay",
      "Decay of the moving average of the weights (EMA), 0 < decay < 1, such as 0.999; null keeps none."),
    .setting(
      "label_smoothing", \.labelSmoothing, .number, in: [.share("share")], option: "smoothing",
      "Share of a target that is spread evenly over all classes, 0 ≤ share < 1."),
    .setting(
      "stochastic_depth", \.stochasticDepth, .number, in: [.share("probability")],
      "Share of images for which the last residual branch is left out while training, less for those before it, 0 ≤ share < 1; 0 leaves none out."
    ),
    .setting(
      "views", \.views, .word(ScoringViews.allCases.map(\.rawValue)),
      "Test-time augmentation: single is none, mirrored averages 2 views, shifted 6."),
    .setting(
      "class_weights", \.classWeights, .word(Recipe.ClassWeights.allCases.map(\.rawValue)),
      "How much each class counts in the loss: none as much as it has images, balanced all the same."),
    .setting(
      "sampling", \.sampling, .word(Recipe.Sampling.allCases.map(\.rawValue)),
      "How often images are shown: natural each once an epoch, balanced those of every class equally often."),
    .setting(
      "selection", \.selection, .word(Recipe.Selection.allCases.map(\.rawValue)),
      "Which validation score makes the best epoch, whose weights are kept; last compares none and keeps the last."
    ),
    .setting(
      "patience", optional: \.patience, .wholeNumber, in: [.atLeast(1)],
      "Early stopping: stop after this many epochs without a better validation score, at least 1; null never does."
    ),
    .setting(
      "seed", \.seed, .wholeNumber,
      "Seed of the split, the first weights, the order, augmentation and dropout."),
  ]

  private static let pictures: [RecipeField] = [
    .setting(
      "mixup", \.mixing.mixup, .number, in: [.nonNegative],
      "Alpha of mixup, which blends images and labels of a batch, 0 or more; 0 turns it off."),
    .setting(
      "cutmix", \.mixing.cutmix, .number, in: [.nonNegative],
      "Alpha of cutmix, which pastes a rectangle of another image of the batch, 0 or more; 0 turns it off."),
    .setting(
      "augmentation", \.augmentation, .either(.steps, Augmentation.Preset.allCases.map(\.rawValue)),
      in: [Bounds { $0.problem }], option: "augment",
      "Data augmentation: a preset, or steps such as [crop: {padding: 0.125}, flip: {}]."),
    .setting(
      "progressive_scale", \.progressive.scale, .number,
      in: [Bounds("0.25 ≤ scale ≤ 1") { $0 >= 0.25 && $0 <= 1 }],
      "Side of the pictures that training begins with, as a share of the full one, 0.25 ≤ scale ≤ 1; 1 begins with full ones."
    ),
    .setting(
      "progressive_share", \.progressive.share, .number, in: [.inside("share")],
      "Share of the run's steps that have the smaller pictures, 0 < share < 1."),
  ]

  /// Numbers of steps are products of these.
  private static let most = 1_000_000
  /// Beyond a year the number of steps that fit would not be a number of steps any more.
  private static let mostMinutes = 525_600.0

  private static let batchSizes = Bounds<Recipe.BatchSize> {
    guard case .samples(let size) = $0, size < 1 else { return nil }
    return ("at least 1, or all", "\(size)")
  }
}
