import Foundation

/// Losses of one short training in which the learning rate grows from step to step, and the rate that they speak for.
///
/// The rates rise exponentially from `low` to `high`: ηᵢ = low · (high / low)^(i / (steps − 1)). Each loss is smoothed
/// with those before it, s ← β·s + (1 − β)·loss, divided by 1 − βⁱ so that it starts without a bias.
///
/// Smith: *Cyclical Learning Rates for Training Neural Networks*, arXiv:1506.01186, section 3.3. Smoothing and stopping
/// are those that fastai has made usual.
public struct LearningRateSweep: Hashable, Sendable {
  /// The first learning rate.
  public let low: Float
  /// The last learning rate.
  public let high: Float
  /// Steps from `low` to `high`, at least 2; the sweep may end before the last.
  public let steps: Int
  /// What was measured so far, a point a step.
  public private(set) var points: [Point] = []

  /// A step of the sweep.
  public struct Point: Hashable, Sendable, Codable {
    /// The learning rate of the step.
    public let learningRate: Float
    /// Mean loss of the step's samples.
    public let loss: Double
    /// The same, smoothed with the steps before.
    public let smoothedLoss: Double
  }

  /// β: the last twenty steps or so count.
  private static let smoothing = 0.95
  /// The sweep is over when the smoothed loss is this many times the lowest.
  private static let divergence = 4.0
  /// The first steps are those of a loss that has not settled; the last one before the lowest is too late.
  private static let settling = 5

  /// Makes a sweep from `low` to `high`; nothing is trained yet.
  public init(low: Float = 1e-7, high: Float = 10, steps: Int = 200) {
    precondition(low > 0 && high > low && steps >= 2, "a sweep from \(low) to \(high) in \(steps) steps")
    self.low = low
    self.high = high
    self.steps = steps
  }

  /// The rate of a step, from 0.
  public func learningRate(at step: Int) -> Float {
    let share = Double(step) / Double(steps - 1)
    return Float(Double(low) * pow(Double(high) / Double(low), share))
  }

  /// Takes the loss of the next step; false once the sweep is over: at its end, or where the loss runs away.
  package mutating func record(loss: Double) -> Bool {
    guard loss.isFinite, points.count < steps else { return false }
    let beta = LearningRateSweep.smoothing
    let count = points.count
    let weight = 1 - pow(beta, Double(count))
    let sum = (points.last.map { $0.smoothedLoss * weight } ?? 0) * beta + (1 - beta) * loss
    let smoothed = sum / (1 - pow(beta, Double(count + 1)))
    points.append(Point(learningRate: learningRate(at: count), loss: loss, smoothedLoss: smoothed))
    let lowest = points.lazy.map(\.smoothedLoss).min() ?? smoothed
    return smoothed <= LearningRateSweep.divergence * lowest && points.count < steps
  }

  /// Where the smoothed loss is lowest.
  public var lowest: Point? { points.min { $0.smoothedLoss < $1.smoothedLoss } }

  /// The rate to train with: where the smoothed loss falls most steeply over the logarithm of the rate, but at most a
  /// tenth of the rate with the lowest loss; nil where the loss never falls.
  ///
  /// The slope at a point is that of the line of least squares through the points around it, a twentieth of the sweep
  /// to each side, so that no single step decides.
  public var suggestion: Float? {
    guard let end = points.indices.min(by: { points[$0].smoothedLoss < points[$1].smoothedLoss }),
      end > LearningRateSweep.settling
    else { return nil }
    let reach = max(2, steps / 20)
    var best: (slope: Double, index: Int)?
    for index in LearningRateSweep.settling...end {
      let slope = slope(around: index, reach: reach)
      if slope < best?.slope ?? 0 { best = (slope, index) }
    }
    guard let best else { return nil }
    return min(points[best.index].learningRate, points[end].learningRate / 10)
  }

  /// Smoothed loss per step, by least squares; the rate's logarithm grows by the same amount in each step.
  private func slope(around index: Int, reach: Int) -> Double {
    let range = max(0, index - reach)...min(points.count - 1, index + reach)
    let count = Double(range.count)
    let middle = Double(range.lowerBound + range.upperBound) / 2
    let mean = range.reduce(0) { $0 + points[$1].smoothedLoss } / count
    let covariance = range.reduce(0) { $0 + (Double($1) - middle) * (points[$1].smoothedLoss - mean) }
    let variance = range.reduce(0) { $0 + (Double($1) - middle) * (Double($1) - middle) }
    return variance > 0 ? covariance / variance : 0
  }
}
