import Foundation
package import FoveaNetworks

extension Loss {
  /// One sample's loss, as the definition says: through the probabilities, so for moderate logits only.
  package func reference(_ logits: [Double], target: [Double]) -> Double {
    let probabilities = Loss.referenceProbabilities(logits)
    switch self {
    case .crossEntropy: return zip(target, probabilities).reduce(0) { $0 - $1.0 * log($1.1) }
    case .focal(let gamma):
      return zip(target, probabilities).reduce(0) { $0 - $1.0 * pow(1 - $1.1, Double(gamma)) * log($1.1) }
    case .halfSquaredError:
      // One output is one number to compare, the second class's probability with its target.
      if logits.count == 1 { return pow(target[1] - probabilities[1], 2) / 2 }
      return zip(target, probabilities).reduce(0) { $0 + pow($1.0 - $1.1, 2) / 2 }
    }
  }

  /// The probability of each class: two for one logit, else one for each.
  package static func referenceProbabilities(_ logits: [Double]) -> [Double] {
    if logits.count == 1 {
      let second = 1 / (1 + exp(-logits[0]))
      return [1 - second, second]
    }
    let powers = logits.map { exp($0) }
    let sum = powers.reduce(0, +)
    return powers.map { $0 / sum }
  }
}
