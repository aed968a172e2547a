import Foundation
package import FoveaNetworks

extension Recurrent {
  /// The states of one sample after the other, step by step; `parameter` gives a parameter by its name.
  package func reference(
    _ x: [Double], batch: Int, steps: Int, features: Int, _ parameter: (String) -> [Double]
  ) -> [Double] {
    var y: [Double] = []
    for n in 0..<batch {
      let sequence = (0..<steps).map { t in
        Array(x[(n * steps + t) * features..<(n * steps + t + 1) * features])
      }
      // For each direction the states in the order of the sequence.
      let directions = suffixes.map { suffix -> [[Double]] in
        let weights = ReferenceCell(layer: self, features: features) { parameter($0 + "_l0" + suffix) }
        let isReversed = suffix == "_reverse"
        let states = weights.states(isReversed ? sequence.reversed() : sequence)
        return isReversed ? states.reversed() : states
      }
      switch result {
      case .states: for t in 0..<steps { y += directions.flatMap { $0[t] } }
      case .last:
        y += directions[0][steps - 1]
        if isBidirectional { y += directions[1][0] }
      }
    }
    return y
  }
}

/// A direction of a recurrent layer, as the formulas in the comments of `Recurrent.Cell` say.
private struct ReferenceCell {
  let layer: Recurrent
  let features: Int
  private let inputWeights: [Double]
  private let stateWeights: [Double]
  private let inputBias: [Double]
  private let stateBias: [Double]

  init(layer: Recurrent, features: Int, _ parameter: (String) -> [Double]) {
    self.layer = layer
    self.features = features
    inputWeights = parameter("weight_ih")
    stateWeights = parameter("weight_hh")
    inputBias = parameter("bias_ih")
    stateBias = parameter("bias_hh")
  }

  func states(_ sequence: [[Double]]) -> [[Double]] {
    var states: [[Double]] = []
    var h = Array(repeating: 0.0, count: layer.hidden)
    var c = h
    for x in sequence {
      h = next(x, h, &c)
      states.append(h)
    }
    return states
  }

  /// W x + b for the unit `j` of the block `gate`.
  private func ofInput(_ gate: Int, _ j: Int, _ x: [Double]) -> Double {
    let row = gate * layer.hidden + j
    return (0..<features).reduce(inputBias[row]) { $0 + inputWeights[row * features + $1] * x[$1] }
  }

  /// U h + b'.
  private func ofState(_ gate: Int, _ j: Int, _ h: [Double]) -> Double {
    let row = gate * layer.hidden + j
    return (0..<layer.hidden).reduce(stateBias[row]) { $0 + stateWeights[row * layer.hidden + $1] * h[$1] }
  }

  private func both(_ gate: Int, _ j: Int, _ x: [Double], _ h: [Double]) -> Double {
    ofInput(gate, j, x) + ofState(gate, j, h)
  }

  private func next(_ x: [Double], _ h: [Double], _ c: inout [Double]) -> [Double] {
    func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
    let units = 0..<layer.hidden
    switch layer.cell {
    case .tanh: return units.map { tanh(both(0, $0, x, h)) }
    case .relu: return units.map { max(0, both(0, $0, x, h)) }
    case .lstm:
      c = units.map { j in
        sigmoid(both(1, j, x, h)) * c[j] + sigmoid(both(0, j, x, h)) * tanh(both(2, j, x, h))
      }
      return units.map { [c] j in sigmoid(both(3, j, x, h)) * tanh(c[j]) }
    case .gru, .gruResetBefore:
      let r = units.map { sigmoid(both(0, $0, x, h)) }
      let scaled = units.map { r[$0] * h[$0] }
      return units.map { j in
        let z = sigmoid(both(1, j, x, h))
        let n =
          layer.cell == .gru
          ? tanh(ofInput(2, j, x) + r[j] * ofState(2, j, h)) : tanh(ofInput(2, j, x) + ofState(2, j, scaled))
        return (1 - z) * n + z * h[j]
      }
    }
  }
}
