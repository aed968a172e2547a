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
    if backbone == nil { try TrainingRequest.refuseBackbone(of: file) }
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

  /// Refuses what a file says of a backbone where a network is trained from its beginning.
  private static func refuseBackbone(of file: RecipeFile) throws {
    for key in BackboneSettings.ownSettings {
      guard let entry = file.entries[key], entry.value != .null else { continue }
      throw ValidationError(
        "\(file.path):\(entry.line): \(key): here a network is trained from its beginning; remove the line, or take the recipe with fovea train and without --no-backbone"
      )
    }
  }

  /// Where labeled images are.
  struct DataOptions {
    let path: String
    let isStrict: Bool
    var columns = ManifestColumns.standard
  }
}
