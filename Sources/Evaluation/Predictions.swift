/// What a model said about samples whose classes are known.
///
/// Shapes: `labels` [N]; `probabilities` [N, C], row-major, a row for each sample. The values are checked once,
/// here, so that every metric can rely on them.
public struct Predictions: Hashable, Sendable {
  /// Class names; labels are positions in it.
  public let classes: [String]
  /// The true class of each sample.
  public let labels: [Int]
  /// A probability for each class of each sample, row by row.
  public let probabilities: [Float]

  /// How far the probabilities of a sample may be from a sum of one.
  ///
  /// Wide enough for a softmax over thousands of classes in bfloat16 (8 bits), narrow enough to catch logits.
  package static let sumTolerance = 0.01

  /// Makes predictions, and throws the first thing that is wrong with them.
  public init(classes: [String], labels: [Int], probabilities: [Float]) throws(EvaluationError) {
    guard !classes.isEmpty else { throw .noClasses }
    guard !labels.isEmpty else { throw .noSamples }
    var indices: [String: Int] = [:]
    for (index, name) in classes.enumerated() {
      if let first = indices.updateValue(index, forKey: name) {
        throw .duplicateClass(name, first: first, second: index)
      }
    }
    let (expected, overflow) = labels.count.multipliedReportingOverflow(by: classes.count)
    guard !overflow, probabilities.count == expected else {
      throw .probabilityCount(
        samples: labels.count, classes: classes.count, received: probabilities.count)
    }
    if let sample = labels.firstIndex(where: { $0 < 0 || $0 >= classes.count }) {
      throw .label(labels[sample], sample: sample, classes: classes.count)
    }
    self.classes = classes
    self.labels = labels
    self.probabilities = probabilities
    if let error = probabilityError() { throw error }
  }

  /// How many samples there are.
  public var sampleCount: Int { labels.count }
  /// How many classes there are.
  public var classCount: Int { classes.count }

  /// Calls `body` with index, label and probabilities [C] of each sample, in order.
  package func forEachSample(_ body: (Int, Int, UnsafeBufferPointer<Float>) -> Void) {
    probabilities.withUnsafeBufferPointer { all in
      for (sample, label) in labels.enumerated() {
        let start = sample * classCount
        body(sample, label, UnsafeBufferPointer(rebasing: all[start..<start + classCount]))
      }
    }
  }

  /// Predictions that were checked already.
  private init(checked classes: [String], _ labels: [Int], _ probabilities: [Float]) {
    (self.classes, self.labels, self.probabilities) = (classes, labels, probabilities)
  }

  /// The same with the two classes in the other order, so that the first is the positive one.
  package func reversed() -> Predictions {
    precondition(classCount == 2, "expected two classes, received \(classCount)")
    var swapped: [Float] = []
    swapped.reserveCapacity(probabilities.count)
    forEachSample { _, _, pair in
      swapped.append(pair[1])
      swapped.append(pair[0])
    }
    return Predictions(checked: classes.reversed(), labels.map { 1 - $0 }, swapped)
  }

  /// The class that `rule` predicts for a sample, and the probability of that class.
  package func decision(ofSample sample: Int, by rule: DecisionRule) -> (predicted: Int, probability: Float) {
    probabilities.withUnsafeBufferPointer { all in
      let row = UnsafeBufferPointer(rebasing: all[sample * classCount..<(sample + 1) * classCount])
      let predicted = rule.predictedClass(of: row)
      return (predicted, row[predicted])
    }
  }

  private func probabilityError() -> EvaluationError? {
    probabilities.withUnsafeBufferPointer { all in
      for sample in labels.indices {
        let start = sample * classCount
        var sum = 0.0
        for index in start..<start + classCount {
          let value = all[index]
          guard value >= 0, value.isFinite else {
            return .probability(value, sample: sample, class: classes[index - start])
          }
          sum += Double(value)
        }
        if abs(sum - 1) > Self.sumTolerance { return .probabilitySum(Float(sum), sample: sample) }
      }
      return nil
    }
  }
}
