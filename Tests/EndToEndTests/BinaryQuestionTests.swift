import Foundation
import TestSupport
import Testing

/// Questions of two classes: which one is positive, at which threshold, for which prevalence.
@Suite("Binary questions", .serialized)
struct BinaryQuestionTests {
  /// Pictures whose classes overlap; the positive one, `abnormal`, comes first in the alphabet.
  func overlapping(_ folder: String, seed: Int = 0, count: Int = 60) throws -> Pictures {
    let pictures = try Pictures(folder, classes: [])
    for number in 0..<count {
      let step = 90 * number / count
      try pictures.add("abnormal/\(number).png", level: 60 + step, seed + number)
      try pictures.add("normal/\(number).png", level: 110 + step, seed + 1000 + number)
    }
    return pictures
  }

  let options = ["--model", "logistic", "--epochs", "15", "--no-check", "-q", "--val-split", "0.4"]

  func rows(_ path: String) throws -> [[String]] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  /// Foundation's reader of JSON is off by some units in the last place.
  func isClose(_ value: Double?, _ known: Double) -> Bool {
    value.map { abs($0 - known) < 1e-12 } ?? false
  }

  func value(_ object: [String: Any], _ path: String...) throws -> Double {
    var current: Any = object
    for key in path { current = try #require((current as? [String: Any])?[key], "no \(key)") }
    return try #require(current as? Double)
  }

  @Test func thePositiveClassIsTheOneThatIsNamed() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try overlapping(folder + "/data")
      let (given, named) = (folder + "/given", folder + "/named")
      let first = try Fovea.train([pictures.folder, "-o", given] + options)
      #expect(first.status == 0, "\(first.errors)")
      let trained = try Fovea.train(
        [pictures.folder, "-o", named, "--positive", "abnormal", "--threshold", "recall=0.9"] + options)
      #expect(trained.status == 0, "\(trained.errors)")
      #expect(trained.output.contains(" for 'abnormal': sensitivity "))
      let metrics = try JSON.object(at: named + "/metrics.json")
      #expect(metrics["classes"] as? [String] == ["normal", "abnormal"])
      #expect(((metrics["two_class"] as? [String: Any])?["positive"] as? String) == "abnormal")
      #expect(try value(metrics, "two_class", "sensitivity", "value") >= 0.9)
      let threshold = try value(metrics, "threshold")

      // The model knows, and decides by the same threshold; the network is the same as without.
      let model = try JSON.object(try Fovea.run("inspect", named, "--json").output)
      #expect(model["positive"] as? String == "abnormal")
      #expect(isClose(try value(model, "positive_threshold"), threshold))
      #expect(abs(try value(model, "threshold") - (1 - threshold)) < 1e-12)
      #expect(model["classes"] as? [String] == ["abnormal", "normal"])
      #expect(
        try rows(given + "/predictions.csv").map(\.first) == rows(named + "/predictions.csv").map(\.first))

      // Every score of the page, the tables and classify is of one decision.
      let predictions = try rows(named + "/predictions.csv")
      #expect(
        predictions[0] == [
          "path", "true", "predicted", "probability", "correct", "fold", "group", "threshold",
          "probability[normal]", "probability[abnormal]",
        ])
      for row in predictions.dropFirst() {
        let isAbove = try #require(Double(row[9])) > threshold
        #expect((row[2] == "abnormal") == isAbove && isClose(Double(row[7]), threshold))
      }
      let classified = try Fovea.run(
        "classify", named, pictures.folder, "--format", "csv", "-q")
      let labels = classified.output.split(separator: "\n").dropFirst().map {
        $0.split(separator: ",").prefix(2).map(String.init)
      }
      let said = Dictionary(uniqueKeysWithValues: labels.map { ($0[0], $0[1]) })
      for row in predictions.dropFirst() { #expect(said[row[0]] == row[2], "\(row[0])") }
      let table = try rows(named + "/thresholds.csv")
      let used = try #require(table.first { $0[1].contains("in_use") })
      #expect(isClose(Double(used[0]), threshold))
      #expect(isClose(Double(used[6]), try value(metrics, "two_class", "sensitivity", "value")))
      let page = try String(contentsOfFile: named + "/report.html", encoding: .utf8)
      #expect(page.contains("Chosen points") && page.contains("for abnormal"))
      #expect(FileManager.default.fileExists(atPath: named + "/figures/thresholds.svg"))

      // The recipe and the run itself repeat it.
      let again = folder + "/again"
      #expect(
        try Fovea.train([pictures.folder, "--config", named + "/recipe.yaml", "-o", again, "-q"]).status == 0)
      #expect(
        FileManager.default.contents(atPath: named + "/metrics.json")
          == FileManager.default.contents(atPath: again + "/metrics.json"))
      let resumed = try Fovea.train(["--resume", named, "--json", "-q"])
      #expect(resumed.status == 0, "\(resumed.errors)")
      #expect(try value(JSON.object(resumed.output), "threshold") == threshold)
    }
  }

  @Test func evaluateTakesTheOtherClassAndAnotherPrevalence() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try overlapping(folder + "/data")
      let others = try overlapping(folder + "/others", seed: 5000, count: 40)
      let run = folder + "/run"
      #expect(try Fovea.train([pictures.folder, "-o", run] + options).status == 0)
      func scores(_ options: String...) throws -> [String: Any] {
        let outcome = try Fovea.run(["evaluate", run, others.folder, "--json", "-q"] + options)
        #expect(outcome.status == 0, "\(outcome.errors)")
        return try JSON.object(outcome.output)
      }
      let (given, other) = (try scores(), try scores("--positive", "abnormal"))
      for (own, turned) in [
        ("sensitivity", "specificity"), ("specificity", "sensitivity"),
        ("positive_predictive_value", "negative_predictive_value"),
      ] {
        #expect(
          try value(given, "two_class", own, "value") == value(other, "two_class", turned, "value"))
      }
      #expect(try value(given, "accuracy") == value(other, "accuracy"))

      let rare = try scores("--positive", "abnormal", "--prevalence", "0.01")
      let (hit, pass) = (
        try value(rare, "two_class", "sensitivity", "value"),
        try value(rare, "two_class", "specificity", "value")
      )
      let expected = hit * 0.01 / (hit * 0.01 + (1 - pass) * 0.99)
      #expect(abs(try value(rare, "at_prevalence", "positive_predictive_value", "value") - expected) < 1e-12)
      #expect(try value(rare, "at_prevalence", "sample_prevalence") == 0.5)
      #expect(try value(rare, "accuracy") == value(other, "accuracy"))
      let text = try Fovea.run(
        "evaluate", run, others.folder, "--prevalence", "0.01", "-q", "-o", folder + "/e")
      #expect(text.output.contains("at a prevalence of 1 %"))
      #expect(text.output.contains("Restated by Bayes' rule for a prevalence of 1 % instead of the 50.00 %"))
      let page = try String(contentsOfFile: folder + "/e/report.html", encoding: .utf8)
      #expect(page.contains("At a prevalence of 1\u{A0}%"))
      #expect(try rows(folder + "/e/predictions.csv")[0].contains("probability_at_prevalence"))
    }
  }

  @Test func aThresholdIsSetAnewWithoutTraining() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try overlapping(folder + "/data")
      let others = try overlapping(folder + "/others", seed: 5000, count: 40)
      let run = folder + "/run"
      #expect(try Fovea.train([pictures.folder, "-o", run, "--positive", "abnormal"] + options).status == 0)
      let model = run + "/model.safetensors"
      let bytes = try #require(FileManager.default.contents(atPath: model))
      func set(_ arguments: String...) throws -> [String: Any] {
        let outcome = try Fovea.run(["threshold", run, others.folder, "--json", "-q"] + arguments)
        #expect(outcome.status == 0, "\(outcome.errors)")
        return try JSON.object(outcome.output)
      }
      let elsewhere = folder + "/other.safetensors"
      let found = try set("--recall", "0.95", "-o", elsewhere)
      #expect(FileManager.default.contents(atPath: model) == bytes)
      #expect(found["positive"] as? String == "abnormal" && found["samples"] as? Int == 80)
      #expect(try value(found, "before", "threshold") == 0.5)
      #expect(try value(found, "after", "sensitivity", "value") >= 0.95)
      let threshold = try value(found, "after", "threshold")
      // What evaluate says of the new model is what was promised.
      let scores = try JSON.object(
        try Fovea.run("evaluate", elsewhere, others.folder, "--json", "-q").output)
      #expect(try value(scores, "threshold") == threshold)
      #expect(
        try value(scores, "two_class", "sensitivity", "value")
          == value(found, "after", "sensitivity", "value"))
      #expect(
        try value(scores, "two_class", "specificity", "value")
          == value(found, "after", "specificity", "value"))

      // Both ways to write costs; a rare class that costs little is found less often.
      let costs = try set("--costs", "10:1", "-o", elsewhere)
      #expect(
        try value(costs, "after", "threshold")
          == value(set("--costs", "fp=1,fn=10", "-o", elsewhere), "after", "threshold"))
      let rare = try set("--costs", "10:1", "--prevalence", "0.01", "-o", elsewhere)
      #expect(try value(rare, "after", "threshold") > value(costs, "after", "threshold"))
      #expect(try value(set("--specificity", "0.9", "-o", elsewhere), "after", "specificity", "value") >= 0.9)
      #expect(
        try value(set("--value", "0.3", "--positive", "normal", "-o", elsewhere), "after", "threshold") == 0.3
      )

      // In place, in words, by the validation part of the run itself.
      let text = try Fovea.run("threshold", run, "--youden", "-q")
      #expect(text.status == 0, "\(text.errors)")
      #expect(text.output.contains("'abnormal' is now predicted where its probability is above "))
      #expect(
        text.output.contains("val part") && text.output.contains("before") && text.output.contains("now"))
      #expect(text.output.contains("report.html and the tables beside it are of the threshold before"))
      #expect(FileManager.default.contents(atPath: model) != bytes)
      #expect(!(try FileManager.default.contentsOfDirectory(atPath: run)).contains { $0.contains("tmp") })
      #expect(try Fovea.run("classify", run, others.folder + "/abnormal/1.png", "-q").status == 0)
    }
  }

  @Test func whatCannotChooseAThresholdIsRefused() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try overlapping(folder + "/data", count: 20)
      let others = try overlapping(folder + "/others", seed: 5000, count: 10)
      let run = folder + "/run"
      #expect(try Fovea.train([pictures.folder, "-o", run, "--test-split", "0.2"] + options).status == 0)
      let before = try #require(FileManager.default.contents(atPath: run + "/model.safetensors"))
      func refused(_ status: Int32, _ words: String, _ arguments: String...) throws {
        let outcome = try Fovea.run(["threshold"] + arguments + ["-q"])
        #expect(outcome.status == status && outcome.errors.contains(words), "\(outcome.errors)")
      }
      let data = others.folder
      try refused(64, "received none", run, data)
      try refused(64, "received 2 of them", run, data, "--recall", "0.9", "--f1")
      try refused(64, "above 0 and up to 1, received 2.0", run, data, "--recall", "2")
      try refused(64, "above 0 and up to 1, received -1.0", run, data, "--specificity=-1")
      try refused(64, "or 10:1 for FN:FP, received 'ten'", run, data, "--costs", "ten")
      try refused(64, "not both 0", run, data, "--costs", "0:0")
      try refused(64, "from 0 to 1, received 1.5", run, data, "--value", "1.5")
      try refused(64, "expected abnormal or normal, received 'sick'", run, data, "--f1", "--positive", "sick")
      try refused(64, "above 0 and below 1", run, data, "--f1", "--prevalence", "0")
      try refused(64, "received the training part", run, data, "--f1", "--split", "train")
      try refused(64, "takes DATA, received none", run, "--f1", "--split", "test")
      try refused(66, "no-such", run + "/no-such.safetensors", data, "--f1")
      try refused(66, "nowhere", run, folder + "/nowhere", "--f1")
      try refused(73, "received the checkpoint of a training", run + "/last.safetensors", data, "--f1")
      try refused(73, "received a folder", run, data, "--f1", "-o", folder)
      try refused(73, "received another file", run, data, "--f1", "-o", data + "/normal/1.png")
      try FileManager.default.createDirectory(
        atPath: folder + "/one", withIntermediateDirectories: true)
      try FileManager.default.copyItem(atPath: data + "/normal", toPath: folder + "/one/normal")
      try refused(65, "received none of 'abnormal'", run, folder + "/one", "--f1")

      // Images that were all learned from.
      let learned = try rows(run + "/split.csv").filter { $0[2] == "train" }
      let seen = try Pictures(folder + "/seen", classes: [])
      for row in learned {
        let name = row[1] + "/" + (row[0] as NSString).lastPathComponent
        try seen.write(name, Array(try #require(FileManager.default.contents(atPath: row[0]))))
      }
      try refused(65, "expected images that the model did not learn from", run, seen.folder, "--f1")

      let three = try Pictures(folder + "/three", classes: ["a", "b", "c"], count: 4)
      #expect(try Fovea.train([three.folder, "-o", folder + "/trio"] + options).status == 0)
      try refused(64, "expected two classes, received 3", folder + "/trio", three.folder, "--f1")
      let positive = try Fovea.train([three.folder, "-o", folder + "/x", "--positive", "a"] + options)
      #expect(positive.status == 64 && positive.errors.contains("expected two classes, received 3"))
      let unknown = try Fovea.train([data, "-o", folder + "/x", "--positive", "sick"] + options)
      #expect(unknown.status == 64 && unknown.errors.contains("expected abnormal or normal, received 'sick'"))
      let rare = try Fovea.run(["evaluate", folder + "/trio", three.folder, "--prevalence", "0.1", "-q"])
      #expect(rare.status == 64 && rare.errors.contains("expected two classes, received 3"))
      let one = try Fovea.run(["evaluate", run, folder + "/one", "--prevalence", "0.1", "-q"])
      #expect(one.status == 65 && one.errors.contains("received none of 'abnormal'"))

      #expect(FileManager.default.contents(atPath: run + "/model.safetensors") == before)
      #expect(!FileManager.default.fileExists(atPath: folder + "/x"))
    }
  }
}
