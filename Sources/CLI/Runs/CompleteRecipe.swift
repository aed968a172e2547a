import Fovea

/// Everything that a recipe file can say.
struct CompleteRecipe {
  var architecture: Architecture
  var patch: Int?
  var images: ImageSettings
  var split: SplitSettings
  var recipe: Recipe
  var threshold: String?
  var costs: String?
  var precision: PrecisionChoice
  var algorithms: KernelChoices

  /// The file: every setting with a comment that says what it is.
  func yaml() throws -> String {
    let settings = network.merging(others) { $1 }
    return try RecipeText(recipe, others: settings.compactMapValues { $0 }).yaml
  }

  private var network: [String: JSONValue?] {
    var values: [String: JSONValue?] = ["model": .string(architecture.name)]
    if case .patchMLP = architecture { values["patch"] = patch.map(JSONValue.init) }
    if let widths = architecture.hidden { values["hidden"] = .array(widths.map(JSONValue.init)) }
    if let activation = architecture.activation {
      values["activation"] = .string(ActivationWord.word(for: activation))
    }
    if let isNormalized = architecture.batchNormalization { values["batch_norm"] = .bool(isNormalized) }
    if let width = architecture.width { values["width"] = .number(Double(width)) }
    if let dropout = architecture.dropout { values["dropout"] = .number(Double(dropout)) }
    return values
  }

  private var others: [String: JSONValue?] {
    [
      "img_size": images.size.map(JSONValue.init),
      "channels": images.channels.map { .string($0.rawValue) },
      "resize": .string(images.resize.rawValue), "interpolation": .string(images.interpolation.rawValue),
      "exact_decode": .bool(images.decoding == .exact),
      "val_split": split.validation.map(JSONValue.number), "test_split": split.test.map(JSONValue.number),
      "folds": split.folds.map(JSONValue.init), "fold": split.fold.map(JSONValue.init),
      "group_pattern": split.groupPattern.map(JSONValue.string), "no_check": .bool(!split.isChecked),
      "threshold": threshold.map(JSONValue.string), "costs": costs.map(JSONValue.string),
      "precision": .string(precision.rawValue),
      "algorithms": algorithms.algorithms.isEmpty
        ? nil : .object(algorithms.algorithms.mapValues(JSONValue.string)),
    ]
  }
}

extension CompleteRecipe {
  /// The recipe that repeats `training`: what was left open is what was chosen.
  init(_ request: TrainingRequest, _ training: ModelTraining) {
    let (data, trainer) = (training.data, training.trainer)
    self = request.complete(training.setup.recipe)
    let geometry = data.geometry
    // Pictures that are no squares keep the size that they share.
    if geometry.width == geometry.height { images.size = geometry.width }
    images.channels = geometry.channels
    if case .patches(let size) = trainer.preprocessing.layout { patch = size }
    if split.folds == nil { split.validation = data.validationShare }
    algorithms = trainer.kernelChoices
  }
}

extension JSONValue {
  init(_ value: Int) { self = .integer(Int64(value)) }
}
