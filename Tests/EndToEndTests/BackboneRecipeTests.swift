import Foundation
import TestSupport
import Testing

/// Recipes of what is learned on a backbone, and a check by its features, through the command.
@Suite("Recipes with a backbone", .serialized)
struct BackboneRecipeTests {
  /// A model that others are learned on.
  private func backbone(_ pictures: Pictures, in folder: String) throws -> String {
    let trained = try Fovea.train([
      pictures.folder, "-o", folder + "/backbone", "--model", "cnn", "--width", "0.25", "--img-size", "16",
      "--epochs", "2", "--no-tuning", "-q",
    ])
    #expect(trained.status == 0, "\(trained.errors)")
    return folder + "/backbone"
  }

  @Test(arguments: [
    ["--head-only", "--augment", "light", "--class-weights", "balanced", "--val-split", "0.3"],
    ["--hidden", "6", "--epochs", "3", "--lr", "0.01", "--img-size", "24"],
    ["--fine-tune", "--epochs", "1", "--no-tuning"],
  ])
  func theRecipeOfARunRepeatsIt(_ options: [String]) throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data", count: 20)
      let backbone = try backbone(pictures, in: folder)
      let first = try Fovea.train(
        [pictures.folder, "-o", folder + "/a", "--backbone", backbone, "--seed", "5", "-q"] + options)
      #expect(first.status == 0, "\(first.errors)")
      let recipe = folder + "/a/recipe.yaml"
      let text = try String(contentsOfFile: recipe, encoding: .utf8)
      #expect(
        text.contains("\nbackbone: ") && text.contains("\nbackbone_sha256: ") && text.contains("\nmethod: "))
      #expect(
        text.contains("\n# model:\n") && text.contains("\n# Not here: the backbone brings its network."))
      // In another folder, as a recipe is moved.
      let again = try Fovea.run(
        ["train", pictures.folder, "--config", recipe, "-o", folder + "/b", "-q"]
          + (options.contains("--no-tuning") ? ["--no-tuning"] : []), in: folder)
      #expect(again.status == 0, "\(again.errors)")
      for file in ["model.safetensors", "predictions.csv", "split.csv", "recipe.yaml"] {
        #expect(
          FileManager.default.contents(atPath: "\(folder)/a/\(file)")
            == FileManager.default.contents(atPath: "\(folder)/b/\(file)"), "\(file)")
      }
      let other = try Fovea.train([
        pictures.folder, "--config", recipe, "--seed", "6", "-o", folder + "/c", "-q",
      ])
      #expect(other.status == 0, "\(other.errors)")
      #expect(try String(contentsOfFile: folder + "/c/recipe.yaml", encoding: .utf8).contains("\nseed: 6\n"))
      // Another backbone under the same name.
      try FileManager.default.removeItem(atPath: backbone)
      try FileManager.default.copyItem(atPath: folder + "/a", toPath: backbone)
      let changed = try Fovea.train([pictures.folder, "--config", recipe, "-o", folder + "/d", "-q"])
      guard options.contains("--fine-tune") || options.contains("--img-size") else { return }
      #expect(
        changed.status != 0 && !FileManager.default.fileExists(atPath: folder + "/d"), "\(changed.errors)")
    }
  }

  @Test func aPrintedRecipeReadsBack() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data", count: 20)
      let backbone = try backbone(pictures, in: folder)
      for options in [
        ["--head-only", "--augment", "light"], ["--fine-tune", "--lr", "0.002"], ["--hidden", "8,4"], [],
        [pictures.folder],
      ] {
        let printed = try Fovea.train(["--print-config", "--backbone", backbone] + options)
        #expect(printed.status == 0 && printed.errors.isEmpty, "\(printed.errors)")
        let method = options.contains("--fine-tune") ? "fine-tune" : "head-only"
        #expect(printed.output.contains("\nmethod: \(method)\n"))
        try Data(printed.output.utf8).write(to: URL(fileURLWithPath: folder + "/r.yaml"))
        let again = try Fovea.train(["--print-config", "--config", folder + "/r.yaml"])
        #expect(again.output == printed.output && again.status == 0, "\(again.errors)")
        let json = try Fovea.train(["--print-config", "--config", folder + "/r.yaml", "--json"])
        try Data(json.output.utf8).write(to: URL(fileURLWithPath: folder + "/r.json"))
        let third = try Fovea.train(["--print-config", "--config", folder + "/r.json"])
        #expect(third.output == printed.output, "\(third.errors)")
      }
      // Folds have a recipe, too.
      let run = folder + "/folds"
      let folds = try Fovea.train([pictures.folder, "--backbone", backbone, "--folds", "2", "-o", run, "-q"])
      #expect(folds.status == 0, "\(folds.errors)")
      let again = try Fovea.train([
        pictures.folder, "--config", run + "/recipe.yaml", "-o", folder + "/f", "-q",
      ])
      #expect(again.status == 0, "\(again.errors)")
      #expect(
        FileManager.default.contents(atPath: run + "/predictions.csv")
          == FileManager.default.contents(atPath: folder + "/f/predictions.csv"))
    }
  }

  @Test func whatDoesNotFitIsRefusedWithItsLine() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data", count: 20)
      let backbone = try backbone(pictures, in: folder)
      let file = folder + "/r.yaml"
      for (text, options, words) in [
        ("backbone: \(backbone)\nmodel: cnn", [], "r.yaml:2: model: the backbone brings its network; remove"),
        ("model: cnn", ["--backbone", backbone], "r.yaml:1: model: the backbone brings its network"),
        (
          "resize: crop\nbackbone: \(backbone)", [], "r.yaml:1: resize: the backbone brings its preprocessing"
        ),
        (
          "backbone: \(backbone)\nmethod: head-only\nepochs: 3", [],
          "r.yaml:3: epochs: logistic regression on features goes on to convergence and has no epochs"
        ),
        (
          "backbone: \(backbone)\nhidden: [4]\nmixup: 0.2", [],
          "r.yaml:3: mixup: a head alone is learned from features"
        ),
        (
          "backbone: \(backbone)", ["--no-backbone"], "r.yaml:1: backbone: here a network is trained from its"
        ),
        ("method: fine-tune", [], "r.yaml:1: method: here a network is trained from its beginning"),
        ("backbone: \(backbone)\nmethod: both", [], "expected one of head-only, fine-tune, received 'both'"),
        ("backbone: none-such", [], "'none-such' is neither a model file nor an installed backbone"),
        (
          "backbone: \(backbone)\nbackbone_sha256: '00'", [],
          "expected the backbone that the run began with, received one of other weights"
        ),
        (
          "backbone: \(backbone)", ["--find-lr"], "--find-lr: logistic regression on features goes on to conv"
        ),
        ("backbone: \(backbone)\nhidden: [4]", ["--find-lr"], "not that of a head alone; give --fine-tune"),
      ] {
        try Data(text.utf8).write(to: URL(fileURLWithPath: file))
        let outcome = try Fovea.train(
          [pictures.folder, "--config", file, "-o", folder + "/run", "-q"] + options)
        #expect(outcome.status != 0 && outcome.errors.contains(words), "\(text): \(outcome.errors)")
        #expect(!FileManager.default.fileExists(atPath: folder + "/run"), "\(text)")
      }
      let tuned = try Fovea.run("tune", pictures.folder, "--config", file, "-o", folder + "/run", "-q")
      #expect(tuned.status == 64 && tuned.errors.contains("r.yaml:1: backbone: here a network is trained"))
    }
  }

  @Test func aLearningRateForFineTuning() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data", count: 40)
      let found = try Fovea.train([
        pictures.folder, "--backbone", try backbone(pictures, in: folder), "--fine-tune", "--find-lr", "-o",
        folder + "/sweep", "-b", "8", "--no-tuning", "-q",
      ])
      #expect(found.status == 0, "\(found.errors)")
      #expect(found.output.contains(" steps from "))
      #expect(FileManager.default.fileExists(atPath: folder + "/sweep/learning_rates.csv"))
    }
  }

  /// What features find becomes findings that a person decides about.
  @Test func aLabelThatFeaturesDoubtIsMended() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data", count: 30)
      let backbone = try backbone(pictures, in: folder)
      try pictures.add("dark/wrong.png", level: 220, 777)
      let before = try pictures.contents()
      let plain = try Fovea.run("check", pictures.folder, "--json")
      #expect(plain.status == 0 && !plain.output.contains("label-suspect"))
      let checked = try Fovea.run(
        "check", pictures.folder, "--backbone", backbone, "-o", folder + "/check", "-q")
      #expect(checked.status == 0, "\(checked.errors)")
      #expect(checked.output.contains("labels that features doubt\n  "), "\(checked.output)")
      #expect(checked.output.contains("dark/wrong.png: a head that did not see it gives 'light' "))
      let rows = try String(contentsOfFile: folder + "/check/findings.csv", encoding: .utf8)
        .split(separator: "\n")
      #expect(
        rows[0]
          == "finding,kind,serious,path,detail,label,label_probability,suggested,suggested_probability")
      let row = try #require(rows.first { $0.contains("label-suspect") && $0.contains("wrong.png") })
      let values = row.components(separatedBy: ",").suffix(4)
      #expect(values.first == "dark" && values.dropFirst(2).first == "light")
      #expect((Double(values.last ?? "") ?? 0) > 0.5)
      let page = try String(contentsOfFile: folder + "/check/check.html", encoding: .utf8)
      #expect(page.contains("Labels that features doubt") && page.contains("looked at by backbone"))

      let asked = try Fovea.run("fix", pictures.folder, "--from", folder + "/check", "-o", folder + "/review")
      #expect(asked.status == 0, "\(asked.errors)")
      let list = folder + "/review/review.csv"
      let ticked = try String(contentsOfFile: list, encoding: .utf8).split(separator: "\n").map { line in
        line.contains("label-suspect") && line.contains("wrong.png")
          ? String(line).replacing("dark,,light", with: "dark,relabel,light") : String(line)
      }
      #expect(ticked.contains { $0.contains("dark,relabel,light") }, "\(ticked)")
      try Data(ticked.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: list))
      let fixed = folder + "/better.csv"
      let done = try Fovea.run("fix", pictures.folder, "--from", list, "-o", fixed)
      #expect(
        done.status == 0 && done.output.contains("61 images; 1 relabelled"), "\(done.output)\(done.errors)")
      #expect(try String(contentsOfFile: fixed, encoding: .utf8).contains("dark/wrong.png,light"))
      #expect(try pictures.contents() == before)
      let unknown = try Fovea.run("check", pictures.folder, "--backbone", "none-such")
      #expect(unknown.status == 66, "\(unknown.errors)")
    }
  }
}
