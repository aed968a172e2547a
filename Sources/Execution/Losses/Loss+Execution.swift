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

  /// Adds each sample's loss, and the gradient of their mean with respect to the logits; targets are `[N, classes]`.
  mutating func addLoss(
    _ loss: Loss, logits: Operand, probabilities: Operand
  ) throws(ExecutionError) -> (targets: Operand, losses: Operand, gradient: Operand) {
    let (batch, outputs, classes) = (batch, network.output.count, network.classCount)
    let targets = reserve(try Layout([batch, classes]))
    let losses = reserve(try Layout([batch]))
    let gradient = reserve(try Layout([batch, outputs]))
    let function = network.outputFunction
    add(node: "loss", [logits, probabilities, targets, losses, gradient]) { arguments in
      let (z, p, t) = (arguments.floats(0), arguments.floats(1), arguments.floats(2))
      let (losses, dz) = (arguments.floats(3), arguments.floats(4))
      let scale = 1 / Float(batch)
      Threads.perform(over: batch, grain: grain(outputs)) { samples in
        for n in samples {
          let row = n * outputs
          let target = t + n * classes
          switch (loss, function) {
          case (.crossEntropy, .sigmoid): losses[n] = binaryCrossEntropy(z[n], p[n], target, dz + n, scale)
          case (.crossEntropy, .softmax):
            losses[n] = categoricalCrossEntropy(z + row, p + row, target, dz + row, outputs, scale)
          case (.halfSquaredError, .sigmoid):
            losses[n] = halfSquaredErrorOfSigmoid(z[n], p[n], target, dz + n, scale)
          case (.halfSquaredError, .softmax):
            losses[n] = halfSquaredErrorOfSoftmax(p + row, target, dz + row, outputs, scale)
          case (.focal(let gamma), .sigmoid):
            losses[n] = focalOfSigmoid(gamma, z[n], p[n], target, dz + n, scale)
          case (.focal(let gamma), .softmax):
            losses[n] = focalOfSoftmax(gamma, z + row, p + row, target, dz + row, outputs, scale)
          }
        }
      }
    }
    return (targets, losses, gradient)
  }
}

// Pointers: `p`, `z` and `dz` have `count` elements each, the target `t` one for each class (two for one output).

/// σ(z) by the branch whose exponential cannot overflow.
private func sigmoid(_ z: Float) -> Float {
  let e = Foundation.exp(-abs(z))
  return z >= 0 ? 1 / (1 + e) : e / (1 + e)
}

/// The function log(1 + eᶻ).
private func softplus(_ z: Float) -> Float { max(z, 0) + Foundation.log1p(Foundation.exp(-abs(z))) }

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

/// The logarithm of Σ eᶻʲ, as its largest term and the rest.
private func logSumExp(_ z: UnsafePointer<Float>, _ count: Int) -> (top: Float, rest: Float) {
  var top = z[0]
  for j in 1..<count { top = max(top, z[j]) }
  var sum: Float = 0
  for j in 0..<count { sum += Foundation.exp(z[j] - top) }
  return (top, Foundation.log(sum))
}

/// t₁·softplus(−z) + t₀·softplus(z); its derivative is (t₀ + t₁)·p − t₁.
private func binaryCrossEntropy(
  _ z: Float, _ p: Float, _ t: UnsafePointer<Float>, _ dz: UnsafeMutablePointer<Float>, _ scale: Float
) -> Float {
  dz.pointee = ((t[0] + t[1]) * p - t[1]) * scale
  // A class without a share may have an infinite logarithm.
  return (t[1] == 0 ? 0 : t[1] * softplus(-z)) + (t[0] == 0 ? 0 : t[0] * softplus(z))
}

/// Σ tⱼ (log Σ eᶻⁱ − zⱼ); its derivative is pⱼ Σ tᵢ − tⱼ.
private func categoricalCrossEntropy(
  _ z: UnsafePointer<Float>, _ p: UnsafePointer<Float>, _ t: UnsafePointer<Float>,
  _ dz: UnsafeMutablePointer<Float>, _ count: Int, _ scale: Float
) -> Float {
  let sum = logSumExp(z, count)
  var total: Float = 0
  var loss: Float = 0
  for j in 0..<count where t[j] != 0 {
    total += t[j]
    // The largest is taken off first: it and the logit cancel exactly where they are one.
    loss += t[j] * (sum.top - z[j] + sum.rest)
  }
  for j in 0..<count { dz[j] = (p[j] * total - t[j]) * scale }
  return loss
}

/// ½ (t₁ − p)² with p = σ(z); its derivative is (p − t₁) p (1 − p).
private func halfSquaredErrorOfSigmoid(
  _ z: Float, _ p: Float, _ t: UnsafePointer<Float>, _ dz: UnsafeMutablePointer<Float>, _ scale: Float
) -> Float {
  let error = p - t[1]
  // 1 − p is σ(−z), which keeps its digits where p is close to one.
  dz.pointee = error * p * sigmoid(-z) * scale
  return error * error / 2
}

/// ½ Σ (tⱼ − pⱼ)² with p = softmax(z); its derivative is pⱼ (eⱼ − Σ eᵢ pᵢ) with e = p − t.
private func halfSquaredErrorOfSoftmax(
  _ p: UnsafePointer<Float>, _ t: UnsafePointer<Float>, _ dz: UnsafeMutablePointer<Float>, _ count: Int,
  _ scale: Float
) -> Float {
  var loss: Float = 0
  var projection: Float = 0
  for j in 0..<count {
    let error = p[j] - t[j]
    loss += error * error / 2
    projection += error * p[j]
  }
  for j in 0..<count { dz[j] = p[j] * (p[j] - t[j] - projection) * scale }
  return loss
}

/// −t (1 − p)^γ log p, and p times its derivative with respect to p.
///
/// - Parameter rest: 1 − p, which for p close to one has digits that p has not.
private func focalTerm(
  _ gamma: Float, p: Float, rest: Float, logarithm: Float, target: Float
) -> (loss: Float, slope: Float) {
  guard target != 0 else { return (0, 0) }
  let weight = Foundation.pow(rest, gamma)
  // Where p is one to the last digit, (1 − p)^(γ − 1) log p goes to zero.
  let bend = rest > 0 && gamma > 0 ? gamma * weight / rest * p * logarithm : 0
  return (-target * weight * logarithm, target * (bend - weight))
}

/// Σ of the terms of both classes; its derivative is a₁ − p·(a₀ + a₁) with a the slopes of the terms.
private func focalOfSigmoid(
  _ gamma: Float, _ z: Float, _ p: Float, _ t: UnsafePointer<Float>, _ dz: UnsafeMutablePointer<Float>,
  _ scale: Float
) -> Float {
  let q = sigmoid(-z)
  let first = focalTerm(gamma, p: q, rest: p, logarithm: -softplus(z), target: t[0])
  let second = focalTerm(gamma, p: p, rest: q, logarithm: -softplus(-z), target: t[1])
  dz.pointee = (second.slope - p * (first.slope + second.slope)) * scale
  return first.loss + second.loss
}

/// Σ of the terms of all classes; its derivative is aⱼ − pⱼ Σ aᵢ with a the slopes of the terms.
private func focalOfSoftmax(
  _ gamma: Float, _ z: UnsafePointer<Float>, _ p: UnsafePointer<Float>, _ t: UnsafePointer<Float>,
  _ dz: UnsafeMutablePointer<Float>, _ count: Int, _ scale: Float
) -> Float {
  let sum = logSumExp(z, count)
  var loss: Float = 0
  var total: Float = 0
  for j in 0..<count {
    let term = focalTerm(
      gamma, p: p[j], rest: 1 - p[j], logarithm: z[j] - sum.top - sum.rest, target: t[j])
    loss += term.loss
    total += term.slope
    dz[j] = term.slope
  }
  for j in 0..<count { dz[j] = (dz[j] - p[j] * total) * scale }
  return loss
}
