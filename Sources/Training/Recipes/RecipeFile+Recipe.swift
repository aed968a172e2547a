import Foundation
package import FoveaInference

extension RecipeFile {
  /// `defaults` with what the file says of training put in its place.
  ///
  /// A file that chooses another optimiser than `defaults` gets that one's learning rate and settings, unless it gives
  /// them.
  ///
  /// - Throws: `RecipeFileError` for a value that no training could follow.
  public func recipe(over defaults: Recipe) throws -> Recipe {
    let own = entries.filter { $0.key != "seed" && RecipeField.named($0.key)?.section == .training }
    // A seed may be larger than the whole numbers of JSON, so it goes its own way.
    var base = defaults
    base.seed = 0
    guard case .object(var values) = try base.json() else { return defaults }
    for field in RecipeField.all {
      guard let scope = field.scope, let chosen = own[scope.key], chosen.value != values[scope.key] else {
        continue
      }
      values[field.key] = nil
    }
    if let optimizer = own["optimizer"], optimizer.value != values["optimizer"] {
      values["learning_rate"] = nil
    }
    for (key, entry) in own { values[key] = entry.value }
    for (key, entry) in own {
      guard let field = RecipeField.named(key), let scope = field.scope else { continue }
      try require(field, key, entry, values[scope.key] ?? .null)
    }
    do {
      var recipe = try JSONDecoder().decode(Recipe.self, from: JSONEncoder().encode(JSONValue.object(values)))
      recipe.seed = try seed ?? defaults.seed
      if own["selection"] == nil { recipe.compareEpochsWhereNeeded() }
      try recipe.validate()
      return recipe
    } catch let error as DecodingError {
      throw refusal(of: error)
    } catch TrainingError.recipe(let field, let expected, let received) {
      throw refusal(of: field, expected, received)
    }
  }

  private var seed: UInt64? {
    get throws(RecipeFileError) {
      guard let entry = entries["seed"] else { return nil }
      if case .integer(let value) = entry.value, let seed = UInt64(exactly: value) { return seed }
      if case .string(let text) = entry.value, let seed = UInt64(text) { return seed }
      throw RecipeFileError(
        path: path, line: entry.line,
        .value(key: "seed", expected: "a whole number of 0 or more", received: entry.value.words))
    }
  }

  /// Refuses a setting of another choice than the one made.
  package func require(
    _ field: RecipeField, _ key: String, _ entry: Entry, _ choice: JSONValue
  ) throws(RecipeFileError) {
    guard let scope = field.scope, case .string(let word) = choice, !scope.words.contains(word) else {
      return
    }
    throw RecipeFileError(
      path: path, line: entry.line,
      .notFor(key: key, choice: word, scope: scope.words.joined(separator: ", ")))
  }

  /// The place in the file that a fault of decoding is about.
  private func refusal(of error: DecodingError) -> any Error {
    let (context, expected): (DecodingError.Context, String?) =
      switch error {
      case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context),
        .dataCorrupted(let context):
        (context, context.debugDescription)
      @unknown default: (DecodingError.Context(codingPath: [], debugDescription: "\(error)"), nil)
      }
    let name = context.codingPath.first?.stringValue ?? ""
    guard let entry = entries[name] else {
      return RecipeFileError(
        path: path,
        .value(
          key: name.isEmpty ? "the recipe" : name, expected: "values that fit each other",
          received: context.debugDescription))
    }
    let key = name
    let parts = (expected ?? "").components(separatedBy: ", received ")
    let wanted =
      parts.count == 2 ? parts[0].replacing("expected ", with: "") : RecipeField.named(key)?.kind.words
    return RecipeFileError(
      path: path, line: entry.line,
      .value(key: key, expected: wanted ?? "", received: parts.count == 2 ? parts[1] : entry.value.words))
  }

  /// The place in the file of a setting that `Recipe.validate` names in words; its own error where the file does not
  /// have it.
  private func refusal(of field: String, _ expected: String, _ received: String) -> any Error {
    guard let key = RecipeField.training.first(where: { $0.name == field })?.key, let entry = entries[key]
    else {
      return TrainingError.recipe(field: field, expected: expected, received: received)
    }
    return RecipeFileError(
      path: path, line: entry.line, .value(key: key, expected: expected, received: received))
  }
}

extension Recipe {
  /// The recipe as JSON, in the form that files have.
  package func json() throws -> JSONValue {
    try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(self))
  }
}
