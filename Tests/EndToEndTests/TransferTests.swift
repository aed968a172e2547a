import Foundation
import TestSupport
import Testing

@Suite("Learning on a backbone", .serialized)
struct TransferTests {
  private var sampleData: String { TestPaths.package + "/SampleData" }

  /// Trains a small network on the sample data, for others to learn on.
  private func backbone(in folder: String) throws -> String {
    let path = folder + "/backbone"
    let trained = try Fovea.train([
      sampleData, "-o", path, "--model", "cnn", "--width", "0.25", "--img-size", "16", "--channels", "gray",
      "--epochs", "2", "--no-tuning", "-q",
    ])
    #expect(trained.status == 0, "\(trained.errors)")
    return path
  }

  @Test func aHeadOnABackboneIsAModelAsAnyOther() throws {
    try TestPaths.withTemporaryFolder { folder in
      let backbone = try backbone(in: folder)
      let run = folder + "/run"
      let trained = try Fovea.train([
        sampleData, "-o", run, "--backbone", backbone, "--head-only", "--augment", "light",
      ])
      #expect(trained.status == 0, "\(trained.errors)")
      #expect(trained.output.contains("logistic regression on features; of "))
      let metrics = try JSON.object(at: run + "/metrics.json")
      let accuracy = try #require(metrics["accuracy"] as? Double)
      #expect(metrics["split"] as? String == "test" && accuracy > 0.5)
      for arguments in [
        ["inspect", run], ["explain", run, sampleData + "/test/bag", "-o", folder + "/explained"],
        ["compare", run, backbone, "--data", sampleData], ["classify", run, sampleData + "/test/bag", "-q"],
      ] {
        let outcome = try Fovea.run(arguments)
        #expect(outcome.status == 0, "\(arguments): \(outcome.errors)")
      }
      let evaluated = try Fovea.run("evaluate", run, sampleData, "--json", "-q")
      let again = try #require(try JSON.object(evaluated.output)["accuracy"] as? Double)
      // The same numbers, computed from features and by the whole network.
      #expect(abs(again - accuracy) < 0.006)
      let resumed = try Fovea.run("train", "--resume", run)
      #expect(resumed.status == 0 && resumed.output.contains("is finished"))
      let second = try Fovea.train([
        sampleData, "-o", folder + "/second", "--backbone", run, "--head-only", "--seed", "7", "-q",
      ])
      #expect(second.status == 0, "\(second.errors)")
      let tuned = try Fovea.train([
        sampleData, "-o", folder + "/tuned", "--backbone", backbone, "--fine-tune", "--epochs", "1",
        "--no-tuning", "-q",
      ])
      #expect(tuned.status == 0, "\(tuned.errors)")
      let folds = try Fovea.train([
        sampleData, "-o", folder + "/folds", "--backbone", backbone, "--folds", "2", "-q",
      ])
      #expect(folds.status == 0, "\(folds.errors)")
    }
  }

  @Test func accuracyGrowsWithImages() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data", count: 30)
      let trained = try Fovea.train([
        pictures.folder, "-o", folder + "/run", "--backbone", try backbone(in: folder), "--learning-curve",
      ])
      #expect(trained.status == 0, "\(trained.errors)")
      #expect(trained.output.contains("10 images a class: accuracy "))
      let curve = try JSON.object(at: folder + "/run/learning_curve.json")
      #expect((curve["points"] as? [Any])?.isEmpty == false)
    }
  }

  @Test func featuresAndNeighbours() throws {
    try TestPaths.withTemporaryFolder { folder in
      let backbone = try backbone(in: folder)
      let bags = sampleData + "/test/bag"
      let count = try FileManager.default.contentsOfDirectory(atPath: bags).count
      let table = folder + "/f.csv"
      let embedded = try Fovea.run("embed", backbone, bags, "-o", table)
      #expect(embedded.status == 0, "\(embedded.errors)")
      #expect(try String(contentsOfFile: table, encoding: .utf8).split(separator: "\n").count == count + 1)
      #expect(try Fovea.run("embed", backbone, bags, "-o", folder + "/f.safetensors", "-q").status == 0)
      #expect(try Fovea.run("embed", backbone, folder + "/none", "-o", folder + "/g.csv").status == 66)
      #expect(!FileManager.default.fileExists(atPath: folder + "/g.csv"))
      let image = bags + "/" + (try FileManager.default.contentsOfDirectory(atPath: bags).sorted()[0])
      let found = try Fovea.run(
        "search", backbone, image, sampleData + "/test", "--top", "5", "--format", "jsonl", "--sheet",
        folder + "/sheet.png")
      #expect(found.status == 0, "\(found.errors)")
      let rows = try found.output.split(separator: "\n").map { try JSON.object(String($0)) }
      #expect(rows.map { $0["rank"] as? Int } == [1, 2, 3, 4, 5])
      let similarities = rows.compactMap { $0["similarity"] as? Double }
      #expect(similarities == similarities.sorted(by: >) && similarities.allSatisfy { $0 <= 1 })
      #expect(!rows.contains { $0["path"] as? String == image })
      #expect(
        FileManager.default.contents(atPath: folder + "/sheet.png")?.starts(with: [0x89, 0x50]) == true)
    }
  }

  @Test func whatCannotBeLearnedIsRefusedAndWritesNothing() throws {
    try TestPaths.withTemporaryFolder { folder in
      let backbone = try backbone(in: folder)
      let pictures = try Pictures(folder + "/data")
      try pictures.write("dark/notes.txt", Array("no model".utf8))
      let one = try Pictures(folder + "/one", classes: ["dark"])
      let single = try Pictures(folder + "/single")
      try single.add("alone/1.png", level: 120, 99)
      let logistic = folder + "/logistic"
      #expect(try Fovea.train([pictures.folder, "-o", logistic, "--model", "logistic", "-q"]).status == 0)
      for (arguments, status, words) in [
        ([pictures.folder, "--backbone", pictures.folder + "/dark/notes.txt"], Int32(65), "notes.txt"),
        ([pictures.folder, "--backbone", "no-such-backbone"], 66, "'no-such-backbone' is neither"),
        ([pictures.folder, "--backbone", logistic], 69, "expected a model that ends in a linear layer"),
        ([one.folder, "--backbone", backbone], 65, "dark"),
        ([single.folder, "--backbone", backbone, "--no-check"], 65, "class 'alone': expected at least 2"),
        ([pictures.folder, "--backbone", backbone, "--img-size", "1"], 64, "expected"),
        ([pictures.folder, "--backbone", backbone, "--model", "cnn"], 64, "--model: the backbone brings"),
        ([pictures.folder, "--backbone", backbone, "--resize", "crop"], 64, "--resize: the backbone brings"),
        ([pictures.folder, "--backbone", backbone, "--epochs", "3"], 64, "--epochs: logistic regression"),
        ([pictures.folder, "--backbone", backbone, "--head-only", "--fine-tune"], 64, "give one of them"),
        ([pictures.folder, "--head-only", "--no-backbone"], 64, "received --no-backbone"),
      ] {
        let run = folder + "/run"
        let outcome = try Fovea.train(arguments + ["-o", run, "-q"])
        #expect(outcome.status == status, "\(arguments): \(outcome.errors)")
        #expect(outcome.errors.contains(words), "\(arguments): \(outcome.errors)")
        #expect(!FileManager.default.fileExists(atPath: run), "\(arguments)")
      }
    }
  }
}
