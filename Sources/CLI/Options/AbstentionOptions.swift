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
  struct Limits {
    /// The least probability that is answered.
    var leastConfidence: Float?
    /// The least probability of a class in the prediction set; nil for no sets.
    var leastInSet: Float?
    /// What a person should know of these numbers.
    var notes: [String] = []
  }

  /// Takes the numbers from what the model learned about itself.
  func limits(for bundle: ModelBundle) throws -> Limits {
    var limits = Limits(leastConfidence: minConfidence)
    if let maxRisk {
      let curve = try record(of: bundle, for: "--max-risk").riskCoverage
      guard let point = curve.widest(risk: maxRisk) else {
        throw AbstentionError.riskOutOfReach(maxRisk, lowest: curve.lowestRisk, samples: curve.samples)
      }
      limits.leastConfidence = max(point.confidence, minConfidence ?? 0)
      let coverage = Double(point.answered) / Double(curve.samples)
      limits.notes.append(
        "--max-risk \(maxRisk): answers from a probability of \(fixed(Double(point.confidence), 4)) on, which was \(fixed(coverage * 100, 1)) % of the \(curve.samples) validation images, \(point.wrong) of \(point.answered) wrong"
      )
    }
    if let predictionSet {
      let scores = try record(of: bundle, for: "--prediction-set").conformal
      let least = scores.leastProbability(coverage: predictionSet)
      limits.leastInSet = least
      if least == 0 {
        limits.notes.append(
          "--prediction-set \(predictionSet): \(scores.samples) validation images are too few for it, so every set holds all classes"
        )
      }
    }
    return limits
  }

  private func record(of bundle: ModelBundle, for option: String) throws -> HeldOutRecord {
    guard let record = bundle.heldOut else { throw AbstentionError.noRecord(option: option) }
    return record
  }
}

/// Why a model cannot say how often it is wrong.
enum AbstentionError: Error, Hashable, CustomStringConvertible {
  case noRecord(option: String)
  case riskOutOfReach(Double, lowest: Double, samples: Int)

  var description: String {
    switch self {
    case .noRecord(let option):
      "\(option): expected a model with a record of held-out images, received one without; train it with a validation part"
    case .riskOutOfReach(let risk, let lowest, let samples):
      "--max-risk: a risk of \(risk) cannot be promised: the lowest that \(samples) validation images show is \(fixed(lowest, 4)); ask for that, or train with more validation images"
    }
  }
}
