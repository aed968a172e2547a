import Foundation
package import FoveaNetworks

extension Activation {
  /// Each element's function, or softmax of each row of `features` values; `noise` is the ε of noisy ReLU, nil
  /// where it is not training.
  package func reference(_ x: [Double], features: Int, noise: [Double]?) -> [Double] {
    switch self {
    case .sigmoid: x.map { 1 / (1 + exp(-$0)) }
    case .tanh: x.map { Foundation.tanh($0) }
    case .relu: x.map { max(0, $0) }
    case .relu6: x.map { min(max(0, $0), 6) }
    case .silu: x.map { $0 / (1 + exp(-$0)) }
    case .gelu: x.map { $0 * (1 + erf($0 / 2.0.squareRoot())) / 2 }
    case .leakyReLU(let slope): x.map { $0 > 0 ? $0 : Double(slope) * $0 }
    case .noisyReLU:
      x.indices.map { i in max(0, x[i] + (noise?[i] ?? 0) * (1 / (1 + exp(-x[i]))).squareRoot()) }
    case .softmax:
      stride(from: 0, to: x.count, by: features).flatMap { row in
        let powers = x[row..<row + features].map { exp($0) }
        let sum = powers.reduce(0, +)
        return powers.map { $0 / sum }
      }
    }
  }
}
