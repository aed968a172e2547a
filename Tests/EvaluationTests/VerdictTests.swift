import Foundation
import FoveaEvaluation
import Testing

/// Every branch of what is said of a result, on data that lead there.
@Suite("What a result is said to show")
struct VerdictTests {
  /// Two classes: rows of label, probability of the positive class, and how many samples have them.
  private func result(_ rows: [(label: Int, positive: Float, count: Int)], threshold: Double? = nil) throws
    -> EvaluationResult
  {
    var (labels, probabilities): ([Int], [Float]) = ([], [])
    for row in rows {
      for _ in 0..<row.count {
        labels.append(row.label)
        probabilities += [1 - row.positive, row.positive]
      }
    }
    return try EvaluationResult(
      Predictions(classes: ["well", "ill"], labels: labels, probabilities: probabilities), split: "test",
      threshold: threshold)
  }

  /// Any number of classes: counts by true class and answer.
  private func result(counts: [[Int]]) throws -> EvaluationResult {
    var (labels, probabilities): ([Int], [Float]) = ([], [])
    for (label, row) in counts.enumerated() {
      for (answer, count) in row.enumerated() {
        for _ in 0..<count {
          labels.append(label)
          probabilities += counts.indices.map { $0 == answer ? 1 : 0 }
        }
      }
    }
    return try EvaluationResult(
      Predictions(
        classes: counts.indices.map { "class \($0)" }, labels: labels, probabilities: probabilities),
      split: "test")
  }

  private func text(_ result: EvaluationResult) -> String { result.headline.sentences.joined(separator: " ") }

  /// A third of all are ill; a low threshold finds nearly all of them and takes most of the others for ill.
  private let screening: [(label: Int, positive: Float, count: Int)] = [
    (0, 0.01, 10), (0, 0.1, 90), (0, 0.2, 40), (0, 0.6, 5), (1, 0.1, 3), (1, 0.3, 15), (1, 0.7, 37),
  ]

  @Test("the sentence that was false: a threshold for recall, and a model that tells the classes apart")
  func chosenThreshold() throws {
    let result = try result(screening, threshold: 0.05)
    #expect(result.accuracyStanding == .below)
    #expect(result.evidence == .learned && result.hasChosenThreshold)
    let headline = result.headline
    #expect(headline.scores.map(\.name) == ["sensitivity", "specificity", "ROC AUC", "accuracy at 0.5"])
    #expect(headline.scores.allSatisfy { $0.value != nil && $0.interval != nil })
    #expect(headline.threshold?.value == 0.05 && headline.threshold?.positive == "ill")
    let said = text(result)
    #expect(
      said.hasPrefix(
        "It tells 'ill' from 'well': ROC AUC \(String(format: "%.4f", try #require(result.rocAUC))) ("))
    #expect(said.contains("where chance gives 0.5. 65 of 200 images are right at the threshold of 0.0500"))
    #expect(said.contains("would be right for 72.50 %: a threshold that is chosen for more than accuracy"))
    #expect(said.hasSuffix("At 0.5 it is right for 88.50 %, better than that."))
    #expect(!said.contains("within the interval") && !said.contains("learned anything"))
  }

  @Test("a threshold of 0.5 is chosen where somebody chose it, and a file of an earlier version does not say")
  func chosenHalf() throws {
    let (chosen, usual) = (try result(screening, threshold: 0.5), try result(screening))
    #expect(chosen.threshold == 0.5 && chosen.hasChosenThreshold)
    #expect(usual.threshold == 0.5 && !usual.hasChosenThreshold)
    #expect(chosen.headline.scores.map(\.name).first == "sensitivity")
    #expect(usual.headline.scores.map(\.name) == ["accuracy"])
    #expect(text(chosen).contains("at the threshold of 0.5000") && !text(chosen).contains("At 0.5 it is"))
    let data = try JSONEncoder().encode(chosen)
    #expect(try JSONDecoder().decode(EvaluationResult.self, from: data) == chosen)
    var object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(object["threshold_is_chosen"] as? Bool == true)
    object["threshold_is_chosen"] = nil
    for (threshold, isChosen) in [(0.5, false), (0.25, true)] {
      object["threshold"] = threshold
      let earlier = try JSONDecoder().decode(
        EvaluationResult.self, from: try JSONSerialization.data(withJSONObject: object))
      #expect(earlier.hasChosenThreshold == isChosen)
    }
  }

  @Test("a chosen threshold of a ranking by chance, and of one the wrong way round")
  func chosenThresholdWithoutSkill() throws {
    let chance = try result([(0, 0.1, 50), (0, 0.3, 50), (1, 0.1, 20), (1, 0.3, 20)], threshold: 0.05)
    #expect(chance.evidence == .chance)
    #expect(
      text(chance).hasPrefix("ROC AUC 0.5000 ("))
    #expect(
      text(chance).contains(
        "does not differ from the 0.5 of chance by enough: this does not show that the model learned anything."
      ))
    // At 0.5 all are well, as the most frequent class is.
    #expect(text(chance).hasSuffix("which does not differ from that by more than chance."))
    let reversed = try result([(0, 0.8, 60), (0, 0.2, 5), (1, 0.1, 35)], threshold: 0.05)
    #expect(reversed.evidence == .reversed)
    #expect(text(reversed).contains("is below the 0.5 of chance: the model takes the classes for each other"))
    #expect(text(reversed).hasSuffix("At 0.5 it is right for 5.00 %, worse than that."))
    let single = try result([(0, 0.8, 6), (0, 0.2, 5)], threshold: 0.3)
    #expect(single.evidence == .oneClass)
    #expect(
      text(single)
        == "Every image is of 'well': this part cannot show that the model tells classes apart. 5 of 11 images are right at the threshold of 0.3000."
    )
    #expect(
      single.headline.scores[0].valueText == "undefined" && single.headline.scores[0].intervalText == nil)
  }

  @Test("at 0.5: the interval above the baseline, around it, below it")
  func standings() throws {
    let above = try result([(0, 0.1, 50), (1, 0.9, 40), (1, 0.1, 10)])
    #expect(above.accuracyStanding == .above)
    #expect(
      text(above)
        == "90 of 100 images are right. Always saying the most frequent class would be right for 50.00 %: the model is better than that."
    )
    // Nobody is called ill, but the ill have the higher probabilities.
    let around = try result([(0, 0.1, 70), (1, 0.3, 30)])
    #expect(around.accuracyStanding == .around && around.evidence == .learned)
    #expect(
      text(around)
        == "70 of 100 images are right. Always saying the most frequent class would be right for 70.00 %, which lies within the interval: the accuracy does not tell the model from that. It tells 'ill' from 'well': ROC AUC 1.0000 (1.0000 to 1.0000), where chance gives 0.5."
    )
    let below = try result([(0, 0.9, 50), (0, 0.1, 25), (1, 0.95, 25)])
    #expect(below.accuracyStanding == .below && below.evidence == .learned)
    #expect(
      text(below).contains("75.00 %: the model is worse than that. It tells 'ill' from 'well': ROC AUC"))
    let constant = try result([(0, 0.1, 70), (1, 0.1, 30)])
    #expect(constant.evidence == .chance)
    #expect(text(constant).contains("this does not show that the model learned anything."))
  }

  @Test("a ranking that few samples make by luck is no evidence, though every draw of them is perfect")
  func luck() throws {
    for (count, evidence) in [(1, Evidence.chance), (3, .chance), (4, .learned), (20, .learned)] {
      let result = try result([(0, 0.1, count), (1, 0.3, count)])
      #expect(result.intervals.rocAUC == ConfidenceInterval.percentiles(of: [1]))
      #expect(result.evidence == evidence, "\(count)")
    }
    for (count, evidence) in [(1, Evidence.chance), (10, .learned)] {
      let perfect = (0..<3).map { row in (0..<3).map { $0 == row ? count : 0 } }
      #expect(try result(counts: perfect).evidence == evidence, "\(count)")
    }
  }

  @Test("many classes are judged by agreement beyond chance")
  func manyClasses() throws {
    let better = try result(counts: [[30, 2, 1], [3, 28, 2], [1, 1, 32]])
    #expect(text(better).hasSuffix("right for 34.00 %: the model is better than that."))
    // Rare classes are found at the price of the frequent one.
    let learned = try result(counts: [[60, 20, 20], [2, 18, 0], [2, 0, 18]])
    #expect(learned.accuracyStanding == .around && learned.evidence == .learned)
    #expect(text(learned).contains("Its answers do hang on the pictures: Cohen's kappa 0."))
    let chance = try result(counts: [[100, 0, 0], [20, 0, 0], [20, 0, 0]])
    #expect(chance.evidence == .chance && text(chance).contains("Cohen's kappa 0.0000 (0.0000 to 0.0000)"))
    let reversed = try result(counts: [[0, 30, 0], [0, 0, 30], [30, 0, 0]])
    #expect(reversed.evidence == .reversed && reversed.accuracyStanding == .below)
    #expect(text(reversed).contains("below the 0 of chance"))
    let single = try result(counts: [[5, 1, 0], [0, 0, 0], [0, 0, 0]])
    #expect(
      text(single)
        == "5 of 6 images are right. Every image is of 'class 0': this part cannot show that the model tells classes apart."
    )
  }

  @Test("one image is one image")
  func plurals() throws {
    #expect(text(try result([(1, 0.9, 1)])).hasPrefix("1 of 1 image is right. Every image is of 'ill'"))
    #expect(text(try result([(1, 0.1, 1)])).hasPrefix("0 of 1 image is right."))
    #expect(text(try result([(0, 0.1, 1), (1, 0.1, 11)])).hasPrefix("1 of 12 images is right."))
  }

  @Test("the accuracy at 0.5 is that of scoring at 0.5, and outlives metrics.json")
  func accuracyAtHalf() throws {
    let (chosen, half) = (try result(screening, threshold: 0.05), try result(screening))
    #expect(chosen.accuracyAtHalf?.value == half.accuracy)
    #expect(chosen.accuracyAtHalf?.interval == half.accuracyInterval)
    #expect(half.accuracyAtHalf?.value == half.accuracy)
    let data = try JSONEncoder().encode(chosen)
    #expect(try JSONDecoder().decode(EvaluationResult.self, from: data) == chosen)
    var object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect((object["accuracy_at_half"] as? [String: Any])?["value"] as? Double == half.accuracy)
    // A file of an earlier version: the headline goes without.
    object["accuracy_at_half"] = nil
    let earlier = try JSONDecoder().decode(
      EvaluationResult.self, from: try JSONSerialization.data(withJSONObject: object))
    #expect(earlier.accuracyAtHalf == nil && earlier.headline.scores.count == 3)
    #expect(!text(earlier).contains("At 0.5"))
    #expect(try result(counts: [[1, 0, 0], [0, 1, 0], [0, 0, 1]]).accuracyAtHalf == nil)
  }

  @Test("terminal and Markdown have the same headline")
  func everyFormat() throws {
    let result = try result(screening, threshold: 0.05)
    let terminal = result.headline.text(of: "test")
    #expect(
      terminal.hasPrefix(
        "test part at the threshold of 0.0500 for 'ill': sensitivity 100.00 % (95 % interval "))
    #expect(terminal.contains(", accuracy at 0.5 88.50 % (95 % interval "))
    let markdown = result.markdownReport()
    #expect(markdown.hasPrefix("**100.00 % sensitivity, 6.90 % specificity, "))
    #expect(
      markdown.contains(
        " on 200 images of the test part at the threshold of 0.0500 for ill\n\nIt tells 'ill'"))
    #expect(markdown.contains("| accuracy at the threshold of 0.0500 | 32.50 % |"))
    #expect(markdown.contains("| accuracy at 0.5 | 88.50 % |"))
    let plain = try self.result([(0, 0.1, 50), (1, 0.9, 40), (1, 0.1, 10)])
    #expect(plain.headline.text(of: "val").hasPrefix("val part: accuracy 90.00 % (95 % interval "))
    #expect(plain.markdownReport().contains("| accuracy | 90.00 % |"))
    #expect(!plain.markdownReport().contains("accuracy at"))
  }

  @Test("a small threshold is not 0")
  func smallThreshold() throws {
    let rare = try self.result([(0, 0.00001, 50), (1, 0.5, 50)], threshold: 0.00002)
    #expect(rare.headline.text(of: "test").hasPrefix("test part at the threshold of 2e-05 for 'ill'"))
  }
}
