import FoveaEvaluation
import Testing

@Suite("Required scores")
struct RequirementTests {
  private func result() throws -> EvaluationResult {
    let predictions = try Predictions(
      classes: ["cat", "x[1]>=2"], labels: [0, 0, 0, 1], probabilities: [1, 0, 1, 0, 0, 1, 0, 1])
    return try EvaluationResult(predictions, split: "test")
  }

  @Test(
    "what is kept",
    arguments: [
      "accuracy>=0.75", "accuracy >= 0.5", "accuracy<=0.75", "accuracy>0.7", "log_loss<100", "errors<=0",
      "recall[cat]>=0.6", "recall[x[1]>=2]>=1", "sensitivity>=1", "sensitivity_low>0.2",
      "positive_predictive_value>=0.5", "macro_f1>0.5", "f1[cat]<1", "samples>=4",
    ])
  func kept(text: String) throws {
    #expect(try Requirement(text).failure(in: result()) == nil)
  }

  @Test("what is not kept, in words")
  func missed() throws {
    #expect(
      try Requirement("accuracy>=0.95").failure(in: result())
        == "accuracy>=0.95: expected >= 0.95, received 0.75")
    #expect(
      try Requirement("recall[cat]>0.9").failure(in: result())
        == "recall[cat]>0.9: expected > 0.9, received 0.6666666666666666")
    #expect(
      try Requirement("top5_accuracy>=0.9").failure(in: result())
        == "top5_accuracy>=0.9: expected a number, received an undefined score")
  }

  @Test("what cannot be read, in words")
  func wrong() throws {
    func message(_ text: String) -> String {
      do throws(EvaluationError) {
        _ = try Requirement(text).failure(in: result())
        return "no error"
      } catch let error {
        return "\(error)"
      }
    }
    func result() throws(EvaluationError) -> EvaluationResult {
      try EvaluationResult(
        Predictions(classes: ["cat", "dog"], labels: [0, 1], probabilities: [1, 0, 0, 1]), split: "test")
    }
    let usage =
      "expected a score, a relation and a number such as accuracy>=0.95 or recall[cat]>=0.9, received "
    for text in ["accuracy", "accuracy>=", "accuracy>=high", "accuracy=0.5", "accuracy>=nan", ""] {
      #expect(message(text) == usage + "'\(text)'")
    }
    #expect(message("beauty>=1").hasSuffix(", received 'beauty'"))
    #expect(
      message("accuracy[cat]>=1")
        == "expected one of average_precision, f1, precision, recall, roc_auc, specificity, support of a class, received 'accuracy'"
    )
    #expect(
      message("recall[cow]>=1")
        == "class 'cow': expected one of cat, dog; write it as the model does")
  }
}
