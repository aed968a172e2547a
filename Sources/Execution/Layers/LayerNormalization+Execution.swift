import FoveaNetworks

extension Compiler {
  mutating func lower(_ normalization: LayerNormalization, _ group: FusionGroup) throws(ExecutionError)
    -> Lowered
  {
    let index = group.head
    let node = network.nodes[index].name
    let source = try matrix(0, of: index)
    let layout = source.layout
    let (rows, features) = rows(of: network.inputShapes(of: index)[0])
    let vector = try Layout([features])
    let statistics = try Layout([rows])
    let scale = parameter("\(node).weight", layout: vector)
    let shift = parameter("\(node).bias", layout: vector)
    let forward = try Kernel.layerNormalization(
      node: node, engine: engine, isTraining: differentiates, epsilon: normalization.epsilon, data: layout,
      statistics: statistics)
    let result = reserve(layout)
    // At inference the statistics are the kernel's own business.
    let (mean, variance) = (reserve(statistics), reserve(statistics))
    let kept: [(role: Role, operand: Operand)] = differentiates ? [(.mean, mean), (.variance, variance)] : []
    try add(
      forward, [(.source, source), (.scale, scale), (.shift, shift), (.destination, result)] + kept)
    return Lowered(result) { (compiler, gradient) throws(ExecutionError) -> [Operand?] in
      let gradient = try compiler.aligned(gradient, to: layout, node: node)
      let target = compiler.reserve(layout)
      let kernel = try Kernel.layerNormalizationGradient(
        engine: compiler.engine, epsilon: normalization.epsilon, gradient: layout, data: layout,
        statistics: statistics, forward: forward)
      try compiler.add(
        kernel,
        [
          (.source, source), (.scale, scale), (.shift, shift), (.mean, mean), (.variance, variance),
          (.destinationGradient, gradient), (.sourceGradient, target),
          (.scaleGradient, compiler.gradient(of: scale)), (.shiftGradient, compiler.gradient(of: shift)),
        ])
      return [target]
    }
  }
}
