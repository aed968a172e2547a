public import FoveaEvaluation
package import FoveaFiles

/// A threshold that was set, with what the model gave before and what it gives now.
public struct ThresholdOutcome: Sendable {
  /// The model file that was written.
  public let path: String
  /// The class that the threshold is of.
  public let positive: String
  /// The other class.
  public let negative: String
  /// The images that chose it, as they were named.
  public let data: String
  /// Their part.
  public let part: String
  /// How it was chosen.
  public let rule: ThresholdRule
  /// What the threshold that the model had gives on these images.
  public let before: OperatingPoint
  /// What the one that it has now gives on them, which is somewhat too good.
  public let after: OperatingPoint
  /// A report that is of the threshold before; nil where there is none.
  public let report: String?
  /// What a person should know of the images.
  public let notes: [String]

  /// Images that chose it.
  public var samples: Int {
    after.truePositives + after.falseNegatives + after.trueNegatives + after.falsePositives
  }

  /// The outcome for people.
  package var text: String {
    var lines = [
      "\(path): '\(positive)' is now predicted where its probability is above \(TextNumber.threshold(after.threshold)) (before: \(TextNumber.threshold(before.threshold))), chosen for \(rule.words) by \(Sentence.count(samples, "image")) of \(data), \(part) part",
      OperatingPoint.textReport([("before", before), ("now", after)]),
      "These images chose the threshold, so what it gives on others is somewhat worse; the intervals say how far the number of images lets it vary.",
    ]
    if let prevalence = after.atPrevalence { lines.append(prevalence.assumption) }
    if let report {
      lines.append(
        "\(report) and the tables beside it are of the threshold before; fovea evaluate \(path) DATA -o DIR writes new ones"
      )
    }
    return lines.joined(separator: "\n")
  }

  /// The outcome as one JSON object.
  package func json() throws(FileError) -> String { try JSONDocument.text(of: self) }
}

extension ThresholdOutcome: Encodable {
  private enum CodingKeys: String, CodingKey {
    case model, positive, negative, data, part, samples, rule, before, after, notes
    case report = "report_of_threshold_before"
  }

  /// Writes the keys of `fovea threshold --json`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(path, forKey: .model)
    try container.encode(positive, forKey: .positive)
    try container.encode(negative, forKey: .negative)
    try container.encode(data, forKey: .data)
    try container.encode(part, forKey: .part)
    try container.encode(samples, forKey: .samples)
    try container.encode(rule.words, forKey: .rule)
    try container.encode(before, forKey: .before)
    try container.encode(after, forKey: .after)
    try container.encode(report, forKey: .report)
    try container.encode(notes, forKey: .notes)
  }
}

extension ThresholdRule {
  /// What a threshold is chosen for.
  var words: String {
    switch self {
    case .fixed(let value): "the value \(value) that was given"
    case .f1: "the highest F1"
    case .youden: "the highest sensitivity + specificity"
    case .recall(let recall): "a sensitivity of at least \(recall)"
    case .specificity(let specificity): "a specificity of at least \(specificity)"
    case .costs(let positive, let negative):
      "the lowest cost at \(positive) a false positive and \(negative) a false negative"
    }
  }
}
