import Fovea

/// A row of the output of `classify`.
struct ClassifiedRow {
  let path: String
  /// The class, `unknown` below the confidence asked for, empty where the file could not be read.
  let label: String
  let probability: Float?
  let secondLabel: String
  let secondProbability: Float?
  let margin: Float?
  /// The most probable classes, the first one included.
  let top: [(label: String, probability: Float)]
  /// The classes of the prediction set, the most probable first; nil where none was asked for.
  let set: [String]?
  let error: String?

  static let unknown = "unknown"

  init(_ item: ClassifiedItem, limits: AbstentionOptions.Limits, topCount: Int) {
    path = item.path
    switch item.outcome {
    case .success(let classification):
      let isSure = limits.leastConfidence.map { classification.probability >= $0 } ?? true
      label = isSure ? classification.label : ClassifiedRow.unknown
      probability = classification.probability
      secondLabel = classification.second.label
      secondProbability = classification.second.probability
      margin = classification.margin
      top = topCount > 1 ? classification.top(topCount) : []
      set = limits.leastInSet.map {
        ConformalScores.set(of: classification.probabilities, leastProbability: $0).map {
          classification.classes[$0]
        }
      }
      error = nil
    case .failure(let failure):
      label = ""
      probability = nil
      secondLabel = ""
      secondProbability = nil
      margin = nil
      top = []
      set = nil
      error = "\(failure)"
    }
  }
}
