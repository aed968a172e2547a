import Foundation
import TestSupport
import Testing

@Suite("Scores, thresholds, doubts and comparisons", .serialized)
struct EvaluateAndCompareTests {
  /// Two trained models and the pictures that they are from.
  private func withModels(_ body: (_ folder: String, _ data: Pictures) throws -> Void) throws {
    try TestPaths.withTemporaryFolder { folder in
      let data = try Pictures(folder + "/data", count: 40)
      for (name, options) in [
        ("one", ["--threshold", "youden"]), ("two", ["--costs", "fp=1,fn=10", "--seed", "1"]),
      ] {
        let trained = try Fovea.train(
          [data.folder, "-o", folder + "/" + name, "--model", "logistic", "--epochs", "3", "-q"]
            + ["--val-split", "0.4"] + options)
        #expect(trained.status == 0, "\(trained.errors)")
      }
      try body(folder, data)
    }
  }

  @Test func formatsAndRequirements() throws {
    try withModels { folder, _ in
      let model = folder + "/one"
      let fresh = try Pictures(folder + "/fresh", first: 100, count: 40)
      let markdown = try Fovea.run("evaluate", model, fresh.folder, "--format", "markdown", "-q")
      #expect(
        markdown.output.hasPrefix("**100.00 % sensitivity, 100.00 % specificity, 1.0000 ROC AUC, ")
          && markdown.output.contains(" accuracy at 0.5** on 80 images of the all part at the threshold of "))
      let text = try Fovea.run("evaluate", model, fresh.folder, "-q")
      #expect(
        text.output.contains("all part at the threshold of ") && text.output.contains("accuracy at 0.5 "))
      let rows = try Fovea.run("evaluate", model, fresh.folder, "--format", "csv", "-q")
      #expect(rows.output.hasPrefix("class,precision,recall,f1,support,"))
      #expect(rows.output.split(separator: "\n").count == 3)
      let kept = try Fovea.run(
        "evaluate", model, fresh.folder, "-q", "--require", "accuracy>=0.9", "--require", "recall[dark]>=0.9")
      #expect(kept.status == 0 && kept.errors.isEmpty)
      let missed = try Fovea.run(
        "evaluate", model, fresh.folder, "-q", "--require", "errors>=1", "--require", "recall[dark]<0.5")
      #expect(missed.status == 1)
      #expect(
        missed.errors
          == "error: --require errors>=1.0: expected >= 1.0, received 0.0\nerror: --require recall[dark]<0.5: expected < 0.5, received 1.0\n"
      )
      #expect(missed.output.contains("precision"))
      #expect(try Fovea.run("evaluate", model, fresh.folder, "--require", "beauty>=1").status == 64)
      #expect(
        try Fovea.run("evaluate", model, fresh.folder, "--require", "recall[cow]>=1", "-q").status == 64)
    }
  }

  @Test func thresholdsAndDoubts() throws {
    try withModels { folder, data in
      let described = try JSON.object(try Fovea.run("inspect", folder + "/two", "--json").output)
      let threshold = try #require(described["threshold"] as? Double)
      #expect(threshold > 0 && threshold < 1)
      let sets = try Fovea.run(
        "classify", folder + "/one", data.folder, "--format", "csv", "--prediction-set", "0.9", "-q")
      #expect(
        sets.output.hasPrefix(
          "path,label,probability,second_label,second_probability,margin,error,note,prediction_set\n"))
      #expect(sets.output.contains(#","[""dark""]""#) || sets.output.contains(#","[""dark"",""light""]""#))
      let lines = try Fovea.run(
        "classify", folder + "/one", data.folder, "--json", "--prediction-set", "0.9", "-q")
      let first = try JSON.object(String(lines.output.prefix { $0 != "\n" }))
      #expect((first["prediction_set"] as? [String])?.isEmpty == false)
      let risk = try Fovea.run("classify", folder + "/one", data.folder, "--max-risk", "0.1")
      #expect(risk.status == 0)
      #expect(risk.errors.contains("--max-risk 0.1: answers from a probability of "))
      let out = try Fovea.run("classify", folder + "/one", data.folder, "--max-risk", "0.0001")
      #expect(out.status == 65)
      #expect(
        out.errors.hasPrefix(
          "error: --max-risk: a risk of 0.0001 cannot be promised: the lowest that 32 validation images show is"
        ),
        "\(out.errors)")
      #expect(try Fovea.run("classify", folder + "/one", data.folder, "--max-risk", "2").status == 64)
    }
  }

  @Test func doubtsNeedHeldOutImages() throws {
    try TestPaths.withTemporaryFolder { folder in
      let data = try Pictures(folder + "/data")
      let arguments = [data.folder, "--model", "logistic", "--epochs", "1", "-q", "--val-split", "0"]
      #expect(try Fovea.train(arguments + ["-o", folder + "/run"]).status == 0)
      let risk = try Fovea.run("classify", folder + "/run", data.folder, "--max-risk", "0.1")
      #expect(
        risk.errors
          == "error: --max-risk: expected a model with a record of held-out images, received one without; train it with a validation part\n"
      )
      let rule = try Fovea.train(arguments + ["-o", folder + "/other", "--threshold", "f1"])
      #expect(rule.status == 65)
      #expect(
        rule.errors
          == "error: threshold: expected samples of both classes to choose it from, received none of 'dark'; hold more samples out for validation\n"
      )
      #expect(!FileManager.default.fileExists(atPath: folder + "/other"))
      #expect(try Fovea.train(arguments + ["-o", folder + "/fixed", "--threshold", "0.25"]).status == 0)
      let described = try JSON.object(try Fovea.run("inspect", folder + "/fixed", "--json").output)
      #expect(described["threshold"] as? Double == 0.25)
      for wrong in ["1.5", "often", "recall=2"] {
        #expect(try Fovea.train(arguments + ["-o", folder + "/x", "--threshold", wrong]).status == 64)
      }
      #expect(try Fovea.train(arguments + ["-o", folder + "/x", "--costs", "fp=1"]).status == 64)
    }
  }

  @Test func comparingModels() throws {
    try withModels { folder, trained in
      let data = try Pictures(folder + "/fresh", first: 100, count: 40)
      let (one, two) = (folder + "/one", folder + "/two")
      let text = try Fovea.run("compare", one, two, "--data", data.folder, "-o", folder + "/out", "-q")
      #expect(text.status == 0, "\(text.errors)")
      #expect(text.output.contains("McNemar's exact test") && text.output.contains("DeLong's test"))
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder + "/out").sorted() == [
          "compare.html", "compare.json", "flips.csv",
        ])
      let json = try JSON.object(
        try Fovea.run("compare", one, one, two, "--data", data.folder, "--json", "-q").output)
      #expect((json["contrasts"] as? [[String: Any]])?.count == 2)
      #expect((json["contrasts"] as? [[String: Any]])?.first?["difference"] as? Double == 0)
      #expect(try Fovea.run("compare", one, "--data", data.folder).status == 64)
      let more = try Pictures(folder + "/more", classes: ["dark", "else"], first: 100, count: 5)
      let mixed = try Fovea.run("compare", one, two, "--data", more.folder, "-q")
      #expect(mixed.output.hasPrefix("5 images of 1 class, all part\n"))
      #expect(mixed.errors.contains("warning: 5 images of classes that not every model has are left out\n"))
      // Images that any of them was trained on would favour it.
      let seen = try Fovea.run("compare", one, two, "--data", trained.folder)
      #expect(seen.status == 0)
      #expect(seen.errors.contains("/one was trained on 48 of these 80 images\n"), "\(seen.errors)")
      #expect(seen.errors.contains("images that any of them was trained on are left out"))
      let none = try Pictures(folder + "/none", classes: ["x", "y"], count: 2)
      #expect(try Fovea.run("compare", one, two, "--data", none.folder).status == 65)
    }
  }

  @Test func reportsThatCannotBeWritten() throws {
    try withModels { folder, data in
      try Data().write(to: URL(fileURLWithPath: folder + "/file"))
      let outcome = try Fovea.run("evaluate", folder + "/one", data.folder, "-o", folder + "/file", "-q")
      #expect(outcome.status == 73)
      #expect(outcome.errors.contains("/file: the folder cannot be made"))
    }
  }

  @Test func testSetsThatAreNotWhatTheModelKnows() throws {
    try withModels { folder, data in
      let one = folder + "/one"
      let single = try Pictures(folder + "/single", classes: ["dark"], first: 100, count: 4)
      let scored = try JSON.object(try Fovea.run("evaluate", one, single.folder, "--json", "-q").output)
      #expect(scored["samples"] as? Int == 4)
      #expect(scored["roc_auc"] is NSNull)
      #expect((scored["undefined"] as? [String: String])?["roc_auc"] == "every sample is of one class")
      #expect(scored["notes"] as? [String] == ["the data has no images of light"])
      let renamed = try Pictures(folder + "/renamed", classes: ["dark", "Light"], first: 100, count: 4)
      let mixed = try Fovea.run("evaluate", one, renamed.folder, "-o", folder + "/out", "-q")
      let notes = [
        "the model lacks the class Light: 4 images are left out of the scores",
        "the data has no images of light",
      ]
      #expect(mixed.errors == notes.map { "warning: \($0)\n" }.joined())
      let page = try String(contentsOfFile: folder + "/out/report.html", encoding: .utf8)
      for note in notes { #expect(page.contains("<li>\(note)</li>")) }
      let none = try Pictures(folder + "/none", classes: [])
      try none.write("dark/a.png", Array("no picture".utf8))
      let empty = try Fovea.run("evaluate", one, none.folder, "-q")
      #expect(empty.status == 65)
      #expect(empty.errors.contains("has no readable image") || empty.errors.contains("no readable sample"))
    }
  }

  @Test func imagesThatWereDeletedSince() throws {
    try withModels { folder, _ in
      let data = try Pictures(folder + "/fresh", first: 100)
      var rows = "path,label\n"
      for number in 100..<106 { rows += "dark/\(number).png,dark\nlight/\(number).png,light\n" }
      try data.write("list.csv", Array(rows.utf8))
      try FileManager.default.removeItem(atPath: data.folder + "/dark/103.png")
      let outcome = try Fovea.run(
        "evaluate", folder + "/one", data.folder + "/list.csv", "-o", folder + "/out", "--json", "-q")
      #expect(outcome.status == 0)
      let result = try JSON.object(outcome.output)
      #expect(result["samples"] as? Int == 11 && result["errors"] as? Int == 1)
      let page = try String(contentsOfFile: folder + "/out/report.html", encoding: .utf8)
      #expect(page.contains("dark/103.png") && page.contains("there is no such file"))
    }
  }
}
