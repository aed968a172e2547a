/// A sample whose label is probably wrong.
public struct LabelSuspect: Hashable, Sendable, Codable {
  /// Position of the sample in the predictions.
  public let sample: Int
  /// The label that it has, by its index.
  public let label: Int
  /// The label that it should probably have.
  public let suggested: Int
  /// Probability of the label that it has.
  public let labelProbability: Float
  /// Probability of the suggested one.
  public let suggestedProbability: Float
}

extension Predictions {
  /// Samples whose labels are probably wrong, the least believable first.
  ///
  /// Confident learning: class j is believed of a sample where its probability is at least t_j, the mean probability of
  /// j over the samples labelled j. A sample of which classes are believed, the most probable of which is not its
  /// label, is a suspect. The probabilities must be of samples that the model was not trained on. Source: Northcutt,
  /// Jiang, Chuang, *Confident Learning: Estimating Uncertainty in Dataset Labels*, 2021, doi:10.1613/jair.1.12125.
  package func labelSuspects() -> [LabelSuspect] {
    var sums = Array(repeating: 0.0, count: classCount)
    var counts = Array(repeating: 0, count: classCount)
    forEachSample { _, label, probabilities in
      sums[label] += Double(probabilities[label])
      counts[label] += 1
    }
    // A class without a sample has no mean; nothing is believed to be of it.
    let thresholds = zip(sums, counts).map { $1 == 0 ? Double.infinity : $0 / Double($1) - 1e-6 }
    var suspects: [LabelSuspect] = []
    thresholds.withUnsafeBufferPointer { thresholds in
      forEachSample { sample, label, probabilities in
        var best: Int?
        for index in probabilities.indices where Double(probabilities[index]) >= thresholds[index] {
          if best.map({ probabilities[index] > probabilities[$0] }) ?? true { best = index }
        }
        guard let best, best != label else { return }
        suspects.append(
          LabelSuspect(
            sample: sample, label: label, suggested: best, labelProbability: probabilities[label],
            suggestedProbability: probabilities[best]))
      }
    }
    return suspects.sorted {
      let (left, right) = ($0.labelProbability, $1.labelProbability)
      return left != right ? left < right : $0.sample < $1.sample
    }
  }
}
