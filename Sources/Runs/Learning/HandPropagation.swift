import Foundation
import FoveaNetworks

/// Forward and back propagation through a network of 2-2-1 units, every step written out.
///
/// Hidden units and output are sigmoids, the loss is cross-entropy. W and b are of the hidden layer, v and c of the output.
struct HandPropagation {
  let x: (Double, Double)
  let y: Double
  let w: (first: (Double, Double), second: (Double, Double))
  let b: (Double, Double)
  let v: (Double, Double)
  let c: Double

  /// The lesson's numbers.
  static let example = HandPropagation(
    x: (1, 2), y: 1, w: ((0.5, -0.25), (-0.5, 0.75)), b: (0.1, -0.2), v: (1, -1.5), c: 0.2)

  private static func sigmoid(_ z: Double) -> Double { 1 / (1 + Foundation.exp(-z)) }

  // Forward: from the left to the right.
  var z: (Double, Double) {
    (w.first.0 * x.0 + w.first.1 * x.1 + b.0, w.second.0 * x.0 + w.second.1 * x.1 + b.1)
  }
  var h: (Double, Double) { (HandPropagation.sigmoid(z.0), HandPropagation.sigmoid(z.1)) }
  var s: Double { v.0 * h.0 + v.1 * h.1 + c }
  var p: Double { HandPropagation.sigmoid(s) }
  var loss: Double { -(y * Foundation.log(p) + (1 - y) * Foundation.log(1 - p)) }

  // Backward: what the loss does when each of them grows.
  /// ∂loss/∂s.
  var ds: Double { p - y }
  var dv: (Double, Double) { (ds * h.0, ds * h.1) }
  var dc: Double { ds }
  var dh: (Double, Double) { (ds * v.0, ds * v.1) }
  /// ∂loss/∂z: through the sigmoid, whose slope is h (1 − h).
  var dz: (Double, Double) { (dh.0 * h.0 * (1 - h.0), dh.1 * h.1 * (1 - h.1)) }
  var dw: (first: (Double, Double), second: (Double, Double)) {
    ((dz.0 * x.0, dz.0 * x.1), (dz.1 * x.0, dz.1 * x.1))
  }
  var db: (Double, Double) { dz }

  /// Names, values and slopes of all nine parameters.
  var parameters: [(name: String, value: Double, slope: Double)] {
    [
      ("w₁₁", w.first.0, dw.first.0), ("w₁₂", w.first.1, dw.first.1), ("w₂₁", w.second.0, dw.second.0),
      ("w₂₂", w.second.1, dw.second.1), ("b₁", b.0, db.0), ("b₂", b.1, db.1), ("v₁", v.0, dv.0),
      ("v₂", v.1, dv.1), ("c", c, dc),
    ]
  }

  /// The same network with these nine parameters.
  func with(_ values: [Double]) -> HandPropagation {
    HandPropagation(
      x: x, y: y, w: ((values[0], values[1]), (values[2], values[3])), b: (values[4], values[5]),
      v: (values[6], values[7]), c: values[8])
  }

  /// One step of gradient descent.
  func stepped(rate: Double) -> HandPropagation { with(parameters.map { $0.value - rate * $0.slope }) }

  /// The slopes by central differences of the loss.
  var numericalSlopes: [Double] {
    numericalGradient(of: { with($0).loss }, at: parameters.map(\.value))
  }
}

extension HandPropagation {
  /// The network and its parameters for the engine.
  func network() throws -> (network: Network, parameters: [String: Tensor]) {
    var builder = NetworkBuilder(input: [2])
    builder.append(.linear(2), name: "hidden")
    builder.append(.activation(.sigmoid), name: "sigmoid")
    builder.append(.linear(1), name: "output")
    let values = parameters.map { Float($0.value) }
    return (
      try builder.build(),
      [
        "hidden.weight": Tensor([2, 2], Array(values[0..<4])),
        "hidden.bias": Tensor([2], Array(values[4..<6])),
        "output.weight": Tensor([1, 2], Array(values[6..<8])), "output.bias": Tensor([1], [values[8]]),
      ]
    )
  }

  /// The engine's loss, and its slopes in the order of `parameters`.
  func engine() throws -> (loss: Double, slopes: [Double]) {
    let (network, parameters) = try network()
    let pass = try OpenNetwork(network, parameters, batch: 1, loss: .crossEntropy)
      .run([Float(x.0), Float(x.1)], labels: [Int(y)])
    let slopes = ["hidden.weight", "hidden.bias", "output.weight", "output.bias"].flatMap {
      pass.slopes[$0]?.elements ?? []
    }
    return (Double(pass.losses[0]), slopes.map { Double($0) })
  }
}
