/// Sets of classes that hold the true one with a chosen probability, whatever the model.
///
/// The score of a held-out sample is the probability that the model gave to its true class. With n of them, a new
/// sample's true class has at least the k-th smallest score, k = ⌊(n + 1)(1 − coverage)⌋, with at least the probability
/// `coverage`, if new samples are like the held-out ones. Split conformal prediction with the least ambiguous sets:
/// Sadinle, Lei, Wasserman, 2019, doi:10.1080/01621459.2017.1395341; Vovk et al., *Algorithmic Learning in a Random
/// World*, 2005.
public struct ConformalScores: Hashable, Sendable, Codable {
  /// Order statistics of the scores, ascending: the first, which is the smallest, of each of `scores.count`
  /// parts of them, as equal as can be; all of them where they are few.
  private let scores: [Float]
  /// Held-out samples that it was made from.
  public let samples: Int

  /// More would make the model file larger and the sets no better.
  private static let limit = 2000

  package init(_ outcomes: [SampleOutcome]) { self.init(scores: outcomes.map(\.trueProbability)) }

  package init(scores: [Float]) {
    let sorted = scores.sorted()
    samples = sorted.count
    let kept = min(sorted.count, ConformalScores.limit)
    // The first of each part: a smaller score makes larger sets, so that rounding is on the safe side.
    self.scores = (0..<kept).map { sorted[$0 * sorted.count / kept] }
  }

  /// The least probability of a class in the set; 0, which every class has, where there are too few samples to know.
  public func leastProbability(coverage: Double) -> Float {
    let rank = rank(coverage)
    guard rank >= 1, !scores.isEmpty else { return 0 }
    let position = min(rank, samples) - 1
    // The largest kept score whose rank is not above.
    var index = position * scores.count / samples
    while index > 0, index * samples / scores.count > position { index -= 1 }
    return scores[index]
  }

  /// Whether there are too few samples for a set of this coverage to leave out any class.
  package func isTooSmall(forCoverage coverage: Double) -> Bool { rank(coverage) < 1 }

  /// Of the score that a new sample's true class reaches with this coverage, from 1; below 1 where none is known.
  private func rank(_ coverage: Double) -> Int {
    Int((Double(samples + 1) * (1 - coverage) + 1e-9).rounded(.down))
  }

  /// The classes of the set, the most probable first; at least the most probable one.
  public static func set(of probabilities: [Float], leastProbability: Float) -> [Int] {
    let order = probabilities.indices.sorted {
      probabilities[$0] != probabilities[$1] ? probabilities[$0] > probabilities[$1] : $0 < $1
    }
    let count = order.prefix { probabilities[$0] >= leastProbability }.count
    return Array(order.prefix(max(1, count)))
  }
}
