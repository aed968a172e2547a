import FoveaNetworks

extension Compiler {
  /// Tokens count as samples: `[N, T, D]` is `[N·T, D]` to the kernel.
  mutating func lower(_ linear: Linear, _ index: Int) throws(ExecutionError) -> Lowered {
    let node = network.nodes[index].name
    let (rows, columns) = rows(of: network.inputShapes(of: index)[0])
    let sourceLayout = try Layout([rows, columns])
    let source = input(0, of: index).viewed(as: sourceLayout)
    let activation = fusableActivation(after: index)

    let destination = reserve(try Layout([rows, linear.outputs]))
    let anyWeights = try Layout.any([linear.outputs, columns])
    let settled = settledLayout(ofParameter: "\(node).weight")
    let biasLayout = linear.hasBias ? try Layout([linear.outputs]) : nil
    let forward = try Kernel.innerProduct(
      node: node, engine: engine, isTraining: isTraining, source: sourceLayout,
      weights: settled ?? anyWeights, bias: biasLayout,
      destination: destination.layout, fused: activation)
    let weights = parameter("\(node).weight", layout: try forward.layout(.weights))
    let bias = biasLayout.map { parameter("\(node).bias", layout: $0) }
    try add(
      forward,
      [(.source, source), (.weights, weights), (.destination, destination)]
        + (bias.map { [(.bias, $0)] } ?? []))

    let wantsSourceGradient = wantsGradient(ofInput: 0, of: index)
    return Lowered(destination, fusesNext: activation != nil) {
      (compiler, gradient) throws(ExecutionError) -> [Operand?] in
      var gradient = gradient.viewed(as: destination.layout)
      if let activation {
        gradient = try compiler.addGradient(
          of: activation, node: compiler.network.nodes[index + 1].name, result: destination,
          gradient: gradient)
      }
      try compiler.addWeightsGradient(forward, source, weights, bias, gradient)
      guard wantsSourceGradient else { return [nil] }
      return [try compiler.addSourceGradient(forward, source, weights, gradient)]
    }
  }

  private mutating func addWeightsGradient(
    _ forward: Kernel, _ source: Operand, _ weights: Operand, _ bias: Operand?, _ gradient: Operand
  ) throws(ExecutionError) {
    let target = self.gradient(of: weights)
    let kernel = try Kernel.innerProductWeightsGradient(
      engine: engine, source: source.layout, weightsGradient: target.layout, biasGradient: bias?.layout,
      destinationGradient: gradient.layout, forward: forward)
    let biasArgument = bias.map { [(role: Role.biasGradient, operand: self.gradient(of: $0))] } ?? []
    try add(
      kernel,
      [(.source, source), (.destinationGradient, gradient), (.weightsGradient, target)] + biasArgument)
  }

  private mutating func addSourceGradient(
    _ forward: Kernel, _ source: Operand, _ weights: Operand, _ gradient: Operand
  ) throws(ExecutionError) -> Operand {
    let target = reserve(source.layout)
    let kernel = try Kernel.innerProductSourceGradient(
      engine: engine, sourceGradient: target.layout, weights: weights.layout,
      destinationGradient: gradient.layout, forward: forward)
    try add(kernel, [(.weights, weights), (.destinationGradient, gradient), (.sourceGradient, target)])
    return target
  }
}
