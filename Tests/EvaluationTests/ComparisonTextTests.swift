import Foundation
import FoveaEvaluation
import Testing

@Suite("Comparison and Markdown")
struct ComparisonTextTests {
  /// A model that always says `a`, and one whose answers are given.
  private func comparison(_ second: [Int], of labels: [Int] = [0, 0, 1, 1]) throws -> ModelComparison {
    func probabilities(_ answers: [Int]) -> [Float] {
      answers.flatMap { answer -> [Float] in answer == 0 ? [1, 0] : [0, 1] }
    }
    return try ComparisonExample.comparison(
      ["a", "b"], labels, [probabilities(labels.map { _ in 0 }), probabilities(second)])
  }

  @Test("a difference that chance would make is called that")
  func text() throws {
    let text = try comparison([0, 0, 1, 0]).textReport()
    #expect(
      text.hasPrefix(
        """
        4 images of 2 classes, test part
        note: a note

        model  accuracy     95 % interval  ROC AUC  macro F1  log loss   Brier  parameters    MB  images/s
        one     50.00 %
        """))
    #expect(
      text.contains(
        "two against one: The difference is not significant by accuracy, log loss and Brier score: chance alone often makes one as large on 4 images.\n"
      ))
    let rows = text.split(separator: "\n").map { $0.split(separator: "  ").map { $0.drop { $0 == " " } } }
    #expect(rows.contains { $0.first == "measure" && $0.contains("p") && $0.last == "test" })
    #expect(
      rows.contains([
        "accuracy, %", "50.00", "75.00", "+25.00", "+0.00 to +75.00", "1.0000", "McNemar's exact test",
      ]))
    #expect(
      rows.contains([
        "ROC AUC", "0.5000", "0.7500", "+0.2500", "-", "-",
        "none: a class has 2 images, fewer than the 10 that DeLong's test needs",
      ]))
    #expect(rows.contains { $0.first == "log loss" && $0.last == "paired t test" })
    #expect(text.contains("1 image gained, 0 lost, 0 wrong in another way, each model.\n"))
    #expect(text.contains("2.png"))
  }

  @Test("a difference that is more than chance has a winner, by what says so")
  func significant() throws {
    let labels = Array(repeating: 0, count: 10) + Array(repeating: 1, count: 30)
    let better = try comparison(labels, of: labels)
    #expect(better.contrasts[0].isSignificant)
    #expect(better.textReport().contains("two is better than one by accuracy, log loss and Brier score.\n"))
    #expect(better.textReport().contains("and 20 more images"))
    #expect(better.textReport().contains("< 0.0001") && !better.textReport().contains("= less"))
    let same = try comparison([0, 0, 0, 0])
    #expect(
      same.textReport().contains(
        "two against one: two and one score the same by accuracy, ROC AUC, log loss and Brier score.\n"))
  }

  /// 300 samples, a quarter of them positive.
  private let many = (0..<300).map { $0 % 4 == 0 ? 1 : 0 }

  @Test("a good model with a low threshold is not worse than a bad one for that")
  func thresholds() throws {
    let (bad, good) = (
      ComparisonExample.scores(many, skill: 0.05), ComparisonExample.scores(many, skill: 1.5, shift: -1.5)
    )
    let comparison = try ComparisonExample.comparison(
      ["a", "b"], many, [bad, good], thresholds: [0.9, 0.005])
    let contrast = comparison.contrasts[0]
    // At their own thresholds it is right less often, and by more than chance.
    #expect(contrast.isSignificant && contrast.paired.difference < 0 && contrast.thresholdsDiffer)
    #expect(contrast[.accuracy]?.outcome == .worse && contrast[.accuracyAtHalf]?.outcome == .better)
    let verdict = comparison.verdict(contrast)
    #expect(
      verdict.hasPrefix("two is better than one by accuracy at 0.5, ROC AUC, log loss and Brier score. Their")
    )
    #expect(
      verdict.contains("Their thresholds differ (0.9000 for 'b' of one, 0.0050 for 'b' of two): at its own"))
    #expect(verdict.hasSuffix(", which compares the thresholds and not the models."))
    let text = comparison.textReport()
    #expect(text.contains("threshold  accuracy at 0.5") && text.contains("accuracy at its own threshold, %"))
    #expect(!text.contains("is worse than"))
  }

  @Test("two thresholds of one model are no two models")
  func oneModelTwice() throws {
    let scores = ComparisonExample.scores(many, skill: 1)
    let comparison = try ComparisonExample.comparison(
      ["a", "b"], many, [scores, scores], thresholds: [nil, 0.01])
    let contrast = comparison.contrasts[0]
    #expect(contrast.isSignificant && contrast.thresholdsDiffer)
    let verdict = comparison.verdict(contrast)
    #expect(
      verdict.hasPrefix(
        "two and one score the same by accuracy at 0.5, ROC AUC, log loss and Brier score. Their"))
    #expect(verdict.contains("Their thresholds differ (0.5 of one, 0.0100 for 'b' of two)"))
    let alike = try ComparisonExample.comparison(
      ["a", "b"], many, [scores, scores], thresholds: [0.01, 0.01])
    #expect(!alike.contrasts[0].thresholdsDiffer)
    #expect(
      alike.verdict(alike.contrasts[0])
        == "two and one score the same by accuracy at its own threshold, ROC AUC, log loss and Brier score.")
    #expect(alike.contrasts[0].tests.map(\.measure) == ComparisonMeasure.allCases)
  }

  @Test("better by one measure and worse by another, each is said")
  func mixed() throws {
    // The same ranking, and probabilities that are far too sure.
    let calm = ComparisonExample.scores(many, skill: 0.6)
    let sure = calm.map { $0 < 0.5 ? Float(1e-6) : 1 - 1e-6 }
    let comparison = try ComparisonExample.comparison(["a", "b"], many, [calm, sure])
    let verdict = comparison.verdict(comparison.contrasts[0])
    #expect(verdict.hasPrefix("two is worse than one by ROC AUC, log loss and Brier score. By accuracy the"))
    let better = ComparisonExample.scores(many, skill: 1.2).map { min(max($0, 1e-7), 1 - 1e-7) }
    let sharp = better.map { $0 < 0.5 ? $0 * 1e-6 : 1 - (1 - $0) * 1e-6 }
    let split = try ComparisonExample.comparison(["a", "b"], many, [calm, sharp])
    #expect(split.verdict(split.contrasts[0]).hasPrefix("two is better than one by accuracy"))
    #expect(split.verdict(split.contrasts[0]).contains(", and worse by log loss."))
    let back = try ComparisonExample.comparison(["a", "b"], many, [sure, calm])
    #expect(
      back.verdict(back.contrasts[0]).hasPrefix("two is better than one by ROC AUC, log loss and Brier"))
  }

  @Test("three models: the p-values of each measure are adjusted together")
  func holm() throws {
    let scores = [0.2, 0.6, 0.5].enumerated().map {
      ComparisonExample.scores(many, skill: $1, seed: UInt64($0 + 1))
    }
    let comparison = try ComparisonExample.comparison(["a", "b"], many, scores)
    for measure in [ComparisonMeasure.accuracy, .rocAUC, .logLoss, .brier] {
      let tests = comparison.contrasts.compactMap { $0[measure] }
      let raw = tests.compactMap(\.pValue).sorted()
      let adjusted = tests.compactMap(\.adjustedPValue).sorted()
      #expect(raw.count == 2)
      #expect(abs(adjusted[0] - min(1, 2 * raw[0])) < 1e-12)
      #expect(abs(adjusted[1] - max(adjusted[0], raw[1])) < 1e-12)
    }
    #expect(comparison.textReport().contains("The p-values are adjusted for 2 models by Holm's method."))
  }

  @Test("JSON says the same")
  func json() throws {
    let data = try JSONEncoder().encode(try comparison([0, 0, 1, 0]))
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let contrast = try #require((object["contrasts"] as? [[String: Any]])?.first)
    #expect(contrast["significant"] as? Bool == false)
    #expect(contrast["gained"] as? Int == 1)
    #expect((contrast["flips"] as? [[String: Any]])?.first?["path"] as? String == "2.png")
    let model = try #require((object["models"] as? [[String: Any]])?[1])
    #expect(model["accuracy"] as? Double == 0.75 && model["roc_auc"] as? Double == 0.75)
    #expect(model["threshold"] as? Double == 0.5 && model["brier"] as? Double == 0.25)
    #expect((model["accuracy_at_half"] as? [String: Any])?["value"] as? Double == 0.75)
    #expect(contrast["thresholds_differ"] as? Bool == false)
    #expect((contrast["verdict"] as? String)?.hasPrefix("The difference is not significant") == true)
    let tests = try #require(contrast["tests"] as? [[String: Any]])
    #expect(tests.map { $0["measure"] as? String } == ["accuracy", "roc_auc", "log_loss", "brier"])
    #expect(tests.map { $0["outcome"] as? String } == ["undecided", "untested", "undecided", "undecided"])
    #expect(tests[1]["p_value"] is NSNull && tests[1]["difference"] as? Double == 0.25)
    #expect(tests[0]["reason"] is NSNull && tests[0]["test"] as? String == "McNemar's exact test")
  }

  @Test("Markdown is a table that names cannot break")
  func markdown() throws {
    let predictions = try Predictions(
      classes: ["a|b", "<b>*c*\n"], labels: [0, 1, 1], probabilities: [1, 0, 0, 1, 1, 0])
    let text = try EvaluationResult(predictions, split: "test", errors: 2).markdownReport()
    #expect(
      text.hasPrefix("**66.67 % accuracy** on 3 images of the test part, 2 files could not be read\n\n"))
    #expect(text.contains("| score | value | 95 % interval |\n|---|---:|---:|\n"))
    #expect(text.contains(#"| a\|b | 0.50 | 1.00 | 0.67 | 1 |"#))
    #expect(text.contains(#"| \<b\>\*c\*\\n | 1.00 | 0.50 | 0.67 | 2 |"#))
    #expect(try comparison([0, 0, 1, 0]).markdownReport().contains("| model | accuracy |"))
  }
}
