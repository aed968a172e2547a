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
    /// Of each class, NaN where it is undefined; empty where there are too many.
    var f1s: [Double] = []
  }

  /// Up to so many classes the F1 of each is kept of every draw.
  static let classLimit = 1000

  private let outcomes: [SampleOutcome]
  private let bins: [UInt8]
  private let classCount: Int
  private let ranking: Ranking?
  /// Samples of each class, samples predicted as each, and right ones of each, one after another.
  private var tallies: [Int]
  private var multiplicities: [Int]

  private static let binCount = 15

  /// The samples of two classes by falling score, in groups that no threshold can divide.
  private struct Ranking {
    /// The group of each sample.
    let group: [UInt32]
    let groups: Int
  }

  init(_ outcomes: [SampleOutcome], classCount: Int, positiveScores: [Float]?) {
    self.outcomes = outcomes
    bins = outcomes.map {
      UInt8(Reliability.bin(of: Double($0.confidence), count: ScoreReplicate.binCount))
    }
    self.classCount = classCount
    tallies = Array(repeating: 0, count: 3 * classCount)
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

  mutating func scores(of counts: UnsafeBufferPointer<UInt16>) -> Scores {
    for index in tallies.indices { tallies[index] = 0 }
    for index in multiplicities.indices { multiplicities[index] = 0 }
    var (loss, squares) = (0.0, 0.0)
    var gaps = [Double](repeating: 0, count: ScoreReplicate.binCount)
    let (classCount, bins, group) = (classCount, bins, ranking?.group)
    tallies.withUnsafeMutableBufferPointer { tallies in
      multiplicities.withUnsafeMutableBufferPointer { multiplicities in
        outcomes.withUnsafeBufferPointer { outcomes in
          for (sample, outcome) in outcomes.enumerated() where counts[sample] > 0 {
            let times = Int(counts[sample])
            let weight = Double(times)
            let (label, predicted) = (Int(outcome.label), Int(outcome.predicted))
            tallies[label] += times
            tallies[classCount + predicted] += times
            if label == predicted { tallies[2 * classCount + label] += times }
            loss += weight * outcome.loss
            squares += weight * outcome.squaredError
            gaps[Int(bins[sample])] += weight * ((label == predicted ? 1 : 0) - Double(outcome.confidence))
            if let group { multiplicities[2 * Int(group[sample]) + label] += times }
          }
        }
      }
    }
    let samples = Double(counts.count)
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
    var f1s = classCount <= ScoreReplicate.classLimit ? Array(repeating: Double.nan, count: classCount) : []
    let supports = tallies[..<classCount]
    let predicted = Array(tallies[classCount..<2 * classCount])
    let correct = Array(tallies[(2 * classCount)...])
    for index in 0..<classCount where supports[index] + predicted[index] > 0 {
      let hits = Double(correct[index])
      let f1 = 2 * hits / Double(supports[index] + predicted[index])
      present += 1
      right += correct[index]
      if !f1s.isEmpty { f1s[index] = f1 }
      if predicted[index] > 0 { sums.precision += hits / Double(predicted[index]) }
      if supports[index] > 0 {
        sums.recall += hits / Double(supports[index])
        withSamples += 1
      }
      sums.f1 += f1
      sums.weightedF1 += f1 * Double(supports[index])
    }
    let marginals = Marginals(
      samples: Int(samples), correct: right, supports: Array(supports), predicted: predicted)
    return Scores(
      balancedAccuracy: sums.recall / withSamples, macroPrecision: sums.precision / present,
      macroRecall: sums.recall / present, macroF1: sums.f1 / present, weightedF1: sums.weightedF1 / samples,
      cohenKappa: marginals.cohenKappa, matthewsCorrelation: marginals.matthewsCorrelation, f1s: f1s)
  }

  /// ROC AUC and average precision from the number of draws in each group, by falling score.
  private func rankingScores() -> (rocAUC: Double?, averagePrecision: Double?) {
    var (positives, negatives) = (0, 0)
    var (pairs, precision) = (0.0, 0.0)
    for group in 0..<multiplicities.count / 2 {
      let (negative, positive) = (multiplicities[2 * group], multiplicities[2 * group + 1])
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
