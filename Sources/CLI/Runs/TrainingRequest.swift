import ArgumentParser
import Fovea

/// What `fovea train` is asked for: its options, and where they are silent the recipe file.
struct TrainingRequest {
  let architecture: Architecture
  /// The side of a patch, for those that take patches; nil leaves it open.
  let patch: Int?
  let images: ImageSettings
  let split: SplitSettings
  /// How the threshold of two classes is chosen; nil leaves it at 0.5.
  let thresholdRule: ThresholdRule?
  let precision: PrecisionChoice
  let tuner: Tuner
  private let file: RecipeFile
  private let options: RecipeOptions
  private let decision: ThresholdOptions

  init(
    _ file: RecipeFile, network: NetworkOptions, images: PreprocessingOptions, split: SplitOptions,
    recipe: RecipeOptions, decision: ThresholdOptions, kernels: KernelOptions
  ) throws {
    self.file = file
    options = recipe
    self.decision = decision
    architecture = try network.architecture(file)
    patch = network.patchSide(file)
    self.images = try images.settings(file)
    self.split = try split.settings(file)
    thresholdRule = try decision.rule(file)
    precision = kernels.numbers(file)
    tuner = kernels.tuner(file)
    // Words that mean nothing are refused before the data is opened; how many images there are does not matter for that.
    _ = try self.recipe(samples: 1)
    if self.split.everyFold != nil, thresholdRule != nil {
      throw ValidationError(
        "--threshold: with --folds the fold that is held out only scores, and chooses nothing")
    }
  }

  /// The recipe of training on so many images.
  func recipe(samples: Int) throws -> Recipe {
    try options.recipe(defaults: .default(for: architecture, samples: samples), file)
  }

  /// The seed of everything, the division of the data included.
  var seed: UInt64 { get throws { try recipe(samples: 1).seed } }

  func setup(samples: Int) throws -> TrainingSetup {
    TrainingSetup(
      architecture: architecture, patch: patch, recipe: try recipe(samples: samples),
      thresholdRule: thresholdRule, precision: precision.precision, tuner: tuner)
  }

  /// What was decided, as a recipe file with everything in it.
  func complete(_ recipe: Recipe) -> CompleteRecipe {
    CompleteRecipe(
      architecture: architecture, patch: patch, images: images, split: split, recipe: recipe,
      threshold: (decision.costs == nil ? file : .empty).text(decision.threshold, "threshold")?.value,
      costs: (decision.threshold == nil ? file : .empty).text(decision.costs, "costs")?.value,
      precision: precision, algorithms: tuner.choices)
  }
}

extension TrainingRequest {
  /// How many training images a recipe is printed for where there is no data: enough for the defaults of a large set.
  private static let manySamples = 60_000

  /// The complete recipe as a file; with `data` that of so many images, which are listed and not decoded.
  func printed(data: String?) throws -> String {
    var samples = TrainingRequest.manySamples
    if let data {
      let labeled = try LabeledData(path: data)
      let (given, rest) = (labeled.parts[.training] ?? [], labeled.unassigned)
      let held = labeled.parts[.validation] == nil ? split.validation ?? labeled.defaultValidationShare : 0
      let tested = labeled.parts[.test] == nil ? split.test ?? 0 : 0
      samples = Int(Double(given.count + rest.count) * (1 - held) * (1 - tested))
    }
    return try complete(try recipe(samples: samples)).yaml()
  }
}
