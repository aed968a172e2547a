import Foundation
import TestSupport
import Testing

/// Folds, the search for a learning rate, the ladder and the search for a recipe, through the command.
@Suite("Help in choosing", .serialized)
struct ChoosingTests {
  private func rows(_ path: String) throws -> [[String]] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  @Test func everyImageIsScoredByAModelThatDidNotSeeIt() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data", classes: ["a", "b", "c"], count: 9)
      let run = folder + "/run"
      let options = [pictures.folder, "--model", "logistic", "--epochs", "3", "--folds", "3"]
      let trained = try Fovea.train(options + ["-o", run])
      #expect(trained.status == 0, "\(trained.errors)")
      #expect(trained.output.contains("mean of 3 folds "))
      #expect(trained.errors.contains("27 images in 3 folds and 0 test images"))
      // Each image once, each predicted by the fold whose training part lacks it.
      let predictions = try rows(run + "/predictions.csv").dropFirst()
      #expect(Set(predictions.map { $0[0] }).count == 27 && predictions.count == 27)
      var held: Set<String> = []
      for fold in 1...3 {
        let split = try rows("\(run)/fold-\(fold)/split.csv").dropFirst()
        let test = split.filter { $0[2] == "test" }.map { $0[0] }
        #expect(test.count == 9 && split.count == 27)
        #expect(held.isDisjoint(with: test))
        held.formUnion(test)
        // What chooses epoch and temperature is neither learned from nor scored.
        #expect(split.count { $0[2] == "val" } == 3 && split.count { $0[2] == "train" } == 15)
        #expect(try Fovea.run("inspect", "\(run)/fold-\(fold)/model.safetensors").status == 0)
      }
      #expect(held.count == 27)
      let metrics = try JSON.object(at: run + "/metrics.json")
      #expect(metrics["split"] as? String == "folds" && metrics["samples"] as? Int == 27)
      let folds = try JSON.object(at: run + "/folds.json")
      let scores = try #require(folds["folds"] as? [[String: Any]]).compactMap { $0["accuracy"] as? Double }
      let mean = try #require(folds["mean"] as? Double)
      #expect(scores.count == 3 && abs(scores.reduce(0, +) / 3 - mean) < 1e-9)
      // Folds of one size: the mean of them is the pooled accuracy.
      #expect(abs(mean - (metrics["accuracy"] as? Double ?? -1)) < 1e-9)
      for file in ["report.html", "confusion.csv", "recipe.yaml", "errors.csv"] {
        #expect(FileManager.default.fileExists(atPath: run + "/" + file), "\(file)")
      }
      #expect(!FileManager.default.fileExists(atPath: run + "/model.safetensors"))

      // The recipe repeats all of it.
      let again = try Fovea.train([
        pictures.folder, "--config", run + "/recipe.yaml", "-o", folder + "/b", "-q",
      ])
      #expect(again.status == 0, "\(again.errors)")
      for file in ["predictions.csv", "fold-2/model.safetensors"] {
        #expect(
          FileManager.default.contents(atPath: "\(run)/\(file)")
            == FileManager.default.contents(atPath: "\(folder)/b/\(file)"))
      }
    }
  }

  @Test func tooManyFoldsAreRefused() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data", count: 3)
      let outcome = try Fovea.train([pictures.folder, "--folds", "50", "-o", folder + "/run", "-q"])
      #expect(outcome.status == 64 && outcome.errors.contains("50"))
      #expect(!FileManager.default.fileExists(atPath: folder + "/run"))
      let chosen = try Fovea.train([
        pictures.folder, "--folds", "2", "--val-split", "0", "--threshold", "f1", "--model", "logistic",
        "-o", folder + "/none", "-q",
      ])
      #expect(
        chosen.status == 65 && chosen.errors.contains("expected samples of both classes to choose it from"))
      #expect(!FileManager.default.fileExists(atPath: folder + "/none"))
    }
  }

  @Test func aLearningRateIsFoundWithoutALookAtTheTest() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data", classes: ["train/a", "train/b"], count: 20)
      // A test part that cannot be read does not matter, because it is not read.
      for name in ["test/a/1.png", "test/b/1.png", "val/a/1.png", "val/b/1.png"] {
        try pictures.write(name, Array("no picture".utf8))
      }
      let run = folder + "/run"
      let outcome = try Fovea.train([
        pictures.folder, "--find-lr", "--model", "mlp", "--hidden", "8", "-o", run, "--json", "-q",
        "--no-check",
        "--strict",
      ])
      #expect(outcome.status == 0, "\(outcome.errors)")
      let suggestion = try #require(try JSON.object(outcome.output)["suggestion"] as? Double)
      #expect(suggestion > 1e-6 && suggestion < 10)
      let table = try rows(run + "/learning_rates.csv")
      #expect(table[0] == ["learning_rate", "loss", "smoothed_loss"] && table.count > 50)
      let figure = try String(contentsOfFile: run + "/learning_rates.svg", encoding: .utf8)
      #expect(figure.hasPrefix("<svg") && figure.contains("smoothed loss"))
      #expect(try FileManager.default.contentsOfDirectory(atPath: run).count == 2)
    }
  }

  @Test func aLadderSaysWhatIsWorthItsCost() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data", count: 20)
      let run = folder + "/run"
      let outcome = try Fovea.run(
        "ladder", pictures.folder, "--minutes", "0.2", "-o", run, "--val-split", "0.3", "-q")
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output.contains("note: there is no test part"))
      let table = try rows(run + "/ladder.csv")
      #expect(table.dropFirst().map { $0[0] } == ["majority", "logistic", "mlp", "cnn", "resnet9"])
      let json = try JSON.object(at: run + "/ladder.json")
      #expect((json["rungs"] as? [Any])?.count == 5 && (json["climbs"] as? [Any])?.count == 4)
      #expect((json["worthwhile"] as? String).map { outcome.output.contains($0) } == true)
      #expect(try String(contentsOfFile: run + "/ladder.html", encoding: .utf8).contains("resnet9"))
      #expect(try Fovea.run("evaluate", run + "/cnn", pictures.folder, "-q").status == 0)
    }
  }

  @Test func aSearchWritesARecipeThatTrainReads() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data", classes: ["train/a", "train/b"], count: 20)
      for name in ["test/a/1.png", "test/b/1.png"] { try pictures.write(name, Array("no picture".utf8)) }
      let run = folder + "/run"
      let outcome = try Fovea.run([
        "tune", pictures.folder, "--model", "mlp", "--hidden", "8", "--epochs", "4", "--minutes", "1",
        "--trials",
        "6", "--val-split", "0.3", "-o", run, "--no-check", "--strict",
      ])
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output.contains("8 trainings of 6 recipes in 2 rounds of 6, 2\n"))
      #expect(outcome.output.contains("so it is too good"))
      #expect(outcome.errors.contains("the validation part has only"))
      let table = try rows(run + "/trials.csv")
      #expect(table.count == 9)
      // The widths were given, so they are not searched; the first is the default recipe.
      #expect(Set(table.dropFirst().map { $0[5] }) == ["8"])
      #expect(Set(table[1...6].map { $0[2] }).count > 1 && table[1][1] == "0")
      let again = try Fovea.run([
        "tune", pictures.folder, "--model", "mlp", "--hidden", "8", "--epochs", "4", "--minutes", "1",
        "--trials",
        "6", "--val-split", "0.3", "-o", folder + "/again", "--no-check", "-q",
      ])
      #expect(again.status == 0)
      #expect(
        FileManager.default.contents(atPath: run + "/recipe.yaml")
          == FileManager.default.contents(atPath: folder + "/again/recipe.yaml"))
      let trained = try Fovea.train([
        pictures.folder, "--config", run + "/recipe.yaml", "-o", folder + "/trained", "-q", "--no-check",
      ])
      // Its test part has no picture, which only now matters.
      #expect(trained.status == 0, "\(trained.errors)")
    }
  }

  @Test func whatCannotBeSearchedIsSaid() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data", count: 3)
      let held = try Fovea.run("tune", pictures.folder, "--val-split", "0", "-o", folder + "/run", "-q")
      #expect(held.status == 65)
      #expect(
        held.errors
          == "error: \(pictures.folder): expected images that are held out for validation, received none; recipes are chosen by them, so give a --val-split above 0\n"
      )
      let short = try Fovea.run("tune", pictures.folder, "--minutes", "0.0001", "-o", folder + "/run", "-q")
      #expect(
        short.status == 64 && short.errors.hasPrefix("error: --minutes 0.0001: too short for two recipes"))
      for verb in ["tune", "ladder"] {
        let none = try Fovea.run(verb, pictures.folder, "--minutes", "0", "-q")
        #expect(
          none.status == 64
            && none.errors.contains("--minutes: expected a number above 0 and at most 100000, received 0.0"))
      }
      #expect(!FileManager.default.fileExists(atPath: folder + "/run"))
    }
  }
}
