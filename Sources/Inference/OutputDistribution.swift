import Foundation

/// Turns raw outputs into one probability for each class.
///
/// One output z is two classes with 1 − σ(z / T) and σ(z / T); more are softmax(z / T). Computed in double
/// precision, so that the two sides of a decision do not round to the same number before they must.
package struct OutputDistribution: Hashable, Sendable {
  package let temperature: Double

  package init(temperature: Double = 1) { self.temperature = temperature }

  package func probabilities(logits: UnsafeBufferPointer<Float>) -> [Float] {
    if logits.count == 1 {
      let z = Double(logits[0]) / temperature
      let e = Foundation.exp(-abs(z))
      let (large, small) = (1 / (1 + e), e / (1 + e))
      return z >= 0 ? [Float(small), Float(large)] : [Float(large), Float(small)]
    }
    let top = Double(logits.max() ?? 0)
    let powers = logits.map { Foundation.exp((Double($0) - top) / temperature) }
    let sum = powers.reduce(0, +)
    return powers.map { Float($0 / sum) }
  }
}
