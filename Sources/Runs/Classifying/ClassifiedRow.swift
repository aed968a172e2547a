import FoveaEvaluation
public import FoveaInference

/// A labeled image as a row of a table.
public struct ClassifiedRow {
  /// The file, as it was named or found.
  public let path: String
  /// The class, the word of the abstention where the model is not sure enough, empty where the file could not be read.
  public let label: String
  /// The probability of the class, 0 to 1; nil where the file could not be read.
  public let probability: Float?
  /// The second most probable class; empty where the file could not be read.
  public let secondLabel: String
  /// Its probability, 0 to 1; nil where the file could not be read.
  public let secondProbability: Float?
  /// The difference of the two probabilities; nil where the file could not be read.
  public let margin: Float?
  /// The most probable classes, the first one included.
  public let top: [(label: String, probability: Float)]
  /// The classes of the prediction set, the most probable first; nil where none was asked for.
  public let set: [String]?
  /// Why the file could not be read; nil where it could.
  public let error: String?
  /// Why only a part of the picture was seen, where the file is cut or damaged; nil where it is whole.
  public let note: String?
  /// Whether the model was not sure enough to answer.
  public let isAbstention: Bool

  /// The row of `item`; `top` is empty unless `topCount` is above 1.
  public init(_ item: ClassifiedItem, abstention: Abstention, topCount: Int) {
    path = item.path
    note = item.recovered
    switch item.outcome {
    case .success(let classification):
      let isSure = abstention.leastConfidence.map { classification.probability >= $0 } ?? true
      isAbstention = !isSure
      label = isSure ? classification.label : abstention.word
      probability = classification.probability
      secondLabel = classification.second.label
      secondProbability = classification.second.probability
      margin = classification.margin
      top = topCount > 1 ? classification.top(topCount) : []
      set = abstention.leastInSet.map {
        ConformalScores.set(of: classification.probabilities, leastProbability: $0).map {
          classification.classes[$0]
        }
      }
      error = nil
    case .failure(let failure):
      label = ""
      isAbstention = false
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
