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
}
