import ArgumentParser
import Fovea

/// What `fovea train` is asked for: its options, and where they are silent the recipe file.
struct TrainingRequest {
  let settings: TrainingSettings
  let recipe: RecipeChoice

  init(
    _ file: RecipeFile, data: DataOptions, network: NetworkOptions, images: PreprocessingOptions,
    split: SplitOptions, recipe options: RecipeOptions, decision: ThresholdOptions, kernels: KernelOptions,
    cache: CacheOptions, compute: ComputeOptions, backbone: BackboneSettings? = nil
  ) throws {
    let recipe = RecipeChoice { try options.recipe(defaults: $0, file) }
    // A backbone is no architecture, and its head has the hidden layers.
    let architecture = try backbone == nil ? network.architecture(file) : .cnn(SmallConvolutionalNetwork())
    // Words that mean nothing are refused before the data is opened; how many images there are does not matter for that.
    let seed = try recipe.recipe(for: architecture, samples: 1).seed
    var settings = TrainingSettings(
      source: DataSource(
        path: data.path, images: try images.settings(file), split: try split.settings(file), seed: seed,
        isStrict: data.isStrict, cache: backbone == nil ? cache.cache : cache.fileCache,
        workers: compute.workerCount, maxPixels: compute.maxPixels,
        columns: data.columns == .standard ? nil : data.columns),
      architecture: architecture, patch: network.patchSide(file), thresholdRule: try decision.rule(file),
      positive: file.text(decision.binary.positive, "positive")?.value,
      prevalence: try decision.binary.share(file), precision: kernels.numbers(file),
      measuresAlgorithms: !kernels.noTuning, threads: compute.threads,
      backbone: backbone)
    settings.algorithms = kernels.algorithms(file)
    self.settings = settings
    self.recipe = recipe
  }

  /// Where labeled images are.
  struct DataOptions {
    let path: String
    let isStrict: Bool
    var columns = ManifestColumns.standard
  }
}

extension TrainingRequest {
  /// How many training images a recipe is printed for where there is no data: enough for the defaults of a large set.
  private static let manySamples = 60_000

  /// The complete recipe as a file; with `data` that of so many images, which are listed and not decoded.
  func printed(data: String?, isJSON: Bool) throws -> String {
    var samples = TrainingRequest.manySamples
    let split = settings.source.split
    if let data {
      let labeled = try LabeledData(path: data, columns: settings.source.columns ?? .standard)
      let (given, rest) = (labeled.parts[.training] ?? [], labeled.unassigned)
      let held = labeled.parts[.validation] == nil ? split.validation ?? labeled.defaultValidationShare : 0
      let tested = labeled.parts[.test] == nil ? split.test ?? 0 : 0
      samples = Int(Double(given.count + rest.count) * (1 - held) * (1 - tested))
    }
    let recipe = try recipe.recipe(for: settings.architecture, samples: samples)
    let complete = CompleteRecipe(settings, recipe)
    return try isJSON ? complete.json() : complete.yaml()
  }
}
