import FoveaEvaluation
import Testing

@Suite("Evaluation errors")
struct EvaluationErrorTests {
  private func message(
    _ classes: [String], _ labels: [Int], _ probabilities: [Float], threshold: Double? = nil
  ) -> String {
    do throws(EvaluationError) {
      let predictions = try Predictions(classes: classes, labels: labels, probabilities: probabilities)
      _ = try EvaluationResult(predictions, split: "test", threshold: threshold)
      return "no error"
    } catch {
      return "\(error)"
    }
  }

  @Test("no class")
  func noClasses() {
    #expect(
      message([], [0], [])
        == "predictions: expected at least one class, received none; give the class names of the model")
  }

  @Test("no sample")
  func noSamples() {
    #expect(
      message(["a"], [], [])
        == "predictions: expected at least one sample, received none; give data with a readable image")
  }

  @Test("a class named twice")
  func duplicateClass() {
    #expect(
      message(["cat", "dog", "cat"], [0], [1, 0, 0])
        == "predictions: classes 0 and 2 are both named 'cat'; give each class its own name")
  }

  @Test("too few probabilities")
  func probabilityCount() {
    #expect(
      message(["a", "b"], [0, 1], [1, 0, 1])
        == "predictions: expected 2 × 2 probabilities (samples × classes), received 3; give one for each class of each sample"
    )
  }

  @Test("a label outside of the classes", arguments: [-1, 2])
  func label(label: Int) {
    #expect(
      message(["a", "b"], [0, label], [1, 0, 1, 0])
        == "predictions, sample 1: expected a label from 0 to 1, received \(label); number the labels by their place in the list of classes"
    )
  }

  @Test("a value that is no probability", arguments: [Float.nan, -0.5, .infinity])
  func probability(value: Float) {
    #expect(
      message(["cat", "dog"], [0, 1], [1, 0, 0.5, value])
        == "predictions, sample 1, class 'dog': expected a probability from 0 to 1, received \(value); the model or its input is damaged"
    )
  }

  @Test("probabilities that do not sum to one")
  func probabilitySum() {
    #expect(
      message(["cat", "dog"], [0], [1, 0.5])
        == "predictions, sample 0: expected probabilities that sum to 1, received a sum of 1.5; give the output of softmax or sigmoid"
    )
  }

  @Test("a threshold outside of 0 to 1", arguments: [-0.1, 1.5, .nan])
  func threshold(value: Double) {
    #expect(
      message(["a", "b"], [0], [1, 0], threshold: value)
        == "threshold: expected a number from 0 to 1, received \(value); 0.5 is the usual choice")
  }

  @Test("a threshold for three classes")
  func thresholdNeedsTwoClasses() {
    #expect(
      message(["a", "b", "c"], [0], [1, 0, 0], threshold: 0.5)
        == "threshold: expected two classes, received 3 with a threshold of 0.5; leave the threshold out")
  }

  private func message(_ rule: ThresholdRule, _ classes: [String], _ labels: [Int]) throws -> String {
    let probabilities = labels.flatMap { label in classes.indices.map { $0 == label ? Float(1) : 0 } }
    let predictions = try Predictions(classes: classes, labels: labels, probabilities: probabilities)
    do throws(EvaluationError) {
      _ = try rule.choice(for: predictions)
      return "no error"
    } catch {
      return "\(error)"
    }
  }

  @Test("a rule for the threshold that cannot be followed")
  func thresholdRules() throws {
    #expect(
      try message(.f1, ["a", "b", "c"], [0, 1, 2])
        == "threshold: expected two classes, received 3; leave out the rule that chooses a threshold")
    #expect(
      try message(.youden, ["cat", "dog"], [0, 0])
        == "threshold: expected samples of both classes to choose it from, received none of 'dog'; hold more samples out for validation"
    )
    #expect(
      try message(.costs(falsePositive: -1, falseNegative: 2), ["a", "b"], [0, 1])
        == "costs: expected two numbers of 0 or more that are not both 0, received fp=-1.0, fn=2.0")
    #expect(
      try message(.recall(1.5), ["a", "b"], [0, 1])
        == "recall: expected a number above 0 and up to 1, received 1.5")
    #expect(
      EvaluationError.recallOutOfReach(0.9).description
        == "threshold: a recall of 0.9 is out of reach: too many positive samples have a probability of exactly 0; ask for less"
    )
  }
}
