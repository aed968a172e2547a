import Foundation
import FoveaDatasets
import FoveaInference
import FoveaNetworks
import TestSupport
import Testing

@testable import FoveaTraining

@Suite struct RecipeFileTests {
  private func words(_ text: String) -> String {
    do {
      _ = try RecipeFile(text, path: "r.yaml").recipe(over: Recipe())
      return "no error"
    } catch {
      return "\(error)"
    }
  }

  @Test func yamlAndJSONSayTheSame() throws {
    let yaml = try RecipeFile(
      "# mine\nepochs: 7\nlearning_rate: 2e-3  # high\nbatch_size: all\npatience: null\n", path: "a")
    let json = try RecipeFile(
      #"{"epochs": 7, "learning_rate": 0.002, "batch_size": "all", "patience": null}"#, path: "b")
    #expect(yaml.entries.mapValues(\.value) == json.entries.mapValues(\.value))
    #expect(
      yaml.entries.mapValues(\.line) == ["epochs": 2, "learning_rate": 3, "batch_size": 4, "patience": 5])
    let recipe = try yaml.recipe(over: Recipe(patience: 3, seed: 9))
    #expect(recipe == Recipe(epochs: 7, batchSize: .all, learningRate: 2e-3, seed: 9))
  }

  @Test func aFileWithoutSettingsChangesNothing() throws {
    for text in ["", "# nothing\n", "{}"] {
      #expect(try RecipeFile(text, path: "r").recipe(over: Recipe(epochs: 3)) == Recipe(epochs: 3))
    }
  }

  @Test(arguments: [
    (
      "epoch: 3",
      "r.yaml:1: unknown key 'epoch'; did you mean 'epochs'? 'fovea train --print-config' lists all"
    ),
    (
      "\nlr: 3",
      "r.yaml:2: unknown key 'lr'; did you mean 'learning_rate'? 'fovea train --print-config' lists all"
    ),
    (
      "weight-decay: 0",
      "r.yaml:1: unknown key 'weight-decay'; did you mean 'weight_decay'? 'fovea train --print-config' lists all"
    ),
    ("epochs: many", "r.yaml:1: epochs: expected a whole number, received 'many'"),
    ("epochs: 2.5", "r.yaml:1: epochs: expected a whole number, received 2.5"),
    ("epochs: 010", "r.yaml:1: epochs: expected a whole number, received '010'"),
    ("epochs: null", "r.yaml:1: epochs: expected a whole number, received nothing"),
    ("nesterov: yes", "r.yaml:1: nesterov: expected true or false, received 'yes'"),
    (
      "optimizer: sgdm",
      "r.yaml:1: optimizer: expected one of sgd, adam, adamw, rmsprop, lamb, muon, received 'sgdm'"
    ),
    ("batch_size: [1]", "r.yaml:1: batch_size: expected a whole number, or all, received a list"),
    ("hidden: [a]", "r.yaml:1: hidden: expected a list of whole numbers such as [256, 128], received a list"),
    ("ema: .nan", "r.yaml:1: ema: expected a number, received '.nan'"),
    ("seed: -1", "r.yaml:1: seed: expected a whole number of 0 or more, received -1"),
    ("epochs: 1\nepochs: 2", "r.yaml:1: the key 'epochs' stands here a second time; remove one of the two"),
    ("epochs: 0", "r.yaml:1: epochs: expected at least 1, received 0"),
    ("\nwarmup_epochs: -1", "r.yaml:2: warmup_epochs: expected a number of 0 or more, received -1.0"),
    ("ema: 1.5", "r.yaml:1: ema: expected 0 < decay < 1, received 1.5"),
    (
      "optimizer: adamw\nmomentum: 0.9",
      "r.yaml:2: momentum: adamw does not have it, only sgd, muon have; remove the line"
    ),
    (
      "focal_gamma: 1",
      "r.yaml:1: focal_gamma: cross-entropy does not have it, only focal has; remove the line"
    ),
    (
      "augmentation: heavy",
      "r.yaml:1: augmentation: expected a list of steps, or none, light, standard, strong, received 'heavy'"
    ),
    (
      "augmentation: [spin]",
      "r.yaml:1: augmentation: expected one of horizontal_flip, alternating_flip, vertical_flip, crop, resized_crop, rotation, translation, color, grayscale, blur, erasing, rand_augment, trivial_augment, received 'spin'"
    ),
    (
      "augmentation: [crop: {size: 1}]",
      "r.yaml:1: augmentation: expected padding as settings of crop, received 'size'"
    ),
    (
      "epochs",
      "r.yaml:1: expected keys with values such as 'epochs: 20', received a single value; 'fovea train --print-config' prints a recipe"
    ),
    (
      "- 1",
      "r.yaml:1: expected keys with values such as 'epochs: 20', received a list; 'fovea train --print-config' prints a recipe"
    ),
    ("a: &x [1]", "r.yaml:1: neither YAML nor JSON: references (& and *) have no use in a recipe"),
    ("epochs: 1\n---\nepochs: 2", "r.yaml:2: neither YAML nor JSON: but found another document"),
  ])
  func whatIsWrongIsNamedWithItsLine(_ text: String, _ expected: String) {
    #expect(words(text) == expected)
  }

  /// Text in quotes may have any characters, and is printed so that it is read again.
  @Test(arguments: [
    "a\": *b", "it's: &x, *y", "'*", "#*", "\u{80}\u{85}\u{9f}", "a\u{feff}\u{fffe}", "\"\u{301}: *a",
    "\u{2028}- *a", "\\",
    "\r\n&a",
  ])
  func textOfEveryKindIsReadAgain(_ text: String) throws {
    let recipe = Recipe(groups: [ParameterGroup(prefix: text, rate: 0.5)])
    let printed = try RecipeText(recipe, others: [:]).yaml
    #expect(try RecipeFile(printed, path: "printed").recipe(over: Recipe()) == recipe)
    let single = "groups: [{prefix: '\(text.replacing("'", with: "''"))', rate: 0.5}]"
    // YAML has no form for these outside of escapes, and folds lines.
    guard
      !text.unicodeScalars.contains(where: {
        $0.value < 32 || (0x7f...0x9f).contains($0.value) || $0.value > 0x2000
      })
    else { return }
    #expect(try RecipeFile(single, path: "single").recipe(over: Recipe()) == recipe)
  }

  @Test func referencesAreFoundBehindQuotesAndSigns() {
    for text in ["a: 'x' \n'b': *c", "a: \"\\\\\"\nb: *c", "a: x#y\nb: *c", "a: '\u{301}'\nb: *c"] {
      #expect(words(text) == "r.yaml:2: neither YAML nor JSON: references (& and *) have no use in a recipe")
    }
  }

  @Test func damagedTextIsRefused() {
    for text in ["epochs: [1", "epochs: 'a", "\t- x: :", "a: b: c", String(repeating: "[", count: 5000)] {
      #expect(words(text).hasPrefix("r.yaml"), "\(text.prefix(20))")
    }
    let deep = "augmentation: " + String(repeating: "[", count: 20) + String(repeating: "]", count: 20)
    #expect(
      words(deep) == "r.yaml:1: augmentation: expected a plain value, received a structure that is too large")
  }

  @Test func filesThatCannotBeRead() throws {
    try TestPaths.withTemporaryFolder { folder in
      func words(_ path: String) -> String {
        do {
          _ = try RecipeFile(contentsOf: path)
          return "no error"
        } catch { return "\(error)" }
      }
      #expect(words(folder + "/none") == "\(folder)/none: no such file; check the path")
      #expect(
        words(folder) == "\(folder): cannot be read (it is a folder; give the recipe.yaml in it)")
      try Data([0xFF, 0xFE, 0x00]).write(to: URL(fileURLWithPath: folder + "/bytes"))
      #expect(words(folder + "/bytes") == "\(folder)/bytes: cannot be read (it is not UTF-8 text)")
      try Data(count: (1 << 20) + 1).write(to: URL(fileURLWithPath: folder + "/large"))
      #expect(
        words(folder + "/large")
          == "\(folder)/large: expected a recipe of at most 1048576 bytes, received a file of 1048577; check the path"
      )
    }
  }

  @Test func anotherOptimizerBringsItsOwnRate() throws {
    let start = Recipe(optimizer: .sgd(momentum: 0.8, nesterov: true), learningRate: 0.3)
    let other = try RecipeFile("optimizer: muon", path: "r").recipe(over: start)
    #expect(other.optimizer == .muon() && other.learningRate == Optimizer.muon().defaultLearningRate)
    let same = try RecipeFile("optimizer: sgd\nnesterov: false", path: "r").recipe(over: start)
    #expect(same.optimizer == .sgd(momentum: 0.8) && same.learningRate == 0.3)
  }

  /// Recipes that between them have every field.
  static let recipes: [Recipe] =
    Optimizer.all.map { Recipe(minutes: 2.5, optimizer: $0, clipNorm: 1, averageDecay: 0.999, patience: 4) }
    + Schedule.all.map { Recipe(schedule: $0) } + Loss.all.map { Recipe(loss: $0) }
    + [
      Recipe(batchSize: .all, learningRate: 1.7e-5, augmentation: Augmentation(.strong), seed: .max),
      Recipe(
        augmentation: Augmentation(AugmentationStep.all + [.crop(padding: 0.3), .randAugment(count: 1)]),
        seed: 1 << 60),
    ]

  @Test func everyKeyOfARecipeIsDocumentedAndNoOther() throws {
    let known = Set(RecipeField.all.filter { $0.section == .training }.map(\.key))
    for recipe in Self.recipes {
      guard case .object(let values) = try recipe.json() else { continue }
      for key in values.keys { #expect(known.contains(key), "\(key) has no documentation") }
    }
    #expect(Set(RecipeField.all.map(\.key)).count == RecipeField.all.count)
    #expect(RecipeField.all.allSatisfy { $0.documentation.count > 10 && $0.documentation.hasSuffix(".") })
  }

  /// A setting that the table lacked would be lost in files.
  @Test func everythingThatARecipeHoldsIsWrittenAndReadBack() throws {
    let other = Recipe(
      epochs: 3, minutes: 2, batchSize: .all, accumulation: 2,
      optimizer: .sgd(momentum: 0.5, nesterov: true), learningRate: 0.3, layerDecay: 0.5,
      groups: [ParameterGroup(prefix: "a.", rate: 0.5)], schedule: .step(epochs: 2, factor: 0.5),
      warmupEpochs: 1, weightDecay: 0.1, clipNorm: 2, averageDecay: 0.9, loss: .focal(gamma: 1),
      labelSmoothing: 0.1, stochasticDepth: 0.2, mixing: Mixing(mixup: 0.1, cutmix: 0.2),
      classWeights: .balanced, sampling: .balanced, augmentation: Augmentation(.light),
      progressive: ProgressiveResizing(scale: 0.5, share: 0.3), views: .mirrored, selection: .loss,
      patience: 3, seed: 5)
    for (own, usual) in zip(Mirror(reflecting: other).children, Mirror(reflecting: Recipe()).children) {
      #expect("\(own.value)" != "\(usual.value)", "\(own.label ?? "") wants another value in this test")
    }
    #expect(try JSONDecoder().decode(Recipe.self, from: JSONEncoder().encode(other)) == other)
  }

  @Test(arguments: recipes) func aPrintedRecipeReadsBackAsItself(_ recipe: Recipe) throws {
    let text = try RecipeText(recipe, others: ["model": .string("cnn"), "img_size": .integer(28)]).yaml
    let file = try RecipeFile(text, path: "r")
    #expect(try file.recipe(over: Recipe(epochs: 99, optimizer: .rmsProp(), clipNorm: 7)) == recipe)
    // Every setting is there, with a comment above it.
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    for field in RecipeField.all {
      let index = try #require(
        lines.firstIndex { $0.hasPrefix("\(field.key):") || $0.hasPrefix("# \(field.key):") }, "\(field.key)")
      #expect(lines[index - 1].hasPrefix("# "))
    }
  }

  @Test func distances() {
    #expect(RecipeField.distance("epoch", "epochs") == 1)
    #expect(RecipeField.distance("kitten", "sitting") == 3)
    #expect(RecipeField.distance("", "abc") == 3)
    #expect(RecipeField.distance("same", "same") == 0)
  }
}
