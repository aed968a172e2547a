import Foundation
import FoveaEvaluation
import Testing

@Suite("Comparison and Markdown")
struct ComparisonTextTests {
  private func comparison(_ second: [Int], of labels: [Int] = [0, 0, 1, 1]) throws -> ModelComparison {
    let first = labels.map { _ in 0 }
    func entry(_ name: String, _ answers: [Int]) throws -> ModelComparison.Entry {
      let predictions = try Predictions(
        classes: ["a", "b"], labels: labels, probabilities: answers.flatMap { $0 == 0 ? [1, 0] : [0, 1] })
      return ModelComparison.Entry(
        name: name, parameters: 10, fileSize: 2_000_000, imagesPerSecond: 1234,
        result: try EvaluationResult(predictions, split: "test"))
    }
    return ModelComparison(
      split: "test", classes: ["a", "b"], names: labels.indices.map { "\($0).png" }, labels: labels,
      notes: ["a note"], entries: [try entry("one", first), try entry("two", second)],
      answers: [first.map { ["a", "b"][$0] }, second.map { ["a", "b"][$0] }])
  }

  @Test("a difference that chance would make is called that")
  func text() throws {
    let text = try comparison([0, 0, 1, 0]).textReport()
    #expect(
      text.hasPrefix(
        """
        4 images of 2 classes, test part
        note: a note

        model  accuracy     95 % interval  macro F1  log loss  parameters    MB  images/s
        one     50.00 %
        """))
    #expect(
      text.contains(
        "two against one: +25.00 points of accuracy (95 % interval +0.00 to +75.00), 1 gained, 0 lost")
    )
    #expect(
      text.contains("p = 1.0000. The difference is not significant: only one of them is right on 1 image,"))
    #expect(text.contains("2.png"))
  }

  @Test("a difference that is more than chance has a winner")
  func significant() throws {
    let labels = Array(repeating: 0, count: 10) + Array(repeating: 1, count: 30)
    let better = try comparison(labels, of: labels)
    #expect(better.contrasts[0].isSignificant)
    #expect(better.textReport().contains("two is better than one."))
    #expect(better.textReport().contains("and 20 more images"))
    let same = try comparison([0, 0, 0, 0])
    #expect(same.textReport().contains("two and one are right and wrong on the same images."))
  }

  @Test("JSON says the same")
  func json() throws {
    let data = try JSONEncoder().encode(try comparison([0, 0, 1, 0]))
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let contrast = try #require((object["contrasts"] as? [[String: Any]])?.first)
    #expect(contrast["significant"] as? Bool == false)
    #expect(contrast["gained"] as? Int == 1)
    #expect((contrast["flips"] as? [[String: Any]])?.first?["path"] as? String == "2.png")
    #expect(((object["models"] as? [[String: Any]])?[1])?["accuracy"] as? Double == 0.75)
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
