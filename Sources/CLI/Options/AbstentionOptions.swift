import ArgumentParser
import Fovea

/// When `classify` would rather not answer, and when it answers with more than one class.
struct AbstentionOptions: ParsableArguments {
  @Option(help: "Below this probability the label is 'unknown'.")
  var minConfidence: Float?

  @Option(
    help:
      "Answer 'unknown' where needed for at most this share of wrong answers, as the validation part of training had it."
  )
  var maxRisk: Double?

  @Option(
    help: "Also name every class of a set that holds the true one with this probability, such as 0.95.")
  var predictionSet: Double?

  func validate() throws {
    if let minConfidence, !(minConfidence >= 0 && minConfidence <= 1) {
      throw ValidationError("--min-confidence: expected a probability from 0 to 1, received \(minConfidence)")
    }
    if let maxRisk, !(maxRisk > 0 && maxRisk < 1) {
      throw ValidationError("--max-risk: expected a share above 0 and below 1, received \(maxRisk)")
    }
    if let predictionSet, !(predictionSet > 0 && predictionSet < 1) {
      throw ValidationError(
        "--prediction-set: expected a share above 0 and below 1, received \(predictionSet)")
    }
  }

  /// What the options mean for one model.
  func abstention(of bundle: ModelBundle) throws -> Abstention {
    try Abstention(
      bundle, minConfidence: minConfidence, maxRisk: maxRisk, predictionSet: predictionSet)
  }
}
