import FoveaNetworks

extension Compiler {
  /// The weights and bias that do the work of a layer and the batch normalisation behind it.
  ///
  /// W′ = W · γ / √(σ² + ε) for each output, b′ = β + (b − μ) · γ / √(σ² + ε), with the running statistics.
  /// Jacob et al.: *Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only
  /// Inference*, arXiv:1712.05877, section 3.2.
  mutating func fold(
    _ index: Int, into weights: Operand, _ bias: Operand?
  ) throws(ExecutionError) -> (weights: Operand, bias: Operand) {
    guard case .batchNormalization(let normalization) = network.nodes[index].operation else {
      preconditionFailure("only batch normalisation is folded")
    }
    let node = network.nodes[index].name
    let outputs = network.inputShapes(of: index)[0].features
    let vector = try Layout([outputs])
    let scale = parameter("\(node).weight", layout: vector)
    let shift = parameter("\(node).bias", layout: vector)
    let mean = parameter("\(node).running_mean", layout: vector)
    let variance = parameter("\(node).running_var", layout: vector)
    let written = try aligned(weights, to: try weights.layout.plain(), node: node)
    let foldedWeights = reserveConstant(written.layout)
    let foldedBias = reserveConstant(vector)
    let columns = written.layout.dimensions.reduce(1, *) / outputs
    let (epsilon, hasBias) = (normalization.epsilon, bias != nil)
    addToPrologue(
      node: node,
      [written, scale, shift, mean, variance, foldedWeights, foldedBias] + (bias.map { [$0] } ?? [])
    ) { arguments in
      let (from, to) = (arguments.floats(0), arguments.floats(5))
      let (gamma, beta) = (arguments.floats(1), arguments.floats(2))
      let (mean, variance) = (arguments.floats(3), arguments.floats(4))
      for output in 0..<outputs {
        let factor = gamma[output] / (variance[output] + epsilon).squareRoot()
        let bias = hasBias ? arguments.floats(7)[output] : 0
        arguments.floats(6)[output] = beta[output] + (bias - mean[output]) * factor
        for i in output * columns..<(output + 1) * columns { to[i] = from[i] * factor }
      }
    }
    return (foldedWeights, foldedBias)
  }
}

extension Shape {
  /// How many features a sample has: channels of an image, else the last dimension.
  var features: Int { rank == 3 ? self[0] : dimensions.last ?? 1 }
}
