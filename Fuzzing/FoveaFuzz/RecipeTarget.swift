import FoveaInference
import FoveaTraining

/// Recipes: YAML or JSON of a person.
struct RecipeTarget: FuzzTarget {
  func seeds() throws -> [[UInt8]] {
    var texts = [
      "", "# nothing\n", "{\"epochs\": 3, \"optimizer\": \"sgd\"}",
      "augmentation: [crop: {padding: 0.1}, horizontal_flip]\n",
      "augmentation:\n  - rotation: {degrees: 10}\n  - erasing\n",
      "epochs: 0x10\nseed: 18446744073709551615\n",
      "learning_rate: 1e308\n", "model: cnn\nimg_size: 28\nclass_weights: {a: 1}\n",
    ]
    texts += try Optimizer.all.map {
      try RecipeText(Recipe(minutes: 2.5, optimizer: $0, clipNorm: 1, patience: 4), others: [:]).yaml
    }
    texts += Schedule.all.map { "schedule: \($0.name)\n" } + ["loss: focal\nfocal_gamma: 2\n"]
    return texts.map(Self.withoutComments)
  }

  /// The comments of a printed recipe are most of it, and say nothing to the reader.
  private static func withoutComments(_ text: String) -> [UInt8] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("# ") }
    return Array(lines.joined(separator: "\n").utf8)
  }

  var dictionary: [String] {
    RecipeField.all.map { "\n\($0.key): " } + [
      "null", "true", "-1", "1e308", "1e-46", ".nan", ".inf", "9223372036854775807", "[1, 2]", "{a: 1}", "- ",
      "|\n ", "!!str ",
      "<<: ", "? ", "---\n", "light", "standard", "strong", "{padding: 0.1}",
    ]
  }

  func test(_ bytes: [UInt8]) {
    guard let text = String(validating: bytes, as: UTF8.self) else { return }
    let file: RecipeFile
    do throws(RecipeFileError) {
      file = try RecipeFile(text, path: "recipe")
    } catch {
      require("\(error)".hasPrefix("recipe"), "an error says where")
      return
    }
    let recipe: Recipe
    do {
      recipe = try file.recipe(over: Recipe())
    } catch {
      require(
        error is RecipeFileError || error is TrainingError,
        "faults of a recipe are RecipeFileErrors, received \(type(of: error)): \(error)")
      return
    }
    let printed = requireValue("a recipe can be printed") { try RecipeText(recipe, others: [:]).yaml }
    let again = requireValue("a printed recipe can be read") {
      try RecipeFile(printed, path: "printed").recipe(over: Recipe())
    }
    require(again == recipe, "a printed recipe reads as itself")
  }
}
