/// Two models on the same samples.
public struct PairedComparison: Hashable, Sendable {
  /// Accuracy of the second minus that of the first.
  public let difference: Double
  /// The bootstrap 95 % interval of `difference`: samples are drawn, each with the answers of both.
  public let interval: ConfidenceInterval
  /// McNemar's exact test of the samples that only one gets right.
  public let mcNemar: McNemarTest
  /// Recall of each class by both, in the order of the classes.
  public let perClass: [ClassChange]
  /// Samples that only the second gets right.
  public let gained: [Int]
  /// Samples that only the first gets right.
  public let lost: [Int]
  /// Samples that both get wrong, each in its own way.
  public let changedMistakes: Int

  /// How a class is found by both models.
  public struct ClassChange: Hashable, Sendable, Codable {
    /// The class.
    public let name: String
    /// Its samples.
    public let support: Int
    /// Share of its samples that the first model found; nil without a sample.
    public let firstRecall: Double?
    /// The same of the second model.
    public let secondRecall: Double?
    /// Its samples that only the second model gets right.
    public let gained: Int
    /// Its samples that only the first model gets right.
    public let lost: Int

    private enum CodingKeys: String, CodingKey {
      case support, gained, lost
      case name = "class"
      case firstRecall = "first_recall"
      case secondRecall = "second_recall"
    }
  }

  /// Whether chance alone would make such a difference in fewer than 5 % of cases.
  public var isSignificant: Bool { mcNemar.pValue < 0.05 }

  /// Compares the predictions of two models.
  ///
  /// - Parameters:
  ///   - labels: the true classes, as indices of `classes`.
  ///   - first: what the first model predicts, as indices of `classes`, or any other number for a class that is
  ///     none of them.
  ///   - second: the same of the second model.
  package init(labels: [Int], classes: [String], first: [Int], second: [Int]) {
    precondition(
      !labels.isEmpty && labels.count == first.count && labels.count == second.count,
      "expected answers for each of \(labels.count) samples, received \(first.count) and \(second.count)")
    var (gained, lost): ([Int], [Int]) = ([], [])
    var counts = Array(repeating: (support: 0, first: 0, second: 0, gained: 0, lost: 0), count: classes.count)
    var changed = 0
    var steps: [Int8] = []
    for (sample, label) in labels.enumerated() {
      let (isFirst, isSecond) = (first[sample] == label, second[sample] == label)
      counts[label].support += 1
      if isFirst { counts[label].first += 1 }
      if isSecond { counts[label].second += 1 }
      if isSecond, !isFirst {
        gained.append(sample)
        counts[label].gained += 1
      }
      if isFirst, !isSecond {
        lost.append(sample)
        counts[label].lost += 1
      }
      if !isFirst, !isSecond, first[sample] != second[sample] { changed += 1 }
      steps.append((isSecond ? 1 : 0) - (isFirst ? 1 : 0))
    }
    let samples = Double(labels.count)
    difference = Double(gained.count - lost.count) / samples
    var bootstrap = Bootstrap(samples: labels.count)
    var differences: [Double] = []
    bootstrap.forEachReplicate { counts in
      let sum = steps.indices.reduce(0) { $0 + Int(counts[$1]) * Int(steps[$1]) }
      differences.append(Double(sum) / samples)
    }
    interval =
      .percentiles(of: differences) ?? ConfidenceInterval(low: difference, high: difference)
    mcNemar = McNemarTest(onlyFirst: lost.count, onlySecond: gained.count)
    func share(_ part: Int, _ whole: Int) -> Double? { whole == 0 ? nil : Double(part) / Double(whole) }
    perClass = zip(classes, counts).map { name, count in
      ClassChange(
        name: name, support: count.support, firstRecall: share(count.first, count.support),
        secondRecall: share(count.second, count.support), gained: count.gained, lost: count.lost)
    }
    self.gained = gained
    self.lost = lost
    changedMistakes = changed
  }
}
