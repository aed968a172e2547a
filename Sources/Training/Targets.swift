import FoveaDatasets
import FoveaNetworks

/// Makes the soft targets of a batch from its labels: smoothed, mixed and weighted by the recipe.
struct Targets {
  private let classes: Int
  private let smoothing: Float
  /// What each class counts in the loss.
  private let weights: [Float]

  init(_ recipe: Recipe, labels: some Sequence<Int>, classes: Int) {
    self.classes = classes
    smoothing = recipe.labelSmoothing
    switch recipe.classWeights {
    case .none: weights = Array(repeating: 1, count: classes)
    case .balanced: weights = Targets.balancedWeights(labels, classes: classes)
    }
  }

  /// n / (k·nⱼ) for each class; one for a class without samples.
  static func balancedWeights(_ labels: some Sequence<Int>, classes: Int) -> [Float] {
    var counts = Array(repeating: 0, count: classes)
    for label in labels { counts[label] += 1 }
    let total = counts.reduce(0, +)
    return counts.map { $0 == 0 ? 1 : Float(total) / Float(classes * $0) }
  }

  /// Writes `[labels, classes]`: with t the one-hot truth, wⱼ·((1 − ε)·(λ·t + (1 − λ)·t′) + ε / k), t′ that of the
  /// partner.
  ///
  /// - Parameter keep: λ.
  func write(_ labels: [Int], keep: Float, to targets: UnsafeMutableBufferPointer<Float>) {
    for index in labels.indices {
      let row = UnsafeMutableBufferPointer(rebasing: targets[index * classes..<(index + 1) * classes])
      row.update(repeating: smoothing / Float(classes))
      row[labels[index]] += (1 - smoothing) * keep
      if keep < 1 {
        row[labels[MixDraw.partner(of: index, in: labels.count)]] += (1 - smoothing) * (1 - keep)
      }
      for (label, weight) in weights.enumerated() { row[label] *= weight }
    }
  }
}

/// The samples of an epoch in the order in which they are shown.
enum SampleOrder {
  /// A permutation of all samples, or as many draws with the same number for each class.
  static func of(
    labels: [Int], classes: Int, sampling: Recipe.Sampling, random: RandomSource
  ) -> [Int] {
    var random = random
    switch sampling {
    case .natural:
      var order = Array(labels.indices)
      order.shuffle(using: &random)
      return order
    case .balanced:
      var members = Array(repeating: [Int](), count: classes)
      for (index, label) in labels.enumerated() { members[label].append(index) }
      members = members.filter { !$0.isEmpty }
      var order: [Int] = []
      order.reserveCapacity(labels.count)
      for (position, samples) in members.enumerated() {
        let end = (position + 1) * labels.count / members.count
        // Whole rounds of a class before any sample comes once more.
        while order.count < end { order += samples.shuffled(using: &random).prefix(end - order.count) }
      }
      order.shuffle(using: &random)
      return order
    }
  }
}
