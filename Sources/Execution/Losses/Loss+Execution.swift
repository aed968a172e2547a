import Foundation
import FoveaNetworks

/// The largest batch share of one range of a loop over samples.
private func grain(_ outputs: Int) -> Int { max(1, (1 << 13) / outputs) }

extension Compiler {
  /// Adds the step from logits to probabilities, both `[N, outputs]`.
  mutating func addOutputFunction(logits: Operand) throws(ExecutionError) -> Operand {
    let (batch, outputs) = (batch, network.output.count)
    let function = network.outputFunction
    let probabilities = reserve(try Layout([batch, outputs]))
    add(node: "output", [logits, probabilities]) { arguments in
      let (z, p) = (arguments.floats(0), arguments.floats(1))
      Threads.perform(over: batch, grain: grain(outputs)) { samples in
        for n in samples {
          switch function {
          case .sigmoid: p[n] = sigmoid(z[n])
          case .softmax: softmax(z + n * outputs, p + n * outputs, outputs)
          }
        }
      }
    }
    return probabilities
  }

  /// Adds each sample's loss, and the gradient of their mean with respect to the logits.
  mutating func addLoss(
    _ loss: Loss, logits: Operand, probabilities: Operand
  ) throws(ExecutionError) -> (labels: Operand, losses: Operand, gradient: Operand) {
    let (batch, outputs) = (batch, network.output.count)
    let labels = reserve(try Layout([batch], element: .int32))
    let losses = reserve(try Layout([batch]))
    let gradient = reserve(try Layout([batch, outputs]))
    let function = network.outputFunction
    let classes = network.classCount
    add(node: "loss", [logits, probabilities, labels, losses, gradient]) { arguments in
      let (z, p, y) = (arguments.floats(0), arguments.floats(1), arguments.integers(2))
      let (losses, dz) = (arguments.floats(3), arguments.floats(4))
      let scale = 1 / Float(batch)
      Threads.perform(over: batch, grain: grain(outputs)) { samples in
        for n in samples {
          let row = n * outputs
          // The label is an index into the gradient: a wrong one would write outside of it.
          precondition(
            y[n] >= 0 && y[n] < classes, "labels lie in 0 ..< \(classes), received \(y[n])")
          switch (loss, function) {
          case (.crossEntropy, .sigmoid):
            losses[n] = binaryCrossEntropy(z[n], p[n], Int(y[n]), dz + n, scale)
          case (.crossEntropy, .softmax):
            losses[n] = categoricalCrossEntropy(z + row, p + row, Int(y[n]), dz + row, outputs, scale)
          case (.halfSquaredError, .sigmoid):
            losses[n] = halfSquaredErrorOfSigmoid(z[n], p[n], Int(y[n]), dz + n, scale)
          case (.halfSquaredError, .softmax):
            losses[n] = halfSquaredErrorOfSoftmax(p + row, Int(y[n]), dz + row, outputs, scale)
          }
        }
      }
    }
    return (labels, losses, gradient)
  }
}

// Pointers: `p`, `z` and `dz` have `count` elements each; `label` is below `count` (two for one output).

/// σ(z) by the branch whose exponential cannot overflow.
private func sigmoid(_ z: Float) -> Float {
  let e = Foundation.exp(-abs(z))
  return z >= 0 ? 1 / (1 + e) : e / (1 + e)
}

private func softmax(_ z: UnsafePointer<Float>, _ p: UnsafeMutablePointer<Float>, _ count: Int) {
  var top = z[0]
  for j in 1..<count { top = max(top, z[j]) }
  var sum: Float = 0
  for j in 0..<count {
    p[j] = Foundation.exp(z[j] - top)
    sum += p[j]
  }
  for j in 0..<count { p[j] /= sum }
}

/// softplus(z) − y·z, with softplus(z) = max(z, 0) + log(1 + e⁻|z|); its derivative is p − y.
///
/// The large terms cancel exactly for y of 0 or 1, so the small one keeps its digits.
private func binaryCrossEntropy(
  _ z: Float, _ p: Float, _ label: Int, _ dz: UnsafeMutablePointer<Float>, _ scale: Float
) -> Float {
  dz.pointee = (p - Float(label)) * scale
  return max(z, 0) - Float(label) * z + Foundation.log1p(Foundation.exp(-abs(z)))
}

/// log Σ eᶻʲ − z_y; its derivative is p − one-hot(y).
private func categoricalCrossEntropy(
  _ z: UnsafePointer<Float>, _ p: UnsafePointer<Float>, _ label: Int, _ dz: UnsafeMutablePointer<Float>,
  _ count: Int, _ scale: Float
) -> Float {
  var top = z[0]
  for j in 1..<count { top = max(top, z[j]) }
  var sum: Float = 0
  for j in 0..<count {
    sum += Foundation.exp(z[j] - top)
    dz[j] = p[j] * scale
  }
  dz[label] -= scale
  return top - z[label] + Foundation.log(sum)
}

/// ½ (y − p)² with p = σ(z); its derivative is (p − y) p (1 − p).
private func halfSquaredErrorOfSigmoid(
  _ z: Float, _ p: Float, _ label: Int, _ dz: UnsafeMutablePointer<Float>, _ scale: Float
) -> Float {
  let error = p - Float(label)
  // 1 − p is σ(−z), which keeps its digits where p is close to one.
  dz.pointee = error * p * sigmoid(-z) * scale
  return error * error / 2
}

/// ½ Σ (yⱼ − pⱼ)² with p = softmax(z); its derivative is pⱼ (eⱼ − Σ eᵢ pᵢ) with e = p − y.
private func halfSquaredErrorOfSoftmax(
  _ p: UnsafePointer<Float>, _ label: Int, _ dz: UnsafeMutablePointer<Float>, _ count: Int, _ scale: Float
) -> Float {
  var loss: Float = 0
  var projection: Float = 0
  for j in 0..<count {
    let error = p[j] - (j == label ? 1 : 0)
    loss += error * error / 2
    projection += error * p[j]
  }
  for j in 0..<count { dz[j] = p[j] * (p[j] - (j == label ? 1 : 0) - projection) * scale }
  return loss
}
