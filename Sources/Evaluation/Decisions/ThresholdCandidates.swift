/// Every threshold that divides the samples of two classes in another way, and what it gives.
struct ThresholdCandidates {
  struct Candidate {
    let threshold: Double
    let truePositives: Int
    let falsePositives: Int
  }

  /// Scores of the positive class, highest first.
  private let scores: [Float]
  /// How many of the first samples are of the positive class.
  private let rightBefore: [Int]
  let positives: Int
  let negatives: Int
  /// From the highest threshold to the lowest.
  let all: [Candidate]

  init(_ predictions: Predictions) {
    var samples: [(score: Float, isPositive: Bool)] = []
    samples.reserveCapacity(predictions.sampleCount)
    predictions.forEachSample { _, label, probabilities in samples.append((probabilities[1], label == 1)) }
    samples.sort { $0.score > $1.score }
    var all = [Candidate(threshold: 1, truePositives: 0, falsePositives: 0)]
    var rightBefore = [0]
    rightBefore.reserveCapacity(samples.count + 1)
    var right = 0
    for (index, sample) in samples.enumerated() {
      if sample.isPositive { right += 1 }
      rightBefore.append(right)
      let next = index + 1 < samples.count ? samples[index + 1].score : 0
      guard next < sample.score else { continue }
      // Both are floats, so their mean as doubles is exact and between them.
      all.append(
        Candidate(
          threshold: (Double(sample.score) + Double(next)) / 2, truePositives: right,
          falsePositives: index + 1 - right))
    }
    scores = samples.map(\.score)
    self.rightBefore = rightBefore
    self.all = all
    positives = right
    negatives = samples.count - right
  }

  /// Samples of each class with a score above `threshold`.
  func counts(above threshold: Double) -> (truePositives: Int, falsePositives: Int) {
    var (low, high) = (0, scores.count)
    while low < high {
      let middle = (low + high) >> 1
      if Double(scores[middle]) > threshold { low = middle + 1 } else { high = middle }
    }
    return (rightBefore[low], low - rightBefore[low])
  }
}
