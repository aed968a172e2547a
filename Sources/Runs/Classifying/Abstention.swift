import FoveaEvaluation
import FoveaFiles
public import FoveaInference

/// When a model would rather not answer, and when it answers with more than one class.
public struct Abstention: Hashable, Sendable {
  /// The least probability that is answered; nil answers always.
  public var leastConfidence: Float?
  /// The least probability of a class in the prediction set; nil for no sets.
  public var leastInSet: Float?
  /// The label where the model does not answer: `unknown`, or `unknown-2` and so on where a class has that name.
  public let word: String
  /// What a person should know of these numbers.
  public private(set) var notes: [String] = []

  /// Takes the numbers from what the model learned about itself on the validation part.
  ///
  /// - Parameters:
  ///   - minConfidence: nothing less probable is answered, 0 to 1.
  ///   - maxRisk: the share of wrong answers that is accepted, above 0 and below 1.
  ///   - predictionSet: the probability with which a set holds the true class, above 0 and below 1.
  /// - Throws: `AbstentionError` where the model has no record of held-out images, or a lower risk cannot be promised.
  public init(
    _ bundle: ModelBundle, minConfidence: Float? = nil, maxRisk: Double? = nil, predictionSet: Double? = nil
  ) throws(AbstentionError) {
    self.init(classes: bundle.classes)
    leastConfidence = minConfidence
    if let maxRisk {
      guard let curve = bundle.heldOut?.riskCoverage else { throw .noRecord(option: "--max-risk") }
      guard let point = curve.widest(risk: maxRisk) else {
        throw .riskOutOfReach(maxRisk, lowest: curve.lowestRisk, samples: curve.samples)
      }
      leastConfidence = max(point.confidence, minConfidence ?? 0)
      let coverage = Double(point.answered) / Double(curve.samples)
      notes.append(
        "--max-risk \(maxRisk): answers from a probability of \(fixed(Double(point.confidence), 4)) on, which was \(fixed(coverage * 100, 1)) % of \(Sentence.count(curve.samples, "validation image")), \(point.wrong) of \(point.answered) wrong"
      )
    }
    if let predictionSet {
      guard let scores = bundle.heldOut?.conformal else { throw .noRecord(option: "--prediction-set") }
      let least = scores.leastProbability(coverage: predictionSet)
      leastInSet = least
      if least == 0 {
        notes.append(
          scores.isTooSmall(forCoverage: predictionSet)
            ? "--prediction-set \(predictionSet): \(Sentence.count(scores.samples, "validation image")) \(scores.samples == 1 ? "is" : "are") too few for it, so every set holds all classes"
            : "--prediction-set \(predictionSet): too many of the \(scores.samples) validation images have a probability of 0 for their own class, so every set holds all classes"
        )
      }
    }
    if leastConfidence != nil, word != Abstention.words(1) {
      notes.append(
        "a class is named '\(Abstention.words(1))': where the model does not answer the label is '\(word)'")
    }
  }

  /// Answers always.
  init(classes: [String]) { word = Abstention.word(classes: classes) }

  static func word(classes: [String]) -> String {
    var number = 1
    while classes.contains(words(number)) { number += 1 }
    return words(number)
  }

  private static func words(_ number: Int) -> String { number == 1 ? "unknown" : "unknown-\(number)" }
}

/// Why a model cannot say how often it is wrong.
public enum AbstentionError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A model without a record of held-out images, which this option needs.
  case noRecord(option: String)
  /// A lower share of wrong answers than so many validation images can show.
  case riskOutOfReach(Double, lowest: Double, samples: Int)
  /// A model that does not say how frequent its two classes were where its probabilities were calibrated.
  case noShares

  /// The sentence for people: what, where, expected, received, what to do.
  public var description: String {
    switch self {
    case .noRecord(let option):
      "\(option): expected a model with a record of held-out images, received one without; train it with a validation part"
    case .riskOutOfReach(let risk, let lowest, let samples):
      "--max-risk: a risk of \(risk) cannot be promised: the lowest that \(Sentence.count(samples, "validation image")) \(samples == 1 ? "shows" : "show") is \(fixed(lowest, 4)); ask for that, or train with more validation images"
    case .noShares:
      "--prevalence: expected a model that keeps how frequent its classes were in validation, received one that does not; train it anew with a validation part of both classes"
    }
  }
}
