/// Scores one bootstrap draw after another from what is known of each sample; its buffers are used again.
struct ScoreReplicate {
  struct Scores {
    var balancedAccuracy: Double?
    var macroPrecision: Double?
    var macroRecall: Double?
    var macroF1: Double?
    var weightedF1: Double?
    var cohenKappa: Double?
    var matthewsCorrelation: Double?
    var logLoss: Double?
    var brier: Double?
    var expectedCalibrationError: Double?
    var rocAUC: Double?
    var averagePrecision: Double?
  }

  private let outcomes: [SampleOutcome]
  private let classCount: Int
  private let ranking: Ranking?
  private var supports: [Int]
  private var predicted: [Int]
  private var correct: [Int]
  private var multiplicities: [Int32]

  /// The samples of two classes by falling score, in groups that no threshold can divide.
  private struct Ranking {
    /// The group of each sample.
    let group: [UInt32]
    let groups: Int
  }

  init(_ outcomes: [SampleOutcome], classCount: Int, positiveScores: [Float]?) {
    self.outcomes = outcomes
    self.classCount = classCount
    supports = Array(repeating: 0, count: classCount)
    predicted = supports
    correct = supports
    ranking = positiveScores.map { scores in
      let order = scores.indices.sorted { scores[$0] > scores[$1] }
      var group = [UInt32](repeating: 0, count: scores.count)
      var last: UInt32 = 0
      for (before, index) in zip(order, order.dropFirst()) {
        if scores[index] != scores[before] { last += 1 }
        group[index] = last
      }
      return Ranking(group: group, groups: Int(last) + 1)
    }
    multiplicities = Array(repeating: 0, count: 2 * (ranking?.groups ?? 0))
  }

  mutating func scores(of draw: UnsafeBufferPointer<UInt32>) -> Scores {
    for index in 0..<classCount { (supports[index], predicted[index], correct[index]) = (0, 0, 0) }
    for index in multiplicities.indices { multiplicities[index] = 0 }
    var (loss, squares) = (0.0, 0.0)
    let binCount = 15
    var gaps = [Double](repeating: 0, count: binCount)
    outcomes.withUnsafeBufferPointer { outcomes in
      for position in draw {
        let outcome = outcomes[Int(position)]
        supports[Int(outcome.label)] += 1
        predicted[Int(outcome.predicted)] += 1
        if outcome.isCorrect { correct[Int(outcome.label)] += 1 }
        loss += outcome.loss
        squares += outcome.squaredError
        let confidence = Double(outcome.confidence)
        gaps[Reliability.bin(of: confidence, count: binCount)] += (outcome.isCorrect ? 1 : 0) - confidence
        if let ranking { multiplicities[2 * Int(ranking.group[Int(position)]) + Int(outcome.label)] += 1 }
      }
    }
    let samples = Double(draw.count)
    var scores = classScores(samples: samples)
    scores.logLoss = loss / samples
    scores.brier = squares / samples / (classCount == 2 ? 2 : 1)
    scores.expectedCalibrationError = gaps.reduce(0) { $0 + abs($1) } / samples
    if ranking != nil { (scores.rocAUC, scores.averagePrecision) = rankingScores() }
    return scores
  }

  private func classScores(samples: Double) -> Scores {
    var sums = (precision: 0.0, recall: 0.0, f1: 0.0, weightedF1: 0.0)
    var (present, withSamples, right) = (0.0, 0.0, 0)
    for index in 0..<classCount where supports[index] + predicted[index] > 0 {
      let hits = Double(correct[index])
      let f1 = 2 * hits / Double(supports[index] + predicted[index])
      present += 1
      right += correct[index]
      if predicted[index] > 0 { sums.precision += hits / Double(predicted[index]) }
      if supports[index] > 0 {
        sums.recall += hits / Double(supports[index])
        withSamples += 1
      }
      sums.f1 += f1
      sums.weightedF1 += f1 * Double(supports[index])
    }
    let marginals = Marginals(
      samples: Int(samples), correct: right, supports: supports, predicted: predicted)
    return Scores(
      balancedAccuracy: sums.recall / withSamples, macroPrecision: sums.precision / present,
      macroRecall: sums.recall / present, macroF1: sums.f1 / present, weightedF1: sums.weightedF1 / samples,
      cohenKappa: marginals.cohenKappa, matthewsCorrelation: marginals.matthewsCorrelation)
  }

  /// ROC AUC and average precision from the number of draws in each group, by falling score.
  private func rankingScores() -> (rocAUC: Double?, averagePrecision: Double?) {
    var (positives, negatives) = (0, 0)
    var (pairs, precision) = (0.0, 0.0)
    for group in 0..<multiplicities.count / 2 {
      let (negative, positive) = (Int(multiplicities[2 * group]), Int(multiplicities[2 * group + 1]))
      guard negative + positive > 0 else { continue }
      pairs += Double(negative) * (Double(positives) + Double(positive) / 2)
      positives += positive
      negatives += negative
      precision += Double(positive) * Double(positives) / Double(positives + negatives)
    }
    return (
      positives == 0 || negatives == 0 ? nil : pairs / (Double(positives) * Double(negatives)),
      positives == 0 ? nil : precision / Double(positives)
    )
  }
}
