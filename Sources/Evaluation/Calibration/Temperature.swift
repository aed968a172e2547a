import Foundation

/// Temperature scaling: logits are divided by one number, so that probabilities are as sure as they are right.
///
/// It changes no order of classes. Source: Guo et al., *On Calibration of Modern Neural Networks*, 2017,
/// arXiv:1706.04599.
package enum Temperature {
  /// Where the fit looks: a temperature outside means that a model is useless or the samples too few.
  private static let range = (0.05, 20.0)

  /// The temperature with the lowest log loss on held-out samples; nil where they do not determine one.
  ///
  /// The log loss is convex in 1/T and its derivative is Σ (E[z] − z_y), so bisection finds the one place where that
  /// is zero. Without a mistake, or with nothing but mistakes, there is none: the loss falls to the end of the range.
  ///
  /// - Parameters:
  ///   - logits: `[N, outputs]`, row-major; one output is the logit of the second of two classes.
  ///   - labels: `[N]`.
  package static func fit(logits: [Float], labels: [Int]) -> Double? {
    guard !labels.isEmpty else { return nil }
    let outputs = logits.count / labels.count
    precondition(outputs > 0 && logits.count == labels.count * outputs, "logits are [samples, outputs]")
    guard logits.allSatisfy(\.isFinite) else { return nil }
    func slope(_ inverse: Double) -> Double {
      logits.withUnsafeBufferPointer { logits in
        var sum = 0.0
        for (sample, label) in labels.enumerated() {
          let row = UnsafeBufferPointer(rebasing: logits[sample * outputs..<(sample + 1) * outputs])
          sum += slopeOfSample(row, label: label, inverse: inverse)
        }
        return sum
      }
    }
    var (low, high) = (1 / range.1, 1 / range.0)
    guard slope(low) < 0, slope(high) > 0 else { return nil }
    for _ in 0..<60 {
      let middle = (low * high).squareRoot()
      if slope(middle) < 0 { low = middle } else { high = middle }
    }
    return 1 / (low * high).squareRoot()
  }

  /// The derivative of one sample's log loss by 1/T.
  private static func slopeOfSample(
    _ logits: UnsafeBufferPointer<Float>, label: Int, inverse: Double
  ) -> Double {
    if logits.count == 1 {
      let z = Double(logits[0])
      return z / (1 + exp(-z * inverse)) - (label == 1 ? z : 0)
    }
    let top = Double(logits.max() ?? 0)
    var (sum, mean) = (0.0, 0.0)
    for logit in logits {
      let offset = Double(logit) - top
      let weight = exp(offset * inverse)
      sum += weight
      mean += weight * offset
    }
    return mean / sum - (Double(logits[label]) - top)
  }
}

extension Predictions {
  /// The reliability that these predictions had before their logits were divided by `temperature`.
  ///
  /// softmax(z) is softmax(z/T) to the power T, made to sum to one.
  package func reliability(beforeTemperature temperature: Double, rule: DecisionRule) -> Reliability {
    var reliability = Reliability()
    // What is less than this share of the largest would add less than 1e-12 of it.
    let negligible = pow(1e-12, 1 / temperature)
    forEachSample { _, label, probabilities in
      let predicted = rule.predictedClass(of: probabilities)
      let top = Double(probabilities.max() ?? 1)
      var sum = 0.0
      for probability in probabilities {
        let share = Double(probability) / top
        if share > negligible { sum += pow(share, temperature) }
      }
      let confidence = pow(Double(probabilities[predicted]) / top, temperature) / sum
      reliability.add(confidence: confidence, isCorrect: predicted == label)
    }
    return reliability
  }
}
