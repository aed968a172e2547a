import Foundation
import TestSupport
import Testing

/// The positive class and its prevalence for models that are there.
extension BinaryQuestionTests {
  @Test func comparisonsAreOfTheClassThatIsNamed() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try overlapping(folder + "/data")
      let others = try overlapping(folder + "/others", seed: 5000, count: 40)
      let (one, two) = (folder + "/one", folder + "/two")
      for (run, more) in [(one, ["--threshold", "0.3"]), (two, ["--threshold", "0.6", "--seed", "1"])] {
        #expect(try Fovea.train([pictures.folder, "-o", run] + options + more).status == 0)
      }
      func compared(_ more: String...) throws -> [String: Any] {
        let outcome = try Fovea.run(["compare", one, two, "--data", others.folder, "--json", "-q"] + more)
        #expect(outcome.status == 0, "\(outcome.errors)")
        return try JSON.object(outcome.output)
      }
      let (given, named) = (try compared(), try compared("--positive", "abnormal"))
      let models = [given, named].map { $0["models"] as? [[String: Any]] ?? [] }
      try #require(models[0].count == 2 && models[1].count == 2)
      for (own, turned) in zip(models[0], models[1]) {
        #expect((own["two_class"] as? [String: Any])?["positive"] as? String == "normal")
        #expect((turned["two_class"] as? [String: Any])?["positive"] as? String == "abnormal")
        #expect(
          try value(own, "two_class", "sensitivity", "value")
            == value(turned, "two_class", "specificity", "value"))
        #expect(isClose(try value(own, "threshold"), 1 - (try value(turned, "threshold"))))
        #expect(try value(own, "accuracy") == value(turned, "accuracy"))
      }
      // Who is right about an image does not depend on the name of the positive class.
      let contrasts = [given, named].map { ($0["contrasts"] as? [[String: Any]])?.first ?? [:] }
      #expect(try value(contrasts[0], "difference") == value(contrasts[1], "difference"))
      #expect(contrasts[0]["gained"] as? Int == contrasts[1]["gained"] as? Int)
      #expect(
        (named["notes"] as? [String])?.contains("thresholds are of 'abnormal', the positive class") == true)

      // A model that names its positive class decides by the same threshold in a comparison as by itself.
      let sure = folder + "/sure"
      #expect(
        try Fovea.train(
          [pictures.folder, "-o", sure, "--positive", "abnormal", "--threshold", "recall=0.9"] + options
        ).status == 0)
      let alone = try JSON.object(
        try Fovea.run("evaluate", sure, others.folder, "--json", "-q").output)
      let both = try JSON.object(
        try Fovea.run("compare", sure, one, "--data", others.folder, "--json", "-q").output)
      let first = try #require((both["models"] as? [[String: Any]])?.first)
      #expect(try value(first, "threshold") == value(alone, "threshold"))
      #expect(try value(first, "accuracy") == value(alone, "accuracy"))
      #expect(
        try value(first, "two_class", "sensitivity", "value")
          == value(alone, "two_class", "sensitivity", "value"))
      let unknown = try Fovea.run(
        "compare", one, two, "--data", others.folder, "--positive", "sick", "-q")
      #expect(
        unknown.status == 64 && unknown.errors.contains("expected abnormal or normal, received 'sick'"))
    }
  }

  @Test func classifyRestatesProbabilitiesForAPrevalence() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try overlapping(folder + "/data")
      let others = try overlapping(folder + "/others", seed: 5000, count: 20)
      let run = folder + "/run"
      #expect(try Fovea.train([pictures.folder, "-o", run] + options).status == 0)
      func classified(_ more: String...) throws -> (rows: [[String]], errors: String) {
        let outcome = try Fovea.run(["classify", run, others.folder, "--format", "csv"] + more)
        #expect(outcome.status == 0, "\(outcome.errors)")
        return (
          outcome.output.split(separator: "\n").dropFirst().map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
          }, outcome.errors
        )
      }
      let given = try classified("-q").rows
      let rare = try classified("--prevalence", "0.01", "--positive", "abnormal")
      #expect(
        rare.errors.contains(
          "--prevalence 0.01: probabilities are restated from a share of 50.0 % of 'abnormal' in validation to 1.00 %; labels are decided as before"
        ))
      #expect(given.count == 40 && rare.rows.count == 40)
      for (own, restated) in zip(given, rare.rows) {
        #expect(own[1] == restated[1] && own[3] == restated[3])
        func probability(_ row: [String]) throws -> Double {
          let probability = try #require(Double(row[2]))
          return row[1] == "abnormal" ? probability : 1 - probability
        }
        let odds = try probability(own) / (1 - probability(own))
        // From 1 : 1 to 1 : 99.
        #expect(abs(try probability(restated) - odds / 99 / (1 + odds / 99)) < 1e-4)
      }
      // The second by name is the positive one where none is named.
      for (other, restated) in zip(try classified("--prevalence", "0.99", "-q").rows, rare.rows) {
        let pair = try [other, restated].map { try #require(Double($0[2])) }
        #expect(abs(pair[0] - pair[1]) < 1e-6)
      }

      let three = try Pictures(folder + "/three", classes: ["a", "b", "c"], count: 10)
      #expect(
        try Fovea.train([
          three.folder, "-o", folder + "/trio", "--model", "logistic", "--epochs", "2", "-q", "--no-check",
        ]).status == 0)
      let cases: [([String], Int32, String)] = [
        ([run, "--positive", "abnormal"], 64, "--positive: names the class that --prevalence is of"),
        ([run, "--prevalence", "1"], 64, "--prevalence: expected a share above 0 and below 1"),
        ([run, "--prevalence", "0.1", "--max-risk", "0.1"], 64, "leave one of them out"),
        ([folder + "/trio", "--prevalence", "0.1"], 64, "two classes"),
      ]
      for (arguments, status, words) in cases {
        let refused = try Fovea.run(
          ["classify"] + arguments.prefix(1) + [others.folder] + arguments.dropFirst())
        #expect(refused.status == status && refused.errors.contains(words), "\(arguments): \(refused.errors)")
      }
    }
  }
}
