/// How the probability of one class ranks its samples above all others: one class against the rest.
///
/// Everything is exact counts at the distinct probabilities of the class's own samples, which is where a curve can
/// turn: the samples of other classes are only counted between them. So the curves of a thousand classes take one pass
/// over the probabilities and memory for one number a sample.
package struct ClassRanking: Hashable, Sendable {
  /// What a threshold just below `score` accepts.
  package struct Step: Hashable, Sendable {
    package let score: Float
    /// Samples of the class with at least this score.
    package let truePositives: Int
    /// Samples of other classes with at least this score.
    package let falsePositives: Int
    /// Samples of other classes with more than this score.
    package let falsePositivesAbove: Int
  }

  /// The steps from the highest score to the lowest; empty where the class has no sample.
  package let steps: [Step]
  package let positives: Int
  package let negatives: Int

  /// Area under the ROC curve: the chance that a sample of the class ranks above another one, ties counting half.
  ///
  /// Nil unless there are samples of the class and others.
  package var rocAUC: Double? {
    guard positives > 0, negatives > 0 else { return nil }
    var doubled = 0
    var before = 0
    for step in steps {
      let own = step.truePositives - before
      doubled += own * (2 * negatives - step.falsePositives - step.falsePositivesAbove)
      before = step.truePositives
    }
    return Double(doubled) / (2 * Double(positives) * Double(negatives))
  }

  /// Average precision: Σ (Rₙ − Rₙ₋₁) Pₙ over the distinct thresholds from high to low; it does not interpolate.
  ///
  /// Nil without a sample of the class; scikit-learn gives 0 there.
  package var averagePrecision: Double? {
    guard positives > 0 else { return nil }
    var sum = 0.0
    var before = 0
    for step in steps {
      let precision = Double(step.truePositives) / Double(step.truePositives + step.falsePositives)
      sum += Double(step.truePositives - before) * precision
      before = step.truePositives
    }
    return sum / Double(positives)
  }
}

extension ClassRanking {
  /// The ranking of every class of `predictions`, in their order.
  package static func all(of predictions: Predictions) -> [ClassRanking] {
    let classes = predictions.classCount
    var own: [[Float]] = Array(repeating: [], count: classes)
    predictions.forEachSample { _, label, probabilities in own[label].append(probabilities[label]) }
    let supports = own.map(\.count)
    let thresholds = own.map { distinctAscending($0) }
    // Between and at k ascending thresholds there are 2k + 1 places for a score of another class.
    let offsets = thresholds.reduce(into: [0]) { $0.append($0[$0.count - 1] + 2 * $1.count + 1) }
    let flat = thresholds.flatMap { $0 }
    let starts = thresholds.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
    let lowest = thresholds.map { $0.first ?? .infinity }
    var places = Array(repeating: 0, count: offsets[classes])
    flat.withUnsafeBufferPointer { flat in
      places.withUnsafeMutableBufferPointer { places in
        lowest.withUnsafeBufferPointer { lowest in
          predictions.forEachSample { _, label, probabilities in
            // Most scores are below all of the class's own: they are what remains, and need no counting.
            for index in 0..<classes where probabilities[index] >= lowest[index] && index != label {
              let ascending = UnsafeBufferPointer(rebasing: flat[starts[index]..<starts[index + 1]])
              places[offsets[index] + place(of: probabilities[index], in: ascending)] += 1
            }
          }
        }
      }
    }
    return (0..<classes).map { index in
      ClassRanking(
        thresholds[index], own[index].sorted(), places[offsets[index]..<offsets[index + 1]],
        negatives: predictions.sampleCount - supports[index])
    }
  }

  /// - Parameters:
  ///   - ascending: the distinct scores of the class's samples.
  ///   - own: all of their scores, ascending.
  ///   - places: scores of other samples, between (even) and at (odd) those of `ascending`.
  private init(_ ascending: [Float], _ own: [Float], _ places: ArraySlice<Int>, negatives: Int) {
    var steps: [Step] = []
    steps.reserveCapacity(ascending.count)
    var position = own.count
    var above = 0
    for index in ascending.indices.reversed() {
      above += places[places.startIndex + 2 * index + 2]
      let atLeast = above + places[places.startIndex + 2 * index + 1]
      while position > 0, own[position - 1] >= ascending[index] { position -= 1 }
      steps.append(
        Step(
          score: ascending[index], truePositives: own.count - position, falsePositives: atLeast,
          falsePositivesAbove: above))
      above = atLeast
    }
    self.steps = steps
    positives = own.count
    self.negatives = negatives
  }

  private static func distinctAscending(_ scores: [Float]) -> [Float] {
    var distinct: [Float] = []
    for score in scores.sorted() where distinct.last != score { distinct.append(score) }
    return distinct
  }

  /// 2i where the score is below `ascending[i]` and above the one before, 2i + 1 where it equals it.
  private static func place(of score: Float, in ascending: UnsafeBufferPointer<Float>) -> Int {
    var (low, high) = (0, ascending.count)
    while low < high {
      let middle = (low + high) >> 1
      if ascending[middle] < score { low = middle + 1 } else { high = middle }
    }
    return low < ascending.count && ascending[low] == score ? 2 * low + 1 : 2 * low
  }
}
