package import FoveaInference
import FoveaNetworks

/// Features of labeled pictures, from which a head learns.
package struct HeadSamples: Sendable {
  /// The features of every picture in one view, then of every picture in the next.
  package let features: FeatureMatrix
  /// The class of each picture.
  package let labels: [Int]
  /// What belongs together and must not be learned from and judged by at once; nil where a picture stands alone.
  package let groups: [String?]

  /// - Parameter views: the features of every picture, once for each view.
  package init(_ views: [FeatureMatrix], labels: [Int], groups: [String?]? = nil) {
    precondition(views.allSatisfy { $0.rows == labels.count }, "each view has a row for each label")
    features = views.dropFirst().reduce(views[0]) { $0.appending($1) }
    self.labels = labels
    self.groups = groups ?? Array(repeating: nil, count: labels.count)
  }

  /// How many views there are of each picture.
  package var viewCount: Int { labels.isEmpty ? 1 : features.rows / labels.count }

  /// The class of each row of the features.
  var rowLabels: [Int] { (0..<viewCount).flatMap { _ in labels } }

  /// The pictures at `positions`, in all views.
  package func subset(_ positions: [Int]) -> HeadSamples {
    let views = (0..<viewCount).map { view in
      features.rows(positions.map { view * labels.count + $0 })
    }
    return HeadSamples(views, labels: positions.map { labels[$0] }, groups: positions.map { groups[$0] })
  }

  /// The pictures as they are, without their other views.
  package var plain: HeadSamples {
    viewCount == 1
      ? self : HeadSamples([features.rows(labels.indices)], labels: labels, groups: groups)
  }

  /// Divides the pictures into folds that have the same share of every class, as far as groups allow.
  ///
  /// - Parameter count: how many folds are wanted; fewer where a class has fewer pictures or groups.
  /// - Returns: the positions of each fold; fewer than two where a class cannot be divided.
  func folds(_ count: Int, classes: Int, random: RandomSource) -> [[Int]] {
    var units: [[[Int]]] = Array(repeating: [], count: classes)
    var known: [String: [Int]] = [:]
    for (position, group) in groups.enumerated() {
      if let group {
        known[group, default: []].append(position)
      } else {
        units[labels[position]].append([position])
      }
    }
    for (_, unit) in known.sorted(by: { $0.value[0] < $1.value[0] }) { units[labels[unit[0]]].append(unit) }
    let least = units.filter { !$0.isEmpty }.map(\.count).min() ?? 0
    let folds = min(count, least)
    guard folds >= 2 else { return [] }
    var result = Array(repeating: [Int](), count: folds)
    for (label, units) in units.enumerated() {
      var stream = random.stream("head folds", label)
      for (position, unit) in units.shuffled(using: &stream).enumerated() {
        result[(position + label) % folds] += unit
      }
    }
    return result.map { $0.sorted() }
  }
}

/// How well a head does on samples.
struct HeadScore {
  let loss: Double
  let accuracy: Double

  /// Of `head` on `samples`, as they are.
  init(_ head: FeatureHead, _ samples: HeadSamples, loss: Loss = .crossEntropy) {
    let samples = samples.plain
    let logits = head.logits(of: samples.features)
    let outputs = logits.count / max(1, samples.labels.count)
    var (sum, right) = (0.0, 0)
    logits.withUnsafeBufferPointer { logits in
      for (row, label) in samples.labels.enumerated() {
        let own = UnsafeBufferPointer(rebasing: logits[row * outputs..<(row + 1) * outputs])
        sum += loss.value(logits: own, label: label)
        if HeadScore.decision(own) == label { right += 1 }
      }
    }
    let count = Double(max(1, samples.labels.count))
    (self.loss, accuracy) = (sum / count, Double(right) / count)
  }

  /// The class that a row of logits votes for.
  static func decision(_ logits: UnsafeBufferPointer<Float>) -> Int {
    guard logits.count > 1 else { return logits[0] > 0 ? 1 : 0 }
    var best = 0
    for index in 1..<logits.count where logits[index] > logits[best] { best = index }
    return best
  }
}

extension FeatureHead {
  /// The share of `samples`, as they are, whose class it votes for; 0 to 1.
  package func accuracy(on samples: HeadSamples) -> Double { HeadScore(self, samples).accuracy }
}
