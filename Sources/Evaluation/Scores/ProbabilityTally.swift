import Foundation

/// What one pass over predictions collects: a confusion matrix, and a few numbers for each sample.
struct ProbabilityTally {
  private(set) var confusion: ConfusionMatrix
  private(set) var reliability = Reliability()
  private(set) var outcomes: [SampleOutcome] = []

  init(_ predictions: Predictions, rules: SampleRules) {
    confusion = ConfusionMatrix(classCount: predictions.classCount)
    outcomes.reserveCapacity(predictions.sampleCount)
    predictions.forEachSample { sample, label, probabilities in
      add(label: label, predicted: rules[sample].predictedClass(of: probabilities), probabilities)
    }
  }

  private mutating func add(label: Int, predicted: Int, _ probabilities: UnsafeBufferPointer<Float>) {
    confusion.add(label: label, predicted: predicted)
    reliability.add(confidence: Double(probabilities[predicted]), isCorrect: predicted == label)
    let trueProbability = Double(probabilities[label])
    outcomes.append(
      SampleOutcome(
        label: Int32(label), predicted: Int32(predicted), rank: Int32(probabilities.rank(of: label)),
        confidence: probabilities[predicted], trueProbability: probabilities[label],
        loss: -log(min(max(trueProbability, .ulpOfOne), 1 - .ulpOfOne)),
        squaredError: probabilities.squaredDistance(fromLabel: label)))
  }

  /// Mean of −ln p of the true class, in nats.
  ///
  /// p is clipped to [ε, 1 − ε] with ε = 2⁻⁵², as scikit-learn does for float64, so one sample costs 36.04 at most.
  var logLoss: Double { outcomes.reduce(0) { $0 + $1.loss } / samples }

  /// The Brier score: mean over samples of Σ over classes of (p − y)², from 0 to 2; halved for two classes, where it
  /// is the usual (p − y)² of the positive class, from 0 to 1.
  ///
  /// The same as scikit-learn's `brier_score_loss`. Source: Brier, *Verification of forecasts expressed in terms of
  /// probability*, 1950, doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2.
  var brier: Double { outcomes.reduce(0) { $0 + $1.squaredError } / samples / brierScale }

  /// What the sum of squares is divided by.
  var brierScale: Double { confusion.classCount == 2 ? 2 : 1 }

  /// Share of samples whose class is among the `k` most probable.
  func topAccuracy(_ k: Int) -> TopAccuracy {
    let hits = outcomes.reduce(0) { $0 + ($1.rank < k ? 1 : 0) }
    return TopAccuracy(
      k: k, accuracy: Double(hits) / samples,
      interval: .wilson(successes: hits, trials: outcomes.count))
  }

  private var samples: Double { Double(outcomes.count) }
}

/// Share of samples whose class is among the most probable ones.
public struct TopAccuracy: Hashable, Sendable, Codable {
  /// How many of the most probable classes count.
  public let k: Int
  /// Share of samples whose class is among them, 0 to 1.
  public let accuracy: Double
  /// Wilson's 95 % interval of `accuracy`.
  public let interval: ConfidenceInterval
}

extension UnsafeBufferPointer<Float> {
  /// Σ over classes of (p − y)², with y one for `label` and zero elsewhere.
  fileprivate func squaredDistance(fromLabel label: Int) -> Double {
    let miss = 1 - Double(self[label])
    // The sum over all, and the label's term put right: one loop without a branch. Four sums, for speed.
    var sums = (0.0, 0.0, 0.0, 0.0)
    let quarters = count & ~3
    var index = 0
    while index < quarters {
      let (a, b, c, d) = (
        Double(self[index]), Double(self[index + 1]), Double(self[index + 2]), Double(self[index + 3])
      )
      sums.0 += index == label ? 0 : a * a
      sums.1 += index + 1 == label ? 0 : b * b
      sums.2 += index + 2 == label ? 0 : c * c
      sums.3 += index + 3 == label ? 0 : d * d
      index += 4
    }
    while index < count {
      if index != label { sums.0 += Double(self[index]) * Double(self[index]) }
      index += 1
    }
    return miss * miss + sums.0 + sums.1 + sums.2 + sums.3
  }
}
