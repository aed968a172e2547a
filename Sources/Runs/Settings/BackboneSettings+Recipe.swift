import FoveaInference
package import FoveaTraining

extension BackboneSettings {
  /// Settings of a recipe that only learning on a backbone has.
  package static let ownSettings = ["backbone", "method", "backbone_sha256"]

  /// The settings of a recipe that are about the backbone, by key.
  var recipeValues: [String: JSONValue?] {
    // A path is that of a file wherever the recipe is read; a name is found on any machine that has the backbone.
    let isName = (try? BackboneStore().path(of: name)) == path
    return [
      "backbone": .string(isName ? name : path), "method": .string(method.rawValue),
      "backbone_sha256": digest.map(JSONValue.string),
      "hidden": hidden.isEmpty ? nil : .array(hidden.map(JSONValue.init)),
      "img_size": side.map(JSONValue.init),
    ]
  }

  /// Why settings of a recipe mean nothing for what is learned here, by their keys.
  package var unusedSettings: [String: String] {
    var unused: [String: String] = [:]
    for field in RecipeField.all {
      if let reason = reason(againstUsing: field) { unused[field.key] = reason }
    }
    return unused
  }

  private func reason(againstUsing field: RecipeField) -> String? {
    let isHead = method == .headOnly
    switch field.section {
    case .network:
      return (BackboneSettings.ownSettings + ["hidden"]).contains(field.key)
        ? nil : "the backbone brings its network"
    case .images:
      return field.key == "img_size" ? nil : "the backbone brings its preprocessing"
    case .training:
      guard isHead else { return nil }
      if BackboneSettings.ofPictures.contains(field.key) {
        return "a head alone is learned from features, not from pictures"
      }
      return hidden.isEmpty && !BackboneSettings.ofLogistic.contains(field.key)
        ? "logistic regression on features goes on to convergence and has no epochs" : nil
    case .arithmetic:
      return isHead && field.key == "algorithms" ? "no layer of the backbone is trained" : nil
    case .split, .decision: return nil
    }
  }

  /// What logistic regression is decided by.
  private static let ofLogistic: Set = ["class_weights", "augmentation", "seed"]
  /// What is about training on pictures.
  private static let ofPictures: Set = [
    "minutes", "accumulation", "layer_decay", "groups", "ema", "stochastic_depth", "views", "mixup", "cutmix",
    "progressive_scale", "progressive_share",
  ]

  /// The recipe of learning on the backbone, which `choice` makes of the default one.
  ///
  /// - Throws: what opening the backbone throws, where its head has to be known by name.
  package func recipe(_ choice: RecipeChoice) throws -> Recipe {
    switch method {
    case .headOnly: return try choice.recipe(over: .headDefault)
    case .fineTune:
      let network = try FeatureNetwork(ModelBundle(contentsOf: path), path: path, side: side)
      return try choice.recipe(over: .fineTuning(headName: network.headName))
    }
  }
}

extension TransferSource {
  /// The recipe of learning on the backbone, which `choice` makes of the default one.
  func recipe(_ choice: RecipeChoice) throws -> Recipe {
    switch settings.method {
    case .headOnly: try choice.recipe(over: .headDefault)
    case .fineTune: try choice.recipe(over: .fineTuning(headName: backbone.headName))
    }
  }
}
