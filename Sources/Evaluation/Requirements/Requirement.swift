import Foundation

/// A bound that a score has to keep, as continuous integration asks for it: `accuracy>=0.95`, `recall[cat]>=0.9`.
public struct Requirement: Hashable, Sendable, CustomStringConvertible {
  /// How a score is compared with its bound.
  public enum Relation: String, Hashable, Sendable, CaseIterable {
    /// The bound or more.
    case atLeast = ">="
    /// The bound or less.
    case atMost = "<="
    /// More than the bound.
    case above = ">"
    /// Less than the bound.
    case below = "<"

    func holds(_ value: Double, _ bound: Double) -> Bool {
      switch self {
      case .atLeast: value >= bound
      case .atMost: value <= bound
      case .above: value > bound
      case .below: value < bound
      }
    }
  }

  /// The name of a score, as `metrics.json` has it.
  public let score: String
  /// The class whose score is meant; nil for scores of the whole.
  public let className: String?
  /// How the score is compared.
  public let relation: Relation
  /// What it is compared with.
  public let bound: Double

  /// Reads `SCORE>=NUMBER` or `SCORE[CLASS]>=NUMBER`, also with `<=`, `>` and `<`.
  public init(_ text: String) throws(EvaluationError) {
    // A class may be named almost anything, so its bracket is looked for from the end.
    guard let found = Requirement.relation(in: text), let bound = Double(Requirement.trimmed(found.right)),
      bound.isFinite
    else { throw .requirement(text) }
    let left = Requirement.trimmed(found.left)
    if left.hasSuffix("]"), let bracket = left.firstIndex(of: "[") {
      score = String(left[..<bracket])
      className = String(left[left.index(after: bracket)..<left.index(before: left.endIndex)])
    } else {
      score = left
      className = nil
    }
    relation = found.relation
    self.bound = bound
    let known =
      className == nil
      ? Requirement.scores.keys.contains(score) : Requirement.classScores.keys.contains(score)
    guard known else { throw .unknownScore(score, isOfClass: className != nil) }
  }

  /// Such as `recall[cat]>=0.9`.
  public var description: String {
    "\(score)\(className.map { "[\($0)]" } ?? "")\(relation.rawValue)\(bound)"
  }

  /// Why the scores do not keep it; nil where they do.
  public func failure(in result: EvaluationResult) throws(EvaluationError) -> String? {
    let value: Double?
    if let className {
      guard let scores = result.perClass.first(where: { $0.name == className }) else {
        throw .unknownClass(className, known: result.classes)
      }
      value = Requirement.classScores[score]?(scores)
    } else {
      value = Requirement.scores[score]?(result)
    }
    guard let value else {
      return "\(self): expected a number, received an undefined score"
    }
    return relation.holds(value, bound)
      ? nil : "\(self): expected \(relation.rawValue) \(bound), received \(value)"
  }

  private static func relation(in text: String) -> (left: Substring, relation: Relation, right: Substring)? {
    // The last sign, as a class may have one in its name.
    for relation in Relation.allCases {
      guard let range = text.range(of: relation.rawValue, options: .backwards) else { continue }
      let right = text[range.upperBound...]
      guard Double(trimmed(right)) != nil else { continue }
      return (text[..<range.lowerBound], relation, right)
    }
    return nil
  }

  private static func trimmed(_ text: Substring) -> String {
    String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }

  /// Scores of the whole by name.
  private static let scores: [String: @Sendable (EvaluationResult) -> Double?] = [
    "accuracy": { $0.accuracy }, "accuracy_low": { $0.accuracyInterval.low },
    "balanced_accuracy": { $0.balancedAccuracy }, "top5_accuracy": { $0.top5Accuracy },
    "macro_precision": { $0.macro.precision }, "macro_recall": { $0.macro.recall },
    "macro_f1": { $0.macro.f1 }, "weighted_f1": { $0.weighted.f1 }, "cohen_kappa": { $0.cohenKappa },
    "mcc": { $0.matthewsCorrelation }, "log_loss": { $0.logLoss }, "brier": { $0.brier },
    "ece": { $0.expectedCalibrationError }, "mce": { $0.maximumCalibrationError },
    "adaptive_ece": { $0.adaptiveCalibrationError }, "roc_auc": { $0.rocAUC },
    "average_precision": { $0.averagePrecision }, "macro_roc_auc": { $0.macroROCAUC },
    "macro_average_precision": { $0.macroAveragePrecision },
    "sensitivity": { $0.twoClass?.sensitivity?.value }, "specificity": { $0.twoClass?.specificity?.value },
    "sensitivity_low": { $0.twoClass?.sensitivity?.interval.low },
    "specificity_low": { $0.twoClass?.specificity?.interval.low },
    "positive_predictive_value": { $0.twoClass?.positivePredictiveValue?.value },
    "negative_predictive_value": { $0.twoClass?.negativePredictiveValue?.value },
    "errors": { Double($0.errors) }, "samples": { Double($0.samples) },
  ]

  /// Scores of a class by name.
  private static let classScores: [String: @Sendable (ClassScores) -> Double?] = [
    "precision": { $0.precision }, "recall": { $0.recall }, "specificity": { $0.specificity },
    "f1": { $0.f1 },
    "roc_auc": { $0.rocAUC }, "average_precision": { $0.averagePrecision },
    "support": { Double($0.support) },
  ]

  /// The names of scores that can be asked for, sorted.
  public static func scoreNames(ofClass isOfClass: Bool) -> [String] {
    (isOfClass ? Array(classScores.keys) : Array(scores.keys)).sorted()
  }
}
