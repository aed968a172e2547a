/// The area under the ROC curve of a model, and what each sample adds to it.
///
/// A sample of the positive class has the share of the others that it ranks above, one of the others the share of the
/// positive ones that rank above it, ties counting half: the structural components of DeLong's test. They come from
/// three rankings (Sun, Xu, *Fast Implementation of DeLong's Algorithm for Comparing the Areas Under Correlated Receiver
/// Operating Characteristic Curves*, 2014, doi:10.1109/LSP.2014.2337313), so that n samples take n log n steps.
package struct RankingShares: Hashable, Sendable {
  /// The area; of more than one curve the plain mean.
  package let area: Double
  /// The component of each sample, over the number of samples that it stands among; summed over curves.
  package let shares: [Double]
  /// The class of each sample.
  package let labels: [Int]
  /// How many classes there are.
  package let classCount: Int
  /// Samples of the rarest class.
  package let leastSupport: Int
  /// How many samples of each class its variance needs.
  ///
  /// Of one curve ten: with five of one class and fifty of the other DeLong's test finds a difference where there is
  /// none in 8 % of cases instead of 5 %. Of many curves two, as the variance is of all classes together.
  package let neededSupport: Int

  /// Ranks samples by the score of each curve.
  ///
  /// - Parameters:
  ///   - labels: the classes of the samples, from 0 below `classCount`, each of which has one at least.
  ///   - curves: the classes that are told from the rest: the positive one of two, or all.
  ///   - score: the probability that the model gives a sample for a class.
  package init?(
    labels: [Int], classCount: Int, curves: [Int], score: (_ sample: Int, _ class: Int) -> Float
  ) {
    var supports = Array(repeating: 0, count: classCount)
    for label in labels { supports[label] += 1 }
    guard classCount >= 2, let least = supports.min(), least > 0 else { return nil }
    var shares = Array(repeating: 0.0, count: labels.count)
    var sum = 0.0
    for curve in curves {
      let scores = labels.indices.map { score($0, curve) }
      let own = labels.indices.filter { labels[$0] == curve }
      let others = labels.indices.filter { labels[$0] != curve }
      let ranks = RankingShares.midranks(of: scores, among: Array(labels.indices))
      let (m, n) = (Double(own.count), Double(others.count))
      for (sample, rank) in zip(own, RankingShares.midranks(of: scores, among: own)) {
        let share = (ranks[sample] - rank) / n
        sum += share / m
        shares[sample] += share / m / Double(curves.count)
      }
      for (sample, rank) in zip(others, RankingShares.midranks(of: scores, among: others)) {
        shares[sample] += (1 - (ranks[sample] - rank) / m) / n / Double(curves.count)
      }
    }
    area = sum / Double(curves.count)
    self.shares = shares
    self.labels = labels
    self.classCount = classCount
    leastSupport = least
    neededSupport = curves.count == 1 ? 10 : 2
  }

  /// The rank of each of `samples` among them by rising score, from 1; equal scores share the mean of their ranks.
  private static func midranks(of scores: [Float], among samples: [Int]) -> [Double] {
    let order = samples.indices.sorted { scores[samples[$0]] < scores[samples[$1]] }
    var ranks = Array(repeating: 0.0, count: samples.count)
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, scores[samples[order[end]]] == scores[samples[order[start]]] { end += 1 }
      for place in start..<end { ranks[order[place]] = Double(start + end + 1) / 2 }
      start = end
    }
    return ranks
  }
}
