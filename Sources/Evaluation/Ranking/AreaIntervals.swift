import Foundation

/// 95 % intervals of the area under the ROC curve of each class against the rest, and of their plain mean.
///
/// The variance is that of DeLong's structural components (DeLong, DeLong, Clarke-Pearson, *Comparing the Areas under Two
/// or More Correlated Receiver Operating Characteristic Curves*, 1988, doi:10.2307/2531595). A sample adds to the area of
/// its own class the share of the others that it ranks above, and to the area of each other class the share of that class
/// that ranks above it. What it adds to the mean of all areas is the sum of these, and as samples are independent, the
/// variance of the mean is the sum over classes of that of their samples: it holds that the areas hang together. The
/// interval is symmetric for the logarithm of the odds, which keeps it within 0 to 1 (Qin, Hotilovac, *Comparison of
/// non-parametric confidence intervals for the area under the ROC curve of a continuous-scale diagnostic test*, 2008,
/// Statistical Methods in Medical Research 17).
struct AreaIntervals {
  /// Of each class; nil where it or the rest has fewer than two samples, or all are ranked right, or all wrong.
  let perClass: [ConfidenceInterval?]
  /// Of the plain mean over classes; nil where one has fewer than two samples, or all are ranked right, or all wrong.
  let macro: ConfidenceInterval?

  init(_ predictions: Predictions, _ rankings: [ClassRanking]) {
    let classes = rankings.indices
    var falls = classes.map { _ in (sum: 0.0, squares: 0.0) }
    // What a sample adds to the mean, but for what all samples of its class have alike.
    var additions = Array(repeating: 0.0, count: predictions.sampleCount)
    let lowest = rankings.map { $0.steps.last?.score ?? .infinity }
    predictions.forEachSample { sample, label, probabilities in
      var addition = rankings[label].shareBelow(probabilities[label]) / Double(rankings[label].positives)
      // Below every sample of a class a sample takes nothing from its area, which is so for most.
      for index in classes where probabilities[index] >= lowest[index] && index != label {
        let fall = 1 - rankings[index].shareAbove(probabilities[index])
        falls[index].sum += fall
        falls[index].squares += fall * fall
        addition -= fall / Double(rankings[index].negatives)
      }
      additions[sample] = addition
    }
    perClass = classes.map { index in
      AreaIntervals.interval(rankings[index], falls[index].sum, falls[index].squares)
    }
    macro = AreaIntervals.macro(predictions, rankings, additions)
  }

  private static func interval(
    _ ranking: ClassRanking, _ sum: Double, _ squares: Double
  ) -> ConfidenceInterval? {
    let (m, n) = (Double(ranking.positives), Double(ranking.negatives))
    guard let area = ranking.rocAUC, m >= 2, n >= 2 else { return nil }
    var own = 0.0
    var before = 0
    for step in ranking.steps {
      let share = ranking.shareBelow(step) - area
      own += Double(step.truePositives - before) * share * share
      before = step.truePositives
    }
    let others = max(0, squares - sum * sum / n)
    return logistic(area, own / (m * (m - 1)) + others / (n * (n - 1)))
  }

  private static func macro(
    _ predictions: Predictions, _ rankings: [ClassRanking], _ additions: [Double]
  ) -> ConfidenceInterval? {
    let areas = rankings.compactMap(\.rocAUC)
    guard areas.count == rankings.count, rankings.allSatisfy({ $0.positives >= 2 }) else { return nil }
    var means = Array(repeating: 0.0, count: rankings.count)
    for (label, addition) in zip(predictions.labels, additions) {
      means[label] += addition / Double(rankings[label].positives)
    }
    var variance = 0.0
    for (label, addition) in zip(predictions.labels, additions) {
      let (count, gap) = (Double(rankings[label].positives), addition - means[label])
      variance += gap * gap * count / (count - 1)
    }
    let classes = Double(rankings.count)
    return logistic(areas.reduce(0, +) / classes, variance / (classes * classes))
  }

  /// The interval of an area with this variance; nil where the variance says nothing.
  private static func logistic(_ area: Double, _ variance: Double) -> ConfidenceInterval? {
    guard area > 0, area < 1, variance > 0 else { return nil }
    let logit = log(area / (1 - area))
    let reach = ConfidenceInterval.z * variance.squareRoot() / (area * (1 - area))
    func share(_ logit: Double) -> Double { 1 / (1 + exp(-logit)) }
    return ConfidenceInterval(low: share(logit - reach), high: share(logit + reach))
  }
}

extension ClassRanking {
  /// The share of the other samples that rank below those of a step, ties counting half.
  fileprivate func shareBelow(_ step: Step) -> Double {
    guard negatives > 0 else { return 0 }
    return 1 - Double(step.falsePositives + step.falsePositivesAbove) / (2 * Double(negatives))
  }

  /// The share of the other samples that rank below one of the class with this score, ties counting half.
  fileprivate func shareBelow(_ score: Float) -> Double {
    let place = firstStep(atMost: score)
    return place < steps.count ? shareBelow(steps[place]) : 0
  }

  /// The share of the class that ranks above a sample with this score, ties counting half.
  fileprivate func shareAbove(_ score: Float) -> Double {
    let place = firstStep(atMost: score)
    let above = place > 0 ? steps[place - 1].truePositives : 0
    let equal = place < steps.count && steps[place].score == score ? steps[place].truePositives - above : 0
    return (Double(above) + Double(equal) / 2) / Double(positives)
  }

  /// The first of the steps, which fall, with at most this score.
  private func firstStep(atMost score: Float) -> Int {
    var (low, high) = (0, steps.count)
    while low < high {
      let middle = (low + high) >> 1
      if steps[middle].score > score { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
