import Foundation

extension Loss {
  /// The loss of one sample in double precision, for scoring; training computes its own beside its gradient.
  ///
  /// - Parameters:
  ///   - logits: the network's raw output, one value for two classes or one a class.
  ///   - label: the index of the true class.
  package func value(logits: UnsafeBufferPointer<Float>, label: Int) -> Double {
    switch self {
    case .crossEntropy: return -Loss.logProbability(of: label, logits: logits)
    case .focal(let gamma):
      let logarithm = Loss.logProbability(of: label, logits: logits)
      return -Foundation.pow(-Foundation.expm1(logarithm), Double(gamma)) * logarithm
    case .halfSquaredError:
      if logits.count == 1 {
        let error = 1 / (1 + Foundation.exp(-Double(logits[0]))) - Double(label)
        return error * error / 2
      }
      let top = Double(logits.max() ?? 0)
      let sum = logits.reduce(0) { $0 + Foundation.exp(Double($1) - top) }
      var loss = 0.0
      for (index, logit) in logits.enumerated() {
        let error = Foundation.exp(Double(logit) - top) / sum - (index == label ? 1 : 0)
        loss += error * error / 2
      }
      return loss
    }
  }

  private static func logProbability(of label: Int, logits: UnsafeBufferPointer<Float>) -> Double {
    if logits.count == 1 {
      let z = Double(logits[0])
      return Double(label) * z - max(z, 0) - Foundation.log1p(Foundation.exp(-abs(z)))
    }
    let top = Double(logits.max() ?? 0)
    let sum = logits.reduce(0) { $0 + Foundation.exp(Double($1) - top) }
    return Double(logits[label]) - top - Foundation.log(sum)
  }
}

extension Network {
  /// The class that a row of logits votes for: the largest, the first of equals; for one output the second class
  /// above a probability of one half.
  package func decision(logits: UnsafeBufferPointer<Float>) -> Int {
    guard logits.count > 1 else { return logits[0] > 0 ? 1 : 0 }
    var best = 0
    for index in 1..<logits.count where logits[index] > logits[best] { best = index }
    return best
  }
}
