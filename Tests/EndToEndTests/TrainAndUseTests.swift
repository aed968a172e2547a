import Foundation
import TestSupport
import Testing

@Suite("From a folder of pictures to labels", .serialized)
struct TrainAndUseTests {
  @Test(arguments: [
    ["--model", "logistic"], ["--model", "mlp", "--hidden", "8", "--batch-norm", "--dropout", "0.1"],
    ["--model", "patch-mlp", "--activation", "leaky-relu:0.1"], ["--img-size", "16"],
    ["--img-size", "24", "--progressive-scale", "0.75"],
    ["--model", "mobilenet-v2", "--img-size", "32", "--dropout", "0.1"],
    [
      "--model", "mlp", "--hidden", "8,4", "--batch-size", "all", "--opt", "sgd", "--loss",
      "half-squared-error",
    ],
    [
      "--model", "mlp", "--hidden", "8", "--activation", "noisy-relu", "--sched", "constant", "--patience",
      "3",
    ],
  ])
  func everyModelFillsARunFolder(_ options: [String]) throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data")
      let before = try pictures.contents()
      let run = folder + "/run"
      let trained = try Fovea.train([pictures.folder, "-o", run, "--epochs", "5"] + options)
      #expect(trained.status == 0, "\(trained.errors)")
      let files = try FileManager.default.contentsOfDirectory(atPath: run).sorted()
      #expect(
        files == [
          "config.json", "confused_pairs.csv", "confusion.csv", "digests.json", "errors.csv", "figures",
          "history.csv",
          "label_issues.csv", "last.safetensors", "metrics.json", "model.safetensors", "per_class.csv",
          "predictions.csv", "recipe.yaml", "report.html", "slices.csv", "split.csv", "thresholds.csv",
        ])
      let metrics = try JSON.object(at: run + "/metrics.json")
      for key in [
        "accuracy", "accuracy_interval", "baseline_accuracy", "roc_auc", "threshold", "log_loss", "ece",
      ] {
        #expect(metrics[key] != nil, "metrics.json has no \(key)")
      }
      #expect(metrics["split"] as? String == "val")
      let history = try String(contentsOfFile: run + "/history.csv", encoding: .utf8).split(separator: "\n")
      #expect(history.count >= 2 && history.count <= 6)
      for file in ["model.safetensors", "last.safetensors"] {
        #expect(try Fovea.run("inspect", run + "/" + file).status == 0)
      }
      #expect(try pictures.contents() == before)
    }
  }

  @Test func classifyGivesARowForEveryFileInOrder() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data")
      let run = folder + "/run"
      #expect(try Fovea.train([pictures.folder, "-o", run, "--model", "logistic", "-q"]).status == 0)
      let inbox = try Pictures(folder + "/inbox", classes: [])
      try inbox.add("a, \"b\" 1.png", level: 30, 1)
      try inbox.add("a, \"b\" 10.png", level: 220, 2)
      try inbox.add("a, \"b\" 2.png", level: 220, 3)
      try inbox.add("🐱\n.png", level: 30, 4)
      try inbox.write("broken.jpg", Array("no picture".utf8))
      let before = try inbox.contents()
      let rows = try Fovea.run("classify", run, inbox.folder, folder + "/none.png", "--format", "jsonl", "-q")
      #expect(rows.status == 66)
      #expect(
        rows.errors.contains("\"message\":\"\(folder)/none.png: no such file or folder; check the path\""))
      let items = try rows.output.split(separator: "\n").map { try JSON.object(String($0)) }
      #expect(
        items.map { ($0["path"] as? String)?.split(separator: "/").last.map(String.init) ?? "" } == [
          "a, \"b\" 1.png", "a, \"b\" 2.png", "a, \"b\" 10.png", "broken.jpg", "🐱\n.png", "none.png",
        ])
      #expect(items.map { $0["label"] as? String } == ["dark", "light", "light", nil, "dark", nil])
      #expect(
        items[3]["error"] as? String
          == "not a JPEG, PNG, WebP, TIFF, BMP, GIF, HEIC or AVIF image: its bytes are text")
      #expect(items[5]["error"] as? String == "cannot be read (No such file or directory)")

      let csv = try Fovea.run("classify", run, inbox.folder, "--format", "csv", "--min-confidence", "1", "-q")
      #expect(
        csv.output.hasPrefix("path,label,probability,second_label,second_probability,margin,error,note\n"))
      #expect(csv.output.contains("\"\(inbox.folder)/a, \"\"b\"\" 1.png\",unknown,"))
      #expect(try inbox.contents() == before)
    }
  }

  @Test(arguments: ["--link", "--copy", "--move"])
  func sortingNeverReplacesAFile(_ method: String) throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data")
      let run = folder + "/run"
      #expect(try Fovea.train([pictures.folder, "-o", run, "--model", "logistic", "-q"]).status == 0)
      let inbox = try Pictures(folder + "/inbox", classes: [])
      try inbox.add("x/photo.png", level: 30, 1)
      try inbox.add("y/photo.png", level: 30, 2)
      let sorted = try Pictures(folder + "/sorted", classes: [])
      try sorted.write("dark/photo.png", Array("mine".utf8))
      let outcome = try Fovea.run("classify", run, inbox.folder, "--sort-into", sorted.folder, method, "-q")
      #expect(outcome.status == 0, "\(outcome.errors)")
      let names = try FileManager.default.contentsOfDirectory(atPath: sorted.folder + "/dark").sorted()
      #expect(names == ["photo-2.png", "photo-3.png", "photo.png"])
      #expect(FileManager.default.contents(atPath: sorted.folder + "/dark/photo.png") == Data("mine".utf8))
      #expect(try inbox.contents().count == (method == "--move" ? 0 : 2))
    }
  }

  @Test func theSameSeedGivesTheSameBytes() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data")
      let options = [
        pictures.folder, "--model", "mlp", "--hidden", "16", "--dropout", "0.3", "--epochs", "4", "-q",
      ]
      for (name, threads) in [("a", "1"), ("b", "2")] {
        #expect(try Fovea.train(options + ["-o", "\(folder)/\(name)", "--threads", threads]).status == 0)
      }
      #expect(try Fovea.train(options + ["-o", "\(folder)/c", "--seed", "5"]).status == 0)
      let models = ["a", "b", "c"].map {
        FileManager.default.contents(atPath: "\(folder)/\($0)/model.safetensors")
      }
      #expect(models[0] == models[1])
      #expect(models[0] != models[2])
    }
  }

  @Test func jsonIsOneObjectAndQuietIsQuiet() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data")
      let trained = try Fovea.train([
        pictures.folder, "-o", folder + "/run", "--model", "logistic", "--epochs", "2", "--json", "-q",
      ])
      #expect(trained.errors.isEmpty)
      #expect(try JSON.object(trained.output)["samples"] as? Int == 2)
      let scored = try Fovea.run(
        "evaluate", folder + "/run", pictures.folder, "--split", "all", "--json", "-q")
      #expect(try JSON.object(scored.output)["samples"] as? Int == 24)
      #expect(try Fovea.run("inspect", pictures.folder).output.hasPrefix("class      train"))
    }
  }

  @Test func interruptionLeavesTheBestModel() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data")
      let run = folder + "/run"
      let outcome = try Fovea.run(
        "train", pictures.folder, "-o", run, "--model", "logistic", "--epochs", "1000000",
        whileRunning: { process in
          let end = Date().addingTimeInterval(20)
          while Date() < end, !FileManager.default.fileExists(atPath: run + "/history.csv") { usleep(10_000) }
          process.interrupt()
        })
      #expect(outcome.status == 130)
      #expect(outcome.errors.contains("stopping after this batch"))
      #expect(try Fovea.run("evaluate", run, pictures.folder, "-q").status == 0)
    }
  }

  @Test(.enabled(if: TestPaths.shared != nil, "needs ../shared/data/cats-dogs"))
  func realPhotosOfTwoClasses() throws {
    try TestPaths.withTemporaryFolder { folder in
      let data = (TestPaths.shared ?? "") + "/data/cats-dogs"
      let run = folder + "/run"
      let trained = try Fovea.train([
        data, "--model", "logistic", "--img-size", "32", "-o", run, "--epochs", "2", "-q",
      ])
      #expect(trained.status == 0, "\(trained.errors)")
      let metrics = try JSON.object(at: run + "/metrics.json")
      #expect(metrics["roc_auc"] is Double)
      #expect(metrics["threshold"] as? Double == 0.5)
      let rows = try Fovea.run(
        "classify", run + "/model.safetensors", data + "/test", "--format", "csv", "-q")
      #expect(rows.output.split(separator: "\n").count == 401)
    }
  }

  @Test func sampleDataIsLearned() throws {
    try TestPaths.withTemporaryFolder { folder in
      let data = TestPaths.package + "/SampleData"
      let trained = try Fovea.train([
        data, "--model", "mlp", "-o", folder + "/run", "--epochs", "12", "--json", "-q",
      ])
      let accuracy = try #require(try JSON.object(trained.output)["accuracy"] as? Double)
      #expect(accuracy >= 0.72)
    }
  }
}

enum JSON {
  static func object(_ text: String) throws -> [String: Any] {
    let value = try JSONSerialization.jsonObject(with: Data(text.utf8))
    guard let object = value as? [String: Any] else { throw CocoaError(.fileReadCorruptFile) }
    return object
  }

  static func object(at path: String) throws -> [String: Any] {
    try object(String(contentsOfFile: path, encoding: .utf8))
  }
}

extension Fovea {
  /// `fovea train` with `arguments`.
  static func train(_ arguments: [String]) throws -> Outcome { try run(["train"] + arguments) }
}
