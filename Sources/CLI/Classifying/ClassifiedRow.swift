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
  let error: String?

  static let unknown = "unknown"

  init(_ item: ClassifiedItem, minConfidence: Float?, topCount: Int) {
    path = item.path
    switch item.outcome {
    case .success(let classification):
      let isSure = minConfidence.map { classification.probability >= $0 } ?? true
      label = isSure ? classification.label : ClassifiedRow.unknown
      probability = classification.probability
      secondLabel = classification.second.label
      secondProbability = classification.second.probability
      margin = classification.margin
      top = topCount > 1 ? classification.top(topCount) : []
      error = nil
    case .failure(let failure):
      label = ""
      probability = nil
      secondLabel = ""
      secondProbability = nil
      margin = nil
      top = []
      error = "\(failure)"
    }
  }
}
