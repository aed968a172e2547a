import FoveaDatasets
import FoveaEvaluation
import FoveaExecution
import FoveaFiles
import FoveaImages
import FoveaInference
import FoveaNetworks
package import FoveaTraining

/// Everything that a recipe file can say.
package struct CompleteRecipe {
  var architecture: Architecture
  var patch: Int?
  var images: ImageSettings
  var split: SplitSettings
  var recipe: Recipe
  private let thresholdRule: ThresholdRule?
  private let positive: String?
  private let prevalence: Double?
  private let precision: PrecisionChoice
  private let backbone: BackboneSettings?
  var algorithms: KernelChoices

  /// What `settings` leave open stays open.
  package init(_ settings: TrainingSettings, _ recipe: Recipe) {
    (architecture, patch) = (settings.architecture, settings.patch)
    (images, split) = (settings.source.images, settings.source.split)
    self.recipe = recipe
    (thresholdRule, precision) = (settings.thresholdRule, settings.precision)
    (positive, prevalence) = (settings.positive, settings.prevalence)
    algorithms = settings.algorithms
    backbone = settings.backbone
  }

  /// The file: every setting with a comment that says what it is.
  package func yaml() throws -> String {
    try text().yaml
  }

  /// The same as an object of JSON, which a recipe may be as well.
  package func json() throws -> String { try JSONDocument.text(of: text().json) }

  private func text() throws -> RecipeText {
    guard let backbone else {
      return try RecipeText(recipe, others: network.merging(others) { $1 }.compactMapValues { $0 })
    }
    return try RecipeText(
      recipe, others: others.merging(backbone.recipeValues) { $1 }.compactMapValues { $0 },
      unused: backbone.unusedSettings)
  }

  private var network: [String: JSONValue?] {
    var values: [String: JSONValue?] = ["model": .string(architecture.name)]
    if case .patchMLP = architecture { values["patch"] = patch.map(JSONValue.init) }
    if let widths = architecture.hidden { values["hidden"] = .array(widths.map(JSONValue.init)) }
    if let activation = architecture.activation {
      values["activation"] = .string(activation.word)
    }
    if let isNormalized = architecture.batchNormalization { values["batch_norm"] = .bool(isNormalized) }
    if let width = architecture.width { values["width"] = .number(Double(width)) }
    if let dropout = architecture.dropout { values["dropout"] = .number(Double(dropout)) }
    if let recurrent = architecture.recurrent { values.merge(settings(of: recurrent)) { $1 } }
    return values
  }

  private func settings(of network: RecurrentNetwork) -> [String: JSONValue?] {
    var values: [String: JSONValue?] = [
      "bidirectional": .bool(network.isBidirectional), "sequence": .string(network.sequence.rawValue),
      "summary": .string(network.summary.rawValue),
    ]
    if network.sequence == .patches { values["patch"] = network.patch.map(JSONValue.init) }
    if let reset = ResetGate(network.cell) { values["reset_gate"] = .string(reset.rawValue) }
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
      "threshold": thresholdRule?.threshold, "costs": thresholdRule?.costs,
      "positive": positive.map(JSONValue.string), "prevalence": prevalence.map(JSONValue.number),
      "precision": .string(precision.rawValue),
      "algorithms": algorithms.algorithms.isEmpty
        ? nil : .object(algorithms.algorithms.mapValues(JSONValue.string)),
    ]
  }
}

extension CompleteRecipe {
  /// The recipe that repeats `training`: what was left open is what was chosen.
  init(_ settings: TrainingSettings, _ training: ModelTraining) {
    let (data, trainer) = (training.data, training.trainer)
    self.init(settings, training.setup.recipe)
    if settings.backbone == nil { fix(data.geometry) }
    if case .patches(let size) = trainer.preprocessing.layout { patch = size }
    if split.folds == nil { split.validation = data.validationShare }
    algorithms = trainer.kernelChoices
  }

  /// The recipe that repeats the training of a head.
  init(_ settings: TrainingSettings, _ training: HeadTraining) {
    self.init(settings, training.recipe)
    if split.folds == nil { split.validation = training.data.validationShare }
  }

  /// Takes over what was found out of the pictures; those that are no squares keep the size that they share.
  mutating func fix(_ geometry: Preprocessing.Geometry) {
    if geometry.width == geometry.height { images.size = geometry.width }
    images.channels = geometry.channels
  }
}

extension ThresholdRule {
  /// The value of a recipe's `threshold`; nil where the costs choose it.
  fileprivate var threshold: JSONValue? {
    switch self {
    case .f1: .string("f1")
    case .youden: .string("youden")
    case .fixed(let value): .string("\(value)")
    case .recall(let recall): .string("recall=\(recall)")
    case .specificity(let specificity): .string("specificity=\(specificity)")
    case .costs: nil
    }
  }

  /// The value of a recipe's `costs`; nil where something else chooses the threshold.
  fileprivate var costs: JSONValue? {
    guard case .costs(let positive, let negative) = self else { return nil }
    return .string("fp=\(positive),fn=\(negative)")
  }
}

extension JSONValue {
  init(_ value: Int) { self = .integer(Int64(value)) }
}

extension CompleteRecipe {
  /// How many training images a recipe is made for where there is no data: enough for the defaults of a large set.
  private static let manySamples = 60_000

  /// The recipe of `settings`; with `data` that of so many images, which are listed and not decoded.
  package init(_ settings: TrainingSettings, _ choice: RecipeChoice, forData data: String?) throws {
    var samples = CompleteRecipe.manySamples
    let split = settings.source.split
    if let data {
      let labeled = try LabeledData(path: data, columns: settings.source.columns ?? .standard)
      let (given, rest) = (labeled.parts[.training] ?? [], labeled.unassigned)
      let held = labeled.parts[.validation] == nil ? split.validation ?? labeled.defaultValidationShare : 0
      let tested = labeled.parts[.test] == nil ? split.test ?? 0 : 0
      samples = Int(Double(given.count + rest.count) * (1 - held) * (1 - tested))
    }
    self.init(
      settings,
      try settings.backbone.map { try $0.recipe(choice) }
        ?? choice.recipe(for: settings.architecture, samples: samples))
  }
}
