import Foundation
import TestSupport
import Testing

/// What the command does so that nobody has to look anything up: next steps, verbs that are meant, formats by names.
@Suite("The end of a run", .serialized)
struct EndOfRunTests {
  private func json(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test func trainingTellsWhatIsNext() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data")
      let run = folder + "/run"
      let arguments = [pictures.folder, "--model", "logistic", "--epochs", "3"]
      let train = try Fovea.train(arguments + ["-o", run])
      #expect(train.status == 0)
      #expect(
        train.errors.contains("next: fovea evaluate \(run) DATA   scores it on labeled images"),
        "\(train.errors)")
      #expect(train.errors.contains("next: fovea classify \(run) IMAGES   labels images\n"))
      #expect(train.errors.contains("the page is \(run)/report.html; --open shows it\n"))
      let quiet = try Fovea.train(arguments + ["-o", folder + "/quiet", "-q"])
      #expect(quiet.status == 0 && quiet.errors.isEmpty, "\(quiet.errors)")
    }
  }

  /// A program of the test takes the place of the browser.
  @Test func openShowsThePage() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data")
      let opener = folder + "/opener"
      try Data("#!/bin/sh\necho \"$1\" >\"$0.seen\"\n".utf8).write(to: URL(fileURLWithPath: opener))
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: opener)
      let run = folder + "/run"
      let train = try Fovea.run(
        ["train", pictures.folder, "--model", "logistic", "--epochs", "1", "-o", run, "-q", "--open"],
        environment: ["FOVEA_OPEN": opener])
      #expect(train.status == 0 && train.errors.isEmpty)
      #expect(try String(contentsOfFile: opener + ".seen", encoding: .utf8) == run + "/report.html\n")
      let check = try Fovea.run(
        ["check", pictures.folder, "-o", folder + "/check", "--open", "-q"],
        environment: ["FOVEA_OPEN": opener])
      #expect(check.status == 0)
      #expect(try String(contentsOfFile: opener + ".seen", encoding: .utf8) == folder + "/check/check.html\n")
      let none = try Fovea.run(
        ["evaluate", run, pictures.folder, "--split", "all", "-o", folder + "/scores", "--open"],
        environment: ["FOVEA_OPEN": "no-such-program"])
      #expect(none.status == 0)
      #expect(none.errors.contains("no program was found that opens it; open it with a browser"))
      #expect(try Fovea.run("check", pictures.folder, "--open").status == 64)
    }
  }

  @Test(arguments: [
    ("predict", "to label images: fovea classify MODEL IMAGES"),
    ("test", "to score a model on labeled images: fovea evaluate MODEL DATA"),
    ("val", "to score a model on labeled images: fovea evaluate MODEL DATA"),
    ("fit", "to learn from labeled images: fovea train DATA"),
  ])
  func verbsOfOtherTools(_ word: String, _ hint: String) throws {
    let outcome = try Fovea.run(word, "x", "y")
    #expect(outcome.status == 64 && outcome.output.isEmpty)
    #expect(outcome.errors == "error: fovea has no verb '\(word)'; \(hint)\n")
  }

  @Test func errorsAreJSONWhereResultsAre() throws {
    try TestPaths.withTemporaryFolder { folder in
      let missing = folder + "/none"
      for verb in [
        ["train", missing], ["evaluate", missing, missing], ["classify", missing, missing],
        ["check", missing],
        ["inspect", missing], ["explain", missing, missing, "-o", folder + "/x"], ["ladder", missing],
        ["compare", missing, missing, "--data", missing], ["pack", missing, "-o", folder + "/y"],
        ["embed", missing, missing, "-o", folder + "/z.csv"],
      ] {
        let outcome = try Fovea.run(verb + ["--json"])
        let line = try json(String(outcome.errors.split(separator: "\n").last ?? ""))
        #expect(line["event"] as? String == "error", "\(verb)")
        #expect(line["status"] as? Int == 66 && outcome.status == 66, "\(verb): \(outcome.errors)")
        #expect((line["message"] as? String)?.contains(missing) == true)
      }
      let usage = try Fovea.run("train", "x", "--json", "--epochs", "many")
      #expect(usage.status == 64)
      let line = try json(usage.errors)
      #expect(line["status"] as? Int == 64)
      #expect((line["message"] as? String)?.contains("--epochs") == true)
      // Without it words are for people.
      #expect(try Fovea.run("inspect", missing).errors.hasPrefix("error: "))
    }
  }

  @Test func theEndingOfTheNameIsTheFormat() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data")
      let run = folder + "/run"
      #expect(try Fovea.train([pictures.folder, "-o", run, "--model", "logistic", "-q"]).status == 0)
      func rows(_ name: String, _ options: String...) throws -> String {
        let path = folder + "/" + name
        let outcome = try Fovea.run(["classify", run, pictures.folder + "/dark", "-o", path, "-q"] + options)
        #expect(outcome.status == 0)
        return try String(contentsOfFile: path, encoding: .utf8)
      }
      #expect(try rows("x.csv").hasPrefix("path,label,"))
      #expect(try rows("x.JSONL").hasPrefix("{\""))
      #expect(try rows("x.txt").contains("\t"))
      #expect(try rows("y.csv", "--format", "jsonl").hasPrefix("{\""))
    }
  }

  @Test func aPrintedRecipeMayBeJSON() throws {
    try TestPaths.withTemporaryFolder { folder in
      let printed = try Fovea.run("train", "--print-config", "--json", "--model", "mlp", "--seed", "7")
      #expect(printed.status == 0)
      let values = try json(printed.output)
      #expect(values["model"] as? String == "mlp" && values["seed"] as? Int == 7)
      #expect(values["batch_size"] != nil && values["sequence"] == nil)
      let file = folder + "/recipe.json"
      try Data(printed.output.utf8).write(to: URL(fileURLWithPath: file))
      let again = try Fovea.run("train", "--print-config", "--json", "--config", file)
      #expect(again.output == printed.output, "\(again.errors)")
    }
  }

  @Test func manifestsWithOtherColumns() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try Pictures(folder + "/data")
      var rows = "file,class\n"
      for number in 0..<12 { rows += "dark/\(number).png,0\nlight/\(number).png,1\n" }
      let manifest = pictures.folder + "/labels.csv"
      try Data(rows.utf8).write(to: URL(fileURLWithPath: manifest))
      let columns = [
        "--path-column", "file", "--label-column", "class", "--label-names", "0=dark,1=light",
      ]
      let run = folder + "/run"
      let train = try Fovea.train(
        [manifest, "-o", run, "--model", "logistic", "--epochs", "2", "-q"] + columns)
      #expect(train.status == 0, "\(train.errors)")
      // The run remembers them.
      #expect(try Fovea.run("evaluate", run, "-q").status == 0)
      let scored = try Fovea.run(["evaluate", run, manifest, "--split", "all", "--json", "-q"] + columns)
      #expect(scored.status == 0)
      #expect(try json(scored.output)["classes"] as? [String] == ["dark", "light"])
      #expect(try Fovea.run(["check", manifest, "-q"] + columns).status == 0)
      let refused = try Fovea.run("check", pictures.folder, "--path-column", "file")
      #expect(refused.status == 64 && refused.errors.contains("expected a .csv or .jsonl manifest"))
    }
  }
}
