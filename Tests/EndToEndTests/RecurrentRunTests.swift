import Foundation
import TestSupport
import Testing

/// `fovea train --model lstm` and what follows it, from pictures to maps, and what cannot be asked for.
@Suite("Recurrent networks", .serialized)
struct RecurrentRunTests {
  @Test func picturesAreReadClassifiedAndExplained() throws {
    try TestPaths.withTemporaryFolder { folder in
      let run = folder + "/run"
      let data = TestPaths.package + "/SampleData"
      let trained = try Fovea.train([
        data, "-o", run, "--model", "lstm", "--hidden", "48", "--img-size", "16", "--channels", "gray",
        "--epochs",
        "12", "--no-check", "-q",
      ])
      #expect(trained.status == 0, "\(trained.errors)")
      let metrics = try JSON.object(at: run + "/metrics.json")
      let (accuracy, baseline) = (metrics["accuracy"] as? Double, metrics["baseline_accuracy"] as? Double)
      #expect((accuracy ?? 0) > (baseline ?? 1) + 0.2, "\(accuracy ?? 0) against \(baseline ?? 1)")

      let model = run + "/model.safetensors"
      let scored = try Fovea.run("evaluate", model, data, "--json")
      #expect(try JSON.object(scored.output)["accuracy"] as? Double == accuracy, "\(scored.errors)")
      let shown = try Fovea.run("inspect", model)
      #expect(shown.output.contains("recurrent") && shown.output.contains("[16, 16]"), "\(shown.output)")

      let pictures = try Pictures(folder + "/pictures", count: 2)
      let maps = try Fovea.run("explain", model, pictures.folder, "-o", folder + "/maps")
      #expect(maps.status == 0, "\(maps.errors)")
      let rows = try String(contentsOfFile: folder + "/maps/explanations.csv", encoding: .utf8)
      #expect(rows.components(separatedBy: ",occlusion,").count == 5)
      let refused = try Fovea.run(
        "explain", model, pictures.folder, "-o", folder + "/cam", "--method", "grad-cam")
      #expect(refused.status == 69)
      #expect(refused.errors.contains("expected a network with convolutions, received one without"))
    }
  }

  @Test(arguments: ["rnn", "lstm", "gru"]) func everyFoldIsScored(_ model: String) throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data", count: 12)
      let run = folder + "/run"
      let trained = try Fovea.train([
        pictures.folder, "-o", run, "--model", model, "--hidden", "8", "--epochs", "15", "--folds", "3", "-q",
      ])
      #expect(trained.status == 0, "\(trained.errors)")
      let metrics = try JSON.object(at: run + "/metrics.json")
      #expect(metrics["split"] as? String == "folds" && metrics["samples"] as? Int == 24)
      // Dark and light pictures: who learns nothing gets half of them right.
      #expect((metrics["accuracy"] as? Double ?? 0) > 0.8, "\(metrics["accuracy"] ?? "none")")
      let shown = try Fovea.run("inspect", run + "/fold-3/model.safetensors")
      #expect(shown.status == 0 && shown.output.contains("recurrent"))
    }
  }

  @Test func theyAreRungsOfALadder() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data", count: 20)
      let run = folder + "/run"
      let outcome = try Fovea.run(
        "ladder", pictures.folder, "--models", "logistic,rnn,gru,lstm", "--minutes", "0.15", "-o", run,
        "--val-split", "0.3", "-q")
      #expect(outcome.status == 0, "\(outcome.errors)")
      let table = try String(contentsOfFile: run + "/ladder.csv", encoding: .utf8).split(separator: "\n")
      #expect(
        table.dropFirst().map { $0.prefix { $0 != "," } } == ["majority", "logistic", "rnn", "gru", "lstm"])
      let climbs = try JSON.object(at: run + "/ladder.json")["climbs"] as? [Any]
      #expect(climbs?.count == 4)
      #expect(try Fovea.run("evaluate", run + "/lstm", pictures.folder, "-q").status == 0)

      let cases: [(String, String)] = [
        ("logistic,perceptron", "--models: "), ("lstm,lstm", "--models: lstm is named twice"),
      ]
      for (models, message) in cases {
        let refused = try Fovea.run(
          "ladder", pictures.folder, "--models", models, "-o", folder + "/none", "-q")
        #expect(refused.status == 64 && refused.errors.contains(message), "\(refused.errors)")
      }
      // Three halvings leave nothing of four pixels.
      let small = try Fovea.run(
        "ladder", pictures.folder, "--models", "lstm,lenet", "--img-size", "4", "-o", folder + "/none", "-q")
      #expect(small.status == 64 && small.errors.contains("lenet"), "\(small.errors)")
      #expect(!FileManager.default.fileExists(atPath: folder + "/none"))
    }
  }

  @Test func theirRecipeIsSearched() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data", count: 20)
      let run = folder + "/run"
      let tuned = try Fovea.run([
        "tune", pictures.folder, "--model", "gru", "--epochs", "4", "--minutes", "1", "--trials", "6",
        "--val-split", "0.3", "-o", run, "--no-check", "-q",
      ])
      #expect(tuned.status == 0, "\(tuned.errors)")
      let table = try String(contentsOfFile: run + "/trials.csv", encoding: .utf8).split(separator: "\n")
      // The number of units is searched, beside rate, decay and augmentation.
      let widths = table.dropFirst().map {
        $0.split(separator: ",", omittingEmptySubsequences: false)[5]
      }
      #expect(Set(widths).count > 1, "\(widths)")
      let trained = try Fovea.train([
        pictures.folder, "--config", run + "/recipe.yaml", "-o", folder + "/trained", "-q", "--no-check",
      ])
      #expect(trained.status == 0, "\(trained.errors)")
      let shown = try Fovea.run("inspect", folder + "/trained/model.safetensors")
      #expect(shown.output.contains("recurrent"))
    }
  }

  @Test(arguments: [
    (["--layers", "0"], "--layers: expected 1 to 64, received 0"),
    (["--hidden", "0"], "--hidden: expected widths of 1 to 65536 such as 256,128, received '0'"),
    (
      ["--hidden", "16,8", "--layers", "3"],
      "--layers: expected 2, as many as there are widths, received 3; give one width for all"
    ),
    (
      ["--patch", "4"],
      "--patch: a sequence of rows has no patches, received 4; use --sequence patches"
    ),
    (
      ["--sequence", "patches", "--patch", "5", "--img-size", "16"],
      "architecture 'lstm': expected patches that divide the picture of 16×16, received 5×5; choose a side of 1, 2, 4, 8, 16"
    ),
    (["--reset-gate", "before"], "--reset-gate: lstm has none; use --model gru"),
    (["--activation", "relu"], "--activation: lstm does not take it"),
    (["--sequence", "pixels"], "'pixels' is invalid for '--sequence <sequence>'"),
    (
      ["--model", "rnn", "--activation", "gelu"],
      "--activation: rnn has tanh or relu, received 'gelu'; choose one of them"
    ),
    (
      ["--model", "cnn", "--layers", "2"],
      "--layers: cnn is no recurrent network; use --model rnn, lstm or gru"
    ),
  ])
  func whatDoesNotFitIsRefused(_ options: [String], _ message: String) throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data")
      let model = options.contains("--model") ? [] : ["--model", "lstm"]
      let refused = try Fovea.train([pictures.folder, "-o", folder + "/run"] + model + options)
      #expect(refused.status == 64)
      #expect(refused.errors.contains(message), "\(refused.errors)")
      #expect(!FileManager.default.fileExists(atPath: folder + "/run/model.safetensors"))
    }
  }
}
