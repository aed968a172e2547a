import Foundation
import FoveaExecution
import FoveaInference

/// What logistic regression minimises: the mean log loss, and a penalty on large weights (L2, ridge).
///
/// - Formula: Σ cᵢ · −log p(yᵢ | xᵢ) / Σ cᵢ + λ/2 · ‖W‖², with p the softmax of W x + b, or for two classes the sigmoid of one
///   output; the biases b are free. scikit-learn's `C` is 1 / (λ · Σ cᵢ).
/// - Parameters are `[outputs, width]` weights and after them `[outputs]` biases.
struct LogisticObjective {
  let features: FeatureMatrix
  let labels: [Int]
  /// cᵢ / Σ c.
  private let shares: [Double]
  let outputs: Int
  /// λ.
  var penalty: Double

  /// - Parameters:
  ///   - weights: what each class counts.
  init(_ features: FeatureMatrix, labels: [Int], weights: [Float], penalty: Double) {
    precondition(features.rows == labels.count, "\(labels.count) labels for \(features.rows) samples")
    self.features = features
    self.labels = labels
    let counts = labels.map { Double(weights[$0]) }
    let sum = counts.reduce(0, +)
    shares = counts.map { $0 / sum }
    outputs = weights.count == 2 ? 1 : weights.count
    self.penalty = penalty
  }

  /// How many parameters there are.
  var parameterCount: Int { outputs * (features.width + 1) }

  /// The value at `parameters`; its gradient is written to `gradient`.
  func value(at parameters: [Double], gradient: inout [Double]) -> Double {
    let (width, rows, weightCount) = (features.width, features.rows, outputs * features.width)
    var factors = [Double](repeating: 0, count: rows * outputs)
    var loss = 0.0
    features.values.withUnsafeBufferPointer { samples in
      parameters.withUnsafeBufferPointer { parameters in
        factors.withUnsafeMutableBufferPointer { factors in
          LinearSums.products(
            samples, width: width, weights: UnsafeBufferPointer(rebasing: parameters[..<weightCount]),
            to: factors)
          for row in 0..<rows {
            let logits = UnsafeMutableBufferPointer(
              rebasing: factors[row * outputs..<(row + 1) * outputs])
            for output in 0..<outputs { logits[output] += parameters[weightCount + output] }
            loss += shares[row] * LogisticObjective.differentiate(logits, label: labels[row])
            for output in 0..<outputs { logits[output] *= shares[row] }
          }
        }
      }
      gradient.withUnsafeMutableBufferPointer { gradient in
        factors.withUnsafeBufferPointer { factors in
          LinearSums.sums(
            samples, width: width, factors: factors,
            to: UnsafeMutableBufferPointer(rebasing: gradient[..<weightCount]))
        }
      }
    }
    for output in 0..<outputs {
      var sum = 0.0
      for row in 0..<rows { sum += factors[row * outputs + output] }
      gradient[weightCount + output] = sum
    }
    var squares = 0.0
    for i in 0..<weightCount {
      squares += parameters[i] * parameters[i]
      gradient[i] += penalty * parameters[i]
    }
    return loss + penalty / 2 * squares
  }

  /// −log p(label), and in place of each logit the derivative by it: p − 1 for the label, p for others.
  private static func differentiate(_ logits: UnsafeMutableBufferPointer<Double>, label: Int) -> Double {
    if logits.count == 1 {
      let z = logits[0]
      let power = exp(-abs(z))
      let positive = z >= 0 ? 1 / (1 + power) : power / (1 + power)
      logits[0] = positive - Double(label)
      return max(z, 0) - Double(label) * z + log1p(power)
    }
    let top = logits.max() ?? 0
    let own = logits[label]
    var sum = 0.0
    for i in logits.indices {
      logits[i] = exp(logits[i] - top)
      sum += logits[i]
    }
    for i in logits.indices { logits[i] /= sum }
    logits[label] -= 1
    return log(sum) - (own - top)
  }
}
