import FoveaNetworks

extension Compiler {
  /// The kernel sees `[rows, D, 1, 1]` with features innermost, which is how `[rows, D]` lies in memory.
  mutating func lower(_ normalization: BatchNormalization, _ index: Int) throws(ExecutionError) -> Lowered {
    let node = network.nodes[index].name
    let (rows, features) = rows(of: network.inputShapes(of: index)[0])
    let layout = try Layout([rows, features, 1, 1], strides: [features, 1, features, features])
    let source = input(0, of: index).viewed(as: layout)
    let vector = try Layout([features])
    let scale = parameter("\(node).weight", layout: vector)
    let shift = parameter("\(node).bias", layout: vector)
    let runningMean = parameter("\(node).running_mean", layout: vector)
    let runningVariance = parameter("\(node).running_var", layout: vector)
    let mean = isTraining ? reserve(vector) : runningMean
    let variance = isTraining ? reserve(vector) : runningVariance

    let result = reserve(layout)
    let forward = try Kernel.batchNormalization(
      node: node, engine: engine, isTraining: isTraining, epsilon: normalization.epsilon, data: layout)
    try add(
      forward,
      [
        (.source, source), (.scale, scale), (.shift, shift), (.mean, mean), (.variance, variance),
        (.destination, result),
      ])
    if isTraining {
      addRunningStatistics(
        normalization, rows: rows, features: features, node: node,
        [mean, variance, runningMean, runningVariance])
    }
    return Lowered(result) { (compiler, gradient) throws(ExecutionError) -> [Operand?] in
      let gradient = gradient.viewed(as: layout)
      let target = compiler.reserve(layout)
      let kernel = try Kernel.batchNormalizationGradient(
        engine: compiler.engine, epsilon: normalization.epsilon, gradient: layout, data: layout,
        forward: forward)
      try compiler.add(
        kernel,
        [
          (.source, source), (.mean, mean), (.variance, variance), (.scale, scale), (.shift, shift),
          (.destinationGradient, gradient), (.sourceGradient, target),
          (.scaleGradient, compiler.gradient(of: scale)), (.shiftGradient, compiler.gradient(of: shift)),
        ])
      return [target]
    }
  }

  private mutating func addRunningStatistics(
    _ normalization: BatchNormalization, rows: Int, features: Int, node: String, _ operands: [Operand]
  ) {
    let momentum = normalization.momentum
    // One row has no unbiased variance; the biased one, zero, is what there is.
    let unbiased = rows > 1 ? Float(rows) / Float(rows - 1) : 1
    add(node: node, operands) { arguments in
      let (mean, variance) = (arguments.floats(0), arguments.floats(1))
      let (runningMean, runningVariance) = (arguments.floats(2), arguments.floats(3))
      for i in 0..<features {
        runningMean[i] += momentum * (mean[i] - runningMean[i])
        runningVariance[i] += momentum * (variance[i] * unbiased - runningVariance[i])
      }
    }
  }
}
