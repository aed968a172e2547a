import Foundation
import TestSupport
import Testing

extension BinaryQuestionTests {
  /// Pictures to choose by that are darker than those to learn from: at 0.5 a third of the bright ones is missed.
  private func darker(_ folder: String) throws -> Pictures {
    let pictures = try Pictures(folder, classes: [])
    for (part, count, shift) in [("train", 40, 0), ("val", 130, -35)] {
      for (name, level) in [("bright", 150), ("dim", 70)] {
        for number in 0..<count {
          try pictures.add(
            "\(part)/\(name)/\(number).png", level: level + shift + 60 * number / count,
            number + level + count)
        }
      }
    }
    return pictures
  }

  @Test("a large validation part that shows a better threshold than 0.5 chooses it, and the run says so")
  func aThresholdThatNobodyAskedFor() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pictures = try darker(folder + "/data")
      let options = ["--model", "logistic", "--epochs", "20", "--no-check", "-q", "--positive", "bright"]
      let run = folder + "/run"
      let trained = try Fovea.train([pictures.folder, "-o", run] + options)
      #expect(trained.status == 0, "\(trained.errors)")
      #expect(trained.output.contains("val part at the threshold of 0."))
      #expect(trained.output.contains(" for 'bright': accuracy "))
      #expect(trained.output.contains(", accuracy at 0.5 "))
      #expect(trained.output.contains("Nobody chose the threshold of 0."))
      let metrics = try JSON.object(at: run + "/metrics.json")
      #expect(metrics["threshold_is_chosen"] as? Bool == false)
      #expect(try value(metrics, "threshold") < 0.5)
      #expect(try value(metrics, "accuracy") > value(metrics, "accuracy_at_half", "value"))
      // The recipe leaves it open, so that it is found again.
      #expect(try String(contentsOfFile: run + "/recipe.yaml", encoding: .utf8).contains("threshold: null"))

      // Evaluating decides alike.
      let evaluated = try Fovea.run("evaluate", run, pictures.folder, "--split", "val", "--json")
      let scores = try JSON.object(evaluated.output)
      #expect(isClose(try value(scores, "threshold"), try value(metrics, "threshold")))
      #expect(scores["threshold_is_chosen"] as? Bool == false)

      // A threshold that is asked for stays, and so does 0.5 where classes are balanced on purpose.
      let half = try Fovea.train([pictures.folder, "-o", folder + "/half", "--threshold", "0.5"] + options)
      #expect(half.status == 0 && half.output.contains("at the threshold of 0.5000"), "\(half.errors)")
      let balanced = try Fovea.train(
        [pictures.folder, "-o", folder + "/balanced", "--class-weights", "balanced"] + options)
      #expect(balanced.status == 0 && !balanced.output.contains("Nobody chose"), "\(balanced.errors)")
      #expect(try value(JSON.object(at: folder + "/balanced/metrics.json"), "threshold") == 0.5)
    }
  }
}
