import Foundation
import TestSupport
import Testing

// Questions of two classes by cross-validation.
extension BinaryQuestionTests {
  @Test func foldsAreCalibratedAndChooseTheirThresholds() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try overlapping(folder + "/data", count: 100)
      let run = folder + "/run"
      let outcome = try Fovea.train([
        pictures.folder, "-o", run, "--model", "logistic", "--epochs", "15", "--no-check", "--folds", "4",
        "--positive", "abnormal", "--threshold", "recall=0.9", "--prevalence", "0.05", "-q",
      ])
      #expect(outcome.status == 0, "\(outcome.errors)")
      let metrics = try JSON.object(at: run + "/metrics.json")
      #expect(metrics["classes"] as? [String] == ["normal", "abnormal"])
      let thresholds = try #require(metrics["fold_thresholds"] as? [Double])
      #expect(thresholds.count == 4 && metrics["threshold"] is NSNull)
      #expect(outcome.output.contains("at the thresholds of the folds ("))
      #expect(try value(metrics, "at_prevalence", "prevalence") == 0.05)
      let predictions = try rows(run + "/predictions.csv").dropFirst()
      #expect(predictions.count == 200)
      for row in predictions {
        let fold = try #require(Int(row[5]))
        #expect(isClose(Double(row[7]), thresholds[fold - 1]))
        #expect((row[2] == "abnormal") == (try #require(Double(row[10])) > thresholds[fold - 1]))
      }
      // The threshold of a fold is chosen by images that are neither learned from nor in the fold.
      for fold in 1...4 {
        let folderOfFold = "\(run)/fold-\(fold)"
        let split = try rows(folderOfFold + "/split.csv").dropFirst()
        let parts = Dictionary(grouping: split) { $0[2] }.mapValues { Set($0.map { $0[0] }) }
        let (chosen, held) = (try #require(parts["val"]), try #require(parts["test"]))
        #expect(chosen.count == 30 && held.count == 50 && chosen.isDisjoint(with: held))
        let model = try JSON.object(try Fovea.run("inspect", folderOfFold, "--json").output)
        #expect(isClose(try value(model, "positive_threshold"), thresholds[fold - 1]))
        #expect((model["held_out"] as? [String: Any])?["samples"] as? Int == 30)
        // A temperature is fitted: it is 1 only where none is.
        #expect(try value(model, "temperature") != 1)
      }
      let folds = try #require(try JSON.object(at: run + "/folds.json")["folds"] as? [[String: Any]])
      #expect(folds.allSatisfy { $0["validation_samples"] as? Int == 30 })
      let page = try String(contentsOfFile: run + "/report.html", encoding: .utf8)
      #expect(page.contains("chosen by 30 images of the other folds"))
    }
  }

  @Test func theMinutesOfFoldsAreThoseOfAllOfThem() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try overlapping(folder + "/data", count: 30)
      let run = folder + "/run"
      let outcome = try Fovea.train([
        pictures.folder, "-o", run, "--model", "logistic", "--minutes", "0.2", "--no-check", "--folds", "3",
        "-q",
      ])
      #expect(outcome.status == 0, "\(outcome.errors)")
      var minutes: [Double] = []
      for fold in 1...3 {
        let config = try JSON.object(at: "\(run)/fold-\(fold)/config.json")
        minutes.append(try value(config, "recipe", "minutes"))
      }
      // Each has a third of what is left when it begins, so that the sum is not above the whole.
      #expect(minutes.allSatisfy { $0 > 0.01 && $0 < 0.0701 }, "\(minutes)")
      let recipe = try String(contentsOfFile: run + "/recipe.yaml", encoding: .utf8)
      #expect(recipe.contains("minutes: 0.2"))
    }
  }
}
