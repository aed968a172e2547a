import FoveaNetworks

extension Compiler {
  /// The kernel sees `[N, C, H, W]`; vectors and tokens are `[rows, D, 1, 1]` with features innermost, which is
  /// how `[rows, D]` lies in memory.
  mutating func lower(_ normalization: BatchNormalization, _ group: FusionGroup) throws(ExecutionError)
    -> Lowered
  {
    let index = group.head
    let node = network.nodes[index].name
    let shape = network.inputShapes(of: index)[0]
    let features = shape.features
    let count = batch * shape.count / features
    let isImage = shape.rank == 3
    let source: Operand
    if isImage {
      source = input(0, of: index)
    } else {
      source = try matrix(0, of: index).viewed(
        as: try Layout([count, features, 1, 1], strides: [features, 1, features, features]))
    }
    let layout = source.layout
    let vector = try Layout([features])
    let scale = parameter("\(node).weight", layout: vector)
    let shift = parameter("\(node).bias", layout: vector)
    let runningMean = parameter("\(node).running_mean", layout: vector)
    let runningVariance = parameter("\(node).running_var", layout: vector)
    let usesBatch = isTraining && !groups.keepsStatistics(of: node)
    let mean = usesBatch ? reserve(vector) : runningMean
    let variance = usesBatch ? reserve(vector) : runningVariance

    let fusesReLU = group.activation != nil
    let result = reserve(layout)
    // Adds the steps of the gradients, given that of the result and where that of the source goes.
    let addGradients: (inout Compiler, Operand, Operand) throws(ExecutionError) -> Void
    if usesBatch, tuner.allowsOwnLoops,
      let loops = try BFloat16Normalization(
        layout, rows: count, features: features, epsilon: normalization.epsilon, appliesReLU: fusesReLU)
    {
      let scratch = reserve(try loops.scratchLayout())
      add(
        node: node, work: "batch normalisation", [source, scale, shift, mean, variance, result, scratch],
        loops.run)
      addGradients = { (compiler, gradient, target) throws(ExecutionError) in
        let scratch = compiler.reserve(try loops.scratchLayout())
        let operands = [
          source, mean, variance, scale, shift, gradient, target, compiler.gradient(of: scale),
          compiler.gradient(of: shift), scratch,
        ]
        compiler.add(
          node: node, work: "batch normalisation, gradient", operands, loops.runBackward)
      }
    } else {
      let forward = try Kernel.batchNormalization(
        node: node, engine: engine, isTraining: differentiates || usesBatch, epsilon: normalization.epsilon,
        usesRunningStatistics: !usesBatch, fusesReLU: fusesReLU, data: layout)
      let workspace = try forward.optionalLayout(.workspace).map { reserve($0) }
      let remembered = workspace.map { [(role: Role.workspace, operand: $0)] } ?? []
      try add(
        forward,
        [
          (.source, source), (.scale, scale), (.shift, shift), (.mean, mean), (.variance, variance),
          (.destination, result),
        ] + remembered)
      addGradients = { (compiler, gradient, target) throws(ExecutionError) in
        let kernel = try Kernel.batchNormalizationGradient(
          engine: compiler.engine, epsilon: normalization.epsilon, usesRunningStatistics: !usesBatch,
          fusesReLU: fusesReLU, gradient: layout, data: layout, forward: forward)
        try compiler.add(
          kernel,
          [
            (.source, source), (.mean, mean), (.variance, variance), (.scale, scale),
            (.destinationGradient, gradient), (.sourceGradient, target),
            (.scaleGradient, compiler.gradient(of: scale)), (.shiftGradient, compiler.gradient(of: shift)),
          ] + remembered + (Kernel.batchNormalizationGradientTakesShift ? [(.shift, shift)] : []))
      }
    }
    if usesBatch {
      movesStatistics = true
      addRunningStatistics(
        normalization, rows: count, features: features, node: node,
        [mean, variance, runningMean, runningVariance])
    }
    let output = isImage ? result : result.viewed(as: try Layout([count, features]))
    return Lowered(output) { (compiler, gradient) throws(ExecutionError) -> [Operand?] in
      let aligned = try compiler.aligned(gradient, to: output.layout, node: node)
      let target = compiler.target(over: aligned).viewed(as: layout)
      try addGradients(&compiler, aligned.viewed(as: layout), target)
      return [target.viewed(as: output.layout)]
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
