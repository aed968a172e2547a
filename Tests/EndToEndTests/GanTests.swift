import Foundation
import TestSupport
import Testing

@Suite("fovea gan", .serialized)
struct GanTests {
  private let options = ["--width", "4", "--latent", "8", "-b", "8", "--threads", "1"]

  private func files(_ folder: String) throws -> [String: Data] {
    var contents: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: folder) {
      var isFolder: ObjCBool = false
      let path = folder + "/" + name
      if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue {
        contents[name] = FileManager.default.contents(atPath: path)
      }
    }
    return contents
  }

  @Test("trains, samples the same bytes for the same seed, and tells its images from real ones")
  func wholePath() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data", count: 24)
      let before = try pictures.contents()
      let run = folder + "/run"
      let trained = try Fovea.run(
        ["gan", "train", pictures.folder, "-o", run, "--conditional", "--epochs", "2"] + options)
      #expect(trained.status == 0, "\(trained.errors)")
      #expect(trained.errors.contains("48 images of 2 classes, 16×16 pixels; 6 steps an epoch"))
      #expect(trained.errors.contains("epoch 2  generator "))
      #expect(trained.output.contains("are in \(run)"))
      let names = Set(try files(run).keys)
      #expect(
        names == [
          "config.json", "errors.csv", "generator.safetensors", "history.csv", "last.safetensors",
          "samples/0001.png", "samples/0002.png",
        ])
      let history = try String(contentsOfFile: run + "/history.csv", encoding: .utf8).split(separator: "\n")
      #expect(
        history.first
          == "epoch,steps,generator_loss,discriminator_loss,real_accuracy,generated_accuracy,spread,seconds,images_per_second"
      )
      #expect(history.count == 3)

      let sampled = try Fovea.run("gan", "sample", run, "-n", "6", "--seed", "7", "-o", folder + "/a")
      #expect(sampled.status == 0, "\(sampled.errors)")
      #expect(
        try Fovea.run("gan", "sample", run, "-n", "6", "--seed", "7", "-o", folder + "/b", "-q").status == 0)
      let first = try files(folder + "/a")
      #expect(
        Set(first.keys) == [
          "dark/0001.png", "light/0002.png", "dark/0003.png", "light/0004.png", "dark/0005.png",
          "light/0006.png", "sheet.png",
        ])
      #expect(try files(folder + "/b") == first)
      #expect(
        try Fovea.run("gan", "sample", run, "-n", "2", "--seed", "8", "-o", folder + "/c").status == 0)
      #expect(try files(folder + "/c")["dark/0001.png"] != first["dark/0001.png"])
      let light = try Fovea.run(
        "gan", "sample", run, "-n", "2", "--class", "light", "-o", folder + "/d", "--json")
      #expect(light.status == 0)
      #expect(light.output.contains("\"images\" : 2") || light.output.contains("\"images\": 2"))
      #expect(
        Set(try files(folder + "/d").keys) == ["light/0001.png", "light/0002.png", "sheet.png"])

      let detected = try Fovea.run("gan", "detect", run)
      #expect(detected.status == 0, "\(detected.errors)")
      #expect(detected.output.contains("real or generated: accuracy "))
      #expect(detected.output.contains("knows the pictures of this generator alone"))
      let report = try String(contentsOfFile: run + "/detector/report.html", encoding: .utf8)
      #expect(report.contains("Real or generated?"))
      // The second time it is there already.
      let labeled = try Fovea.run(
        "gan", "detect", run, folder + "/a/dark", pictures.folder + "/dark", "--format", "csv", "-q")
      #expect(labeled.status == 0, "\(labeled.errors)")
      #expect(labeled.output.split(separator: "\n").count == 1 + 3 + 24)
      #expect(labeled.output.contains("/a/dark/0001.png,generated,"))
      #expect(try pictures.contents() == before)
    }
  }

  @Test("a training that is killed at any moment ends as one that was not")
  func resumesAfterAKill() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data", count: 24)
      let (whole, killed) = (folder + "/whole", folder + "/killed")
      let arguments =
        [
          "--conditional", "--epochs", "40", "--checkpoint-minutes", "0.0005", "-q", "--tensorboard",
          folder + "/board",
        ] + options
      let complete = try Fovea.run(["gan", "train", pictures.folder, "-o", whole] + arguments)
      #expect(complete.status == 0, "\(complete.errors)")
      func kill(_ arguments: [String], after seconds: Double) throws -> Int32 {
        try Fovea.run(arguments) { process in
          while process.isRunning, !FileManager.default.fileExists(atPath: killed + "/config.json") {
            Thread.sleep(forTimeInterval: 0.01)
          }
          let end = Date(timeIntervalSinceNow: seconds)
          while process.isRunning, Date() < end { Thread.sleep(forTimeInterval: 0.01) }
          if process.isRunning { Foundation.kill(process.processIdentifier, SIGKILL) }
        }.status
      }
      _ = try kill(["gan", "train", pictures.folder, "-o", killed] + arguments, after: 0.3)
      var status: Int32 = -1
      for attempt in 0..<30 where status != 0 {
        status = try kill(
          ["gan", "train", "--resume", killed], after: 0.3 + Double(attempt) * Double.random(in: 0.2...0.5))
      }
      #expect(status == 0)
      let names = ["generator.safetensors", "samples/0040.png"]
      for name in names {
        #expect(
          FileManager.default.contents(atPath: whole + "/" + name)
            == FileManager.default.contents(atPath: killed + "/" + name), "\(name)")
      }
      func history(_ run: String) throws -> [[Substring]] {
        try String(contentsOfFile: run + "/history.csv", encoding: .utf8).split(separator: "\n")
          .map { Array($0.split(separator: ",").prefix(7)) }
      }
      #expect(try history(whole) == history(killed))
      try sameEvents(folder + "/board", sheets: whole + "/samples")
    }
  }

  /// Event files of a run that was killed and resumed say the same as those of one that was not, and as its history.
  private func sameEvents(_ board: String, sheets: String) throws {
    let (whole, killed) = (
      try EventReader(folder: board + "/whole"), try EventReader(folder: board + "/killed")
    )
    #expect(try FileManager.default.contentsOfDirectory(atPath: board + "/killed").count > 1)
    let names = [
      "steps", "generator_loss", "discriminator_loss", "real_accuracy", "generated_accuracy", "spread",
      "generator_lr", "discriminator_lr",
    ]
    #expect(Set(whole.scalars.keys) == Set(names + ["seconds", "images_per_second"]))
    for name in names {
      let (expected, read) = (whole.scalars[name] ?? [], killed.scalars[name] ?? [])
      #expect(expected.map(\.step) == Array(1...40) && read.map(\.step) == Array(1...40), "\(name)")
      #expect(expected.map(\.value) == read.map(\.value), "\(name)")
    }
    let history = try History(String(sheets.dropLast("/samples".count)))
    for (column, name) in history.columns.enumerated().dropFirst() {
      #expect(
        (whole.scalars[name] ?? []).map(\.value) == history.rows.map { Float(Double($0[column]) ?? .nan) },
        "\(name)")
    }
    let (pictures, read) = (whole.pictures["samples"] ?? [], killed.pictures["samples"] ?? [])
    #expect(pictures.map(\.step) == Array(1...40) && read.map(\.step) == Array(1...40))
    #expect(pictures.map(\.png) == read.map(\.png))
    // Two rows of eight images of 16 pixels with margins of 2.
    #expect(pictures.first?.width == 8 * 18 + 2 && pictures.first?.height == 2 * 18 + 2)
    #expect(pictures.last.map { Data($0.png) } == FileManager.default.contents(atPath: sheets + "/0040.png"))
  }

  @Test("generated images join the training part alone, and a paired test says what they were worth")
  func syntheticImages() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data", count: 24)
      let gan = folder + "/gan"
      #expect(
        try Fovea.run(
          ["gan", "train", pictures.folder, "-o", gan, "--conditional", "--epochs", "1", "-q"] + options
        ).status == 0)
      let run = folder + "/run"
      let arguments = [
        "train", pictures.folder, "-o", run, "--model", "mlp", "--hidden", "8", "--epochs", "2", "--no-check",
        "--synthetic", gan, "--synthetic-share", "0.5", "--synthetic-compare", "--val-split", "0.25",
      ]
      let trained = try Fovea.run(arguments)
      #expect(trained.status == 0, "\(trained.errors)")
      #expect(trained.output.contains("the comparison is in \(run)/compare.html"))
      let configuration = try String(contentsOfFile: run + "/config.json", encoding: .utf8)
      #expect(configuration.contains("\"generator\": \"\(gan)\""))
      #expect(configuration.contains("\"share\": 0.5"))
      // 36 real training images, and as many generated ones; validation has real ones alone.
      let digests = try String(contentsOfFile: run + "/digests.json", encoding: .utf8)
      #expect(digests.contains("generated 36\""))
      #expect(!digests.contains("generated 37\""))
      let predictions = try String(contentsOfFile: run + "/predictions.csv", encoding: .utf8)
      #expect(predictions.split(separator: "\n").count == 1 + 12)
      #expect(!predictions.contains("generated "))
      let comparison = try String(contentsOfFile: run + "/compare.json", encoding: .utf8)
      #expect(comparison.contains("without generated images"))

      let other = try Pictures(folder + "/other", classes: ["dark", "dusk", "light"], count: 16)
      let cases: [([String], Int32, String)] = [
        (
          ["train", other.folder, "--synthetic", gan], 65, "received one without dusk (it knows dark, light)"
        ),
        (["train", pictures.folder, "--synthetic", run], 65, "expected a generator, received a classifier"),
        (["train", pictures.folder, "--synthetic-share", "0.2"], 64, "takes --synthetic, received none"),
        (
          ["train", pictures.folder, "--synthetic", gan, "--synthetic-share", "1"], 64,
          "above 0 and at most 0.9"
        ),
        (["train", pictures.folder, "--synthetic", gan, "--folds", "3"], 64, "joins one training"),
      ]
      for (arguments, status, words) in cases {
        let outcome = try Fovea.run(arguments + ["-o", folder + "/none", "--no-check", "-q"])
        #expect(outcome.status == status, "\(arguments): \(outcome.errors)")
        #expect(outcome.errors.contains(words), "\(arguments): \(outcome.errors)")
      }
    }
  }

  @Test("runs and models of the other kind are named for what they are")
  func otherKinds() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data", count: 16)
      let (gan, classifier) = (folder + "/gan", folder + "/classifier")
      let ended = try Fovea.run(
        ["gan", "train", pictures.folder, "-o", gan, "--epochs", "1", "--log-format", "json"] + options)
      #expect(ended.status == 0, "\(ended.errors)")
      let lines = try ended.errors.split(separator: "\n").map { try JSON.object(String($0)) }
      let step = try #require(lines.first { $0["event"] as? String == "progress" })
      #expect(step["epoch"] as? Int == 1 && step["epochs"] as? Int == 1 && step["generator_loss"] is Double)
      let epoch = try #require(lines.first { $0["event"] as? String == "epoch" })
      #expect(epoch["spread"] is Double && epoch["samples"] as? String == gan + "/samples/0001.png")
      #expect(
        try Fovea.run(
          "train", pictures.folder, "-o", classifier, "--model", "logistic", "--epochs", "1", "--no-check",
          "-q"
        ).status == 0)
      let inspected = try Fovea.run("inspect", gan)
      #expect(inspected.status == 0)
      #expect(inspected.output.hasPrefix("generator      of 16×16 rgb images, from 8 random numbers"))
      let cases: [([String], Int32, String)] = [
        (["classify", gan, pictures.folder], 65, "expected a classifier, received a generator"),
        (["evaluate", gan + "/generator.safetensors", pictures.folder], 65, "received a generator"),
        (
          ["gan", "sample", classifier, "-o", folder + "/x"], 65,
          "expected a generator, received a classifier"
        ),
        (
          ["gan", "detect", classifier], 65, "expected the run of a generator, received that of a classifier"
        ),
        (["gan", "train", "--resume", classifier], 65, "go on with it by fovea train --resume"),
        (["train", "--resume", gan], 65, "go on with it by fovea gan train --resume"),
        (["gan", "train", "--resume", folder + "/none"], 66, "expected a run folder with config.json"),
        (["gan", "sample", gan, "-o", folder + "/x", "--class", "cat"], 64, "no class is named 'cat'"),
        (
          ["gan", "sample", gan, "-o", folder + "/x", "--class", "dark"], 64,
          "expected a generator that knows classes"
        ),
        (["gan", "sample", gan, "-o", pictures.folder], 73, "expected a new or empty folder"),
        (["gan", "detect", gan, folder + "/none.png"], 66, "no such file or folder"),
        (["gan", "train", "--resume", gan, "--seed", "3"], 64, "takes everything from the run"),
      ]
      for (arguments, status, words) in cases {
        let outcome = try Fovea.run(arguments)
        #expect(outcome.status == status, "\(arguments): \(outcome.errors)")
        #expect(outcome.errors.contains(words), "\(arguments): \(outcome.errors)")
      }
    }
  }

  @Test("what no generator can learn from is refused before it is decoded")
  func badData() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data", count: 16)
      try FileManager.default.removeItem(atPath: pictures.folder + "/light/3.png")
      let cases: [([String], Int32, String)] = [
        (
          [], 65,
          "class 'light': expected at least 16 readable images for a generator to learn from, received 15"
        ),
        (["--class", "dark", "--size", "30"], 64, "choose the nearest that fits, --size 32"),
        (["--class", "cat"], 64, "no class is named 'cat'; choose one of dark, light"),
        (["--width", "0"], 64, "recipe, width: expected 1 to 1024, received 0"),
        (["--epochs", "1", "--minutes", "1"], 64, "--minutes says already"),
      ]
      for (arguments, status, words) in cases {
        let outcome = try Fovea.run(["gan", "train", pictures.folder, "-o", folder + "/run"] + arguments)
        #expect(outcome.status == status, "\(arguments): \(outcome.errors)")
        #expect(outcome.errors.contains(words), "\(arguments): \(outcome.errors)")
        #expect(!FileManager.default.fileExists(atPath: folder + "/run"))
      }
      // One class alone is enough, and a damaged file is listed.
      try pictures.write("dark/bad.png", Array("no picture".utf8))
      let one = try Fovea.run(
        [
          "gan", "train", pictures.folder, "-o", folder + "/run", "--class", "dark", "--epochs", "1",
          "--loss",
          "non-saturating", "--discriminator-norm", "batch", "--size", "8", "--json",
        ] + options)
      #expect(one.status == 0, "\(one.errors)")
      #expect(one.output.contains("\"dark\""))
      #expect(try String(contentsOfFile: folder + "/run/errors.csv", encoding: .utf8).contains("bad.png"))
    }
  }
}
