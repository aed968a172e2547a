import FoveaDatasets
import FoveaInference
import FoveaNetworks

extension RecipeField {
  /// What `Recipe` holds: as a test demands, every key that it is encoded with and no other.
  static let training = [
    RecipeField("epochs", .training, .wholeNumber, "Passes over the training images, at least 1."),
    RecipeField(
      "minutes", .training, .number, optional: true,
      "A budget in minutes: as many epochs are trained as fit, and the schedule ends with it; null goes by epochs."
    ),
    RecipeField(
      "batch_size", .training, .either(.wholeNumber, ["all"]),
      "Images a batch, at least 1; all is full-batch gradient descent."),
    RecipeField(
      "accumulation", .training, .wholeNumber, option: "accumulate",
      "Batches whose gradients are averaged for one step, at least 1."),
    RecipeField(
      "learning_rate", .training, .number, option: "lr", "Learning rate before the schedule, above 0."),
    RecipeField(
      "layer_decay", .training, .number,
      "Layer-wise decay of the learning rate, towards the input, 0 < decay ≤ 1; 1 is none."
    ),
    RecipeField(
      "groups", .training, .groups,
      "Parameters that are learned at a rate of their own: a list such as [{prefix: features., rate: 0.1, keeps_statistics: true}]; a rate of 0 freezes, keeps_statistics leaves the running statistics of batch normalisation as they are, the longest prefix of a name counts."
    ),
    RecipeField(
      "warmup_epochs", .training, .number, "Epochs over which the learning rate rises from zero, 0 or more."),
    RecipeField(
      "weight_decay", .training, .number,
      "Weight decay of weights, 0 or more; biases and normalisation are left alone."),
    RecipeField(
      "clip_norm", .training, .number, optional: true,
      "Gradient clipping: the largest norm of the gradient of all parameters, above 0; null does not clip."),
    RecipeField(
      "ema", .training, .number, optional: true,
      "Decay of the moving average of the weights (EMA), 0 < decay < 1, such as 0.999; null keeps none."
    ),
    RecipeField(
      "label_smoothing", .training, .number, option: "smoothing",
      "Share of a target that is spread evenly over all classes, 0 ≤ share < 1."),
    RecipeField(
      "stochastic_depth", .training, .number,
      "Share of images for which the last residual branch is left out while training, less for those before it, 0 ≤ share < 1; 0 leaves none out."
    ),
    RecipeField(
      "views", .training, .word(ScoringViews.allCases.map(\.rawValue)),
      "Test-time augmentation: single is none, mirrored averages 2 views, shifted 6."
    ),
    RecipeField(
      "class_weights", .training, .word(Recipe.ClassWeights.allCases.map(\.rawValue)),
      "How much each class counts in the loss: none as much as it has images, balanced all the same."),
    RecipeField(
      "sampling", .training, .word(Recipe.Sampling.allCases.map(\.rawValue)),
      "How often images are shown: natural each once an epoch, balanced those of every class equally often."),
    RecipeField(
      "selection", .training, .word(Recipe.Selection.allCases.map(\.rawValue)),
      "Which validation score makes the best epoch, whose weights are kept; last compares none and keeps the last."
    ),
    RecipeField(
      "patience", .training, .wholeNumber, optional: true,
      "Early stopping: stop after this many epochs without a better validation score, at least 1; null never does."
    ),
    RecipeField(
      "seed", .training, .wholeNumber,
      "Seed of the split, the first weights, the order, augmentation and dropout."
    ),
  ]

  /// Methods, each with the settings that only it has.
  static let methods = [
    RecipeField(
      "optimizer", .training, .word(Optimizer.all.map(\.name)), option: "opt",
      "The optimiser."),
    RecipeField(
      "momentum", .training, .number, of: optimizers("sgd", "muon"),
      "Momentum, 0 ≤ momentum < 1."),
    RecipeField(
      "nesterov", .training, .flag, of: optimizers("sgd"), "Whether to use Nesterov momentum."),
    RecipeField(
      "beta1", .training, .number, of: optimizers("adam", "adamw", "lamb"),
      "Decay of the mean of the gradient, 0 ≤ β < 1."),
    RecipeField(
      "beta2", .training, .number, of: optimizers("adam", "adamw", "lamb"),
      "How much of the mean squared gradient stays in each step, 0 ≤ β < 1."),
    RecipeField(
      "smoothing", .training, .number, of: optimizers("rmsprop"),
      "How much of the mean squared gradient stays in each step, 0 ≤ α < 1."),
    RecipeField(
      "epsilon", .training, .number, of: optimizers("adam", "adamw", "lamb", "rmsprop"),
      "Added to the denominator for numerical stability, above 0."),
    RecipeField(
      "auxiliary_rate", .training, .number, of: optimizers("muon"),
      "Share of the learning rate for the first and the last layer, biases and normalisation, above 0."),
    RecipeField(
      "schedule", .training, .word(Schedule.all.map(\.name)), option: "sched", "The learning rate over time."),
    RecipeField(
      "schedule_epochs", .training, .wholeNumber, of: schedules("step", "plateau"),
      "Epochs between steps, or without a lower loss before the rate falls, at least 1."),
    RecipeField(
      "schedule_factor", .training, .number, of: schedules("step", "plateau"),
      "What the rate is multiplied with then, 0 < factor < 1."),
    RecipeField(
      "schedule_rise", .training, .number, of: schedules("one-cycle"),
      "Share of the run in which the rate rises, 0 < share < 1."),
    RecipeField("loss", .training, .word(Loss.all.map(\.name)), "The loss function."),
    RecipeField(
      "focal_gamma", .training, .number, of: Scope(key: "loss", words: ["focal"]),
      "Gamma of the focal loss: how much less easy images count, 0 or more."),
  ]

  static let pictures = [
    RecipeField(
      "mixup", .training, .number,
      "Alpha of mixup, which blends images and labels of a batch, 0 or more; 0 turns it off."),
    RecipeField(
      "cutmix", .training, .number,
      "Alpha of cutmix, which pastes a rectangle of another image of the batch, 0 or more; 0 turns it off."),
    RecipeField(
      "augmentation", .training, .either(.steps, Augmentation.Preset.allCases.map(\.rawValue)),
      option: "augment",
      "Data augmentation: a preset, or steps such as [crop: {padding: 0.125}, flip: {}]."
    ),
    RecipeField(
      "progressive_scale", .training, .number,
      "Side of the pictures that training begins with, as a share of the full one, 0.25 ≤ scale ≤ 1; 1 begins with full ones."
    ),
    RecipeField(
      "progressive_share", .training, .number,
      "Share of the run's steps that have the smaller pictures, 0 < share < 1."),
  ]

  private static func optimizers(_ words: String...) -> Scope { Scope(key: "optimizer", words: words) }
  private static func schedules(_ words: String...) -> Scope { Scope(key: "schedule", words: words) }
}
