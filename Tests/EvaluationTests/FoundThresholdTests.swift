import Foundation
import Testing

@testable import FoveaEvaluation

/// The threshold of two classes where nobody said how it is chosen.
@Suite("A threshold that nobody asked for")
struct FoundThresholdTests {
  private typealias Row = (label: Int, positive: Float, count: Int)

  private func predictions(_ rows: [Row]) throws -> Predictions {
    let samples = rows.flatMap { row in (0..<row.count).map { _ in row } }
    return try Predictions(
      classes: ["cat", "dog"], labels: samples.map(\.label),
      probabilities: samples.flatMap { [1 - $0.positive, $0.positive] })
  }

  @Test("the most accurate one, where held-out images show that it is better")
  func better() throws {
    // At 0.5 thirty dogs are missed, at 0.35 none of them.
    let rows: [Row] = [(0, 0.1, 140), (0, 0.3, 10), (1, 0.4, 30), (1, 0.9, 120)]
    let choice = try #require(ThresholdChoice.standard(for: predictions(rows)))
    #expect(abs(choice.threshold - 0.35) < 1e-6)
    #expect((choice.truePositives, choice.falsePositives) == (150, 0))
  }

  @Test(
    "0.5 stays for few images, for a class with few, and where the gain may be chance",
    arguments: [
      // 249 images; the same with one more are enough.
      [(0, 0.1, 100), (0, 0.3, 10), (1, 0.4, 29), (1, 0.9, 110)],
      // 24 dogs.
      [(0, 0.1, 276), (1, 0.4, 24)],
      // Seven discordant images: p = 0.016.
      [(0, 0.1, 140), (1, 0.4, 7), (1, 0.9, 153)],
      // 12 right only at 0.35, 6 wrong only there.
      [(0, 0.1, 140), (0, 0.4, 6), (1, 0.4, 12), (1, 0.9, 142)],
      // Nothing is better than 0.5.
      [(0, 0.1, 150), (1, 0.9, 150)],
    ] as [[(label: Int, positive: Float, count: Int)]])
  func halfStays(rows: [(label: Int, positive: Float, count: Int)]) throws {
    #expect(try ThresholdChoice.standard(for: predictions(rows)) == nil)
  }

  @Test("eight discordant images and 250 in all are enough")
  func bounds() throws {
    #expect(
      try ThresholdChoice.standard(for: predictions([(0, 0.1, 140), (1, 0.4, 8), (1, 0.9, 102)])) != nil)
    #expect(
      try ThresholdChoice.standard(for: predictions([(0, 0.1, 275), (1, 0.4, 25)])) != nil)
  }

  @Test("more than two classes have none")
  func threeClasses() throws {
    let three = try Predictions(
      classes: ["a", "b", "c"], labels: Array(repeating: 2, count: 300),
      probabilities: (0..<300).flatMap { _ in [0.2, 0.3, 0.5] as [Float] })
    #expect(ThresholdChoice.standard(for: three) == nil)
  }

  @Test("accuracy judges it, with that at 0.5 beside it and a word of where it comes from")
  func headline() throws {
    let predictions = try predictions([(0, 0.1, 60), (0, 0.4, 5), (1, 0.4, 20), (1, 0.9, 15)])
    let rule = try DecisionRule(classCount: 2, threshold: 0.35, isChosen: false)
    let found = try EvaluationResult.Analysis(predictions, rules: SampleRules(rule)).result(
      split: "test", errors: 0)
    let headline = found.headline
    #expect(headline.scores.map(\.name) == ["accuracy", "accuracy at 0.5"])
    #expect(headline.scores.map(\.valueText) == ["95.00 %", "80.00 %"])
    #expect(
      headline.text(of: "test").hasPrefix(
        "test part at the threshold of 0.3500 for 'dog': accuracy 95.00 % (95 % interval"))
    #expect(
      headline.sentences.first
        == "95 of 100 images are right. Nobody chose the threshold of 0.3500: more of the held-out images are right at it than at 0.5."
    )
    #expect(found.markdownReport().contains("accuracy at the threshold of 0.3500"))
    // The file keeps the difference.
    let read = try JSONDecoder().decode(EvaluationResult.self, from: JSONEncoder().encode(found))
    #expect(read == found && read.hasFoundThreshold && !read.hasChosenThreshold)
    // The usual rule has no word of a threshold.
    #expect(try EvaluationResult(predictions, split: "test").headline.threshold == nil)
  }
}
