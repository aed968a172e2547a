import Dispatch
import Foundation
package import FoveaInference
import FoveaNetworks

/// Logistic regression on features: the head that a few images are enough for.
///
/// The strength of the penalty on weights is chosen where its log loss on samples that were not learned from is lowest: on
/// the validation part, or where there is none by inner folds of the training part. From the strongest penalty on each
/// solution is where the next one starts.
package struct LogisticHead {
  /// Names of classes.
  package let classes: [String]
  /// How much each class counts in the loss.
  package var classWeights: Recipe.ClassWeights = .none
  /// Decides the inner folds.
  package var seed: UInt64 = 0
  /// The penalties that are tried, the strongest first.
  package var penalties: [Double] = LogisticHead.usualPenalties
  /// Where the solver stops: the largest element of the gradient, or a thousandth of the penalty where that is less.
  ///
  /// Under a weak penalty the gradient is small long before the weights are where they belong.
  package var tolerance = 1e-6

  package init(classes: [String]) { self.classes = classes }

  /// From 10 to 10⁻⁵, two a power of ten.
  package static let usualPenalties = (0...12).map { Foundation.pow(10, 1 - Double($0) / 2) }
  /// Inner folds.
  private static let foldCount = 5
  /// After so many penalties without a better loss there are no more: weaker ones only take longer.
  private static let patience = 3

  /// A penalty that was tried.
  package struct Step: Hashable, Sendable, Codable {
    /// λ of the penalty λ/2 · ‖W‖² beside the mean loss, on standardised features.
    package let penalty: Double
    /// Iterations of the solver, those of all folds together.
    package let iterations: Int
    /// The largest element of the gradient where it stopped.
    package let gradient: Double
    /// Mean log loss of the samples that were learned from.
    package let trainingLoss: Double
    /// Share of them that are right, 0 to 1.
    package let trainingAccuracy: Double
    /// Mean log loss of the samples that were held out; nil where no penalty is chosen.
    package let heldOutLoss: Double?
    /// Share of them that are right, 0 to 1.
    package let heldOutAccuracy: Double?
    package let seconds: Double
  }

  /// What was learned.
  package struct Fit: Sendable {
    package let head: FeatureHead
    /// Every penalty that was tried, in order.
    package let steps: [Step]
    /// The one that was taken: a position in `steps`.
    package let chosen: Int
    /// The number of inner folds that chose; nil where the validation part did.
    package let folds: Int?
  }

  /// Learns from `training`.
  ///
  /// - Parameters:
  ///   - validation: what chooses the penalty; nil lets inner folds choose.
  ///   - onStep: called after each penalty; an error that it throws ends the search.
  /// - Throws: `TransferError.fewImages` for a class that no fold can be made of.
  package func fit(
    _ training: HeadSamples, validation: HeadSamples?, onStep: (Step) throws -> Void = { _ in }
  ) throws -> Fit {
    try require(training)
    if let validation, !validation.labels.isEmpty {
      return try search([(training, validation)], onStep).fit(folds: nil)
    }
    let folds = folds(of: training)
    // Groups that cannot be divided leave nothing to choose by.
    guard !folds.isEmpty else { return try search([(training, nil)], onStep).fit(folds: nil) }
    let found = try search(parts(of: training, folds), onStep)
    var path = Path(training, weights: weights(of: training))
    var head = found.heads[0]
    for step in found.steps[...found.chosen] { head = path.advance(to: step.penalty, tolerance).head }
    return Fit(head: head, steps: found.steps, chosen: found.chosen, folds: folds.count)
  }

  /// What each sample gets from a head that did not learn from it.
  package struct HeldOut: Sendable {
    /// The logits of each sample, `[samples, outputs]`.
    package let logits: [Float]
    /// The penalty of the heads, the one with the lowest log loss.
    package let step: Step
    /// How many folds there were.
    package let folds: Int
  }

  /// Divides `samples` into folds, and gives each the logits of a head that learned from the others.
  ///
  /// All folds have one penalty, the one that is best for them together: one number that is chosen by all samples tells
  /// next to nothing of any.
  ///
  /// - Returns: nil where a class cannot be divided.
  /// - Throws: `TransferError.fewImages` for a class with one sample.
  package func heldOut(
    _ samples: HeadSamples, onStep: (Step) throws -> Void = { _ in }
  ) throws -> HeldOut? {
    try require(samples)
    let folds = folds(of: samples)
    guard !folds.isEmpty else { return nil }
    let parts = parts(of: samples, folds)
    let found = try search(parts, onStep)
    let outputs = classes.count == 2 ? 1 : classes.count
    var logits = [Float](repeating: 0, count: samples.labels.count * outputs)
    for (fold, head) in zip(folds, found.heads) {
      let own = head.logits(of: samples.plain.features.rows(fold))
      for (row, position) in fold.enumerated() {
        for output in 0..<outputs { logits[position * outputs + output] = own[row * outputs + output] }
      }
    }
    return HeldOut(logits: logits, step: found.steps[found.chosen], folds: folds.count)
  }

  private func folds(of samples: HeadSamples) -> [[Int]] {
    samples.folds(LogisticHead.foldCount, classes: classes.count, random: RandomSource(seed: seed))
  }

  private func parts(
    of samples: HeadSamples, _ folds: [[Int]]
  ) -> [(training: HeadSamples, held: HeadSamples?)] {
    folds.map { held in
      let isHeld = Set(held)
      return (samples.subset(samples.labels.indices.filter { !isHeld.contains($0) }), samples.subset(held))
    }
  }

  private func require(_ training: HeadSamples) throws(TransferError) {
    var counts = Array(repeating: 0, count: classes.count)
    for label in training.labels { counts[label] += 1 }
    if let label = counts.firstIndex(where: { $0 < 2 }) {
      throw .fewImages(name: classes[label], count: counts[label])
    }
  }

  /// Penalties that were tried on parts, and the heads of the best one, one for each part.
  private struct Search {
    var steps: [Step] = []
    var chosen = 0
    var heads: [FeatureHead] = []

    /// Of the only part.
    func fit(folds: Int?) -> Fit { Fit(head: heads[0], steps: steps, chosen: chosen, folds: folds) }
  }

  /// Tries penalties on `parts`; the best has the lowest log loss of all that is held out.
  private func search(
    _ parts: [(training: HeadSamples, held: HeadSamples?)], _ onStep: (Step) throws -> Void
  ) throws -> Search {
    var paths = parts.map { Path($0.training, weights: weights(of: $0.training)) }
    let isChoosing = parts.allSatisfy { $0.held != nil }
    var found = Search()
    for penalty in isChoosing ? penalties : [LogisticHead.penaltyWithoutChoice] {
      let start = DispatchTime.now().uptimeNanoseconds
      var (iterations, gradient) = (0, 0.0)
      var training = Means()
      var held = Means()
      var heads: [FeatureHead] = []
      for (index, part) in parts.enumerated() {
        let solution = paths[index].advance(to: penalty, tolerance)
        iterations += solution.iterations
        gradient = max(gradient, solution.gradient)
        training.add(HeadScore(solution.head, part.training), count: part.training.labels.count)
        if let samples = part.held {
          held.add(HeadScore(solution.head, samples), count: samples.labels.count)
        }
        heads.append(solution.head)
      }
      let step = Step(
        penalty: penalty, iterations: iterations, gradient: gradient, trainingLoss: training.loss,
        trainingAccuracy: training.accuracy, heldOutLoss: isChoosing ? held.loss : nil,
        heldOutAccuracy: isChoosing ? held.accuracy : nil,
        seconds: Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9)
      found.steps.append(step)
      try onStep(step)
      let last = found.steps.count - 1
      let isBetter = (step.heldOutLoss ?? .infinity) < (found.steps[found.chosen].heldOutLoss ?? .infinity)
      if last == 0 || isBetter { (found.chosen, found.heads) = (last, heads) }
      if last - found.chosen >= LogisticHead.patience { break }
    }
    return found
  }

  /// That of scikit-learn's default for a thousand samples.
  private static let penaltyWithoutChoice = 1e-3

  private func weights(of samples: HeadSamples) -> [Float] {
    switch classWeights {
    case .none: Array(repeating: 1, count: classes.count)
    case .balanced: Targets.balancedWeights(samples.labels, classes: classes.count)
    }
  }

  /// Means over samples.
  private struct Means {
    private var (lossSum, right, count) = (0.0, 0.0, 0.0)
    var loss: Double { lossSum / max(1, count) }
    var accuracy: Double { right / max(1, count) }

    mutating func add(_ score: HeadScore, count added: Int) {
      lossSum += score.loss * Double(added)
      right += score.accuracy * Double(added)
      count += Double(added)
    }
  }

  /// Solutions for one penalty after the other, each from the last one on.
  private struct Path {
    private let standardization: Standardization
    private var objective: LogisticObjective
    private var position: [Double]

    init(_ samples: HeadSamples, weights: [Float]) {
      standardization = Standardization(samples.features)
      objective = LogisticObjective(
        standardization.applied(to: samples.features), labels: samples.rowLabels, weights: weights, penalty: 0
      )
      position = Array(repeating: 0, count: objective.parameterCount)
    }

    mutating func advance(
      to penalty: Double, _ tolerance: Double
    ) -> (head: FeatureHead, iterations: Int, gradient: Double) {
      objective.penalty = penalty
      let objective = objective
      let result = LBFGS(tolerance: min(tolerance, penalty / 1000)).minimize(from: position) {
        objective.value(at: $0, gradient: &$1)
      }
      position = result.position
      let weightCount = objective.outputs * objective.features.width
      let layer = standardization.folded(
        weights: Array(position[..<weightCount]), biases: Array(position[weightCount...]))
      return (FeatureHead([layer]), result.iterations, result.gradient)
    }
  }
}
