import FoveaNetworks

extension Compiler {
  /// No work: the same memory, which whoever needs a vector puts into row-major order.
  mutating func lower(_ flatten: Flatten, _ group: FusionGroup) throws(ExecutionError) -> Lowered {
    let node = network.nodes[group.head].name
    let source = input(0, of: group.head)
    let shape = network.inputShapes(of: group.head)[0]
    if source.layout.dimensions.count == 4 {
      return Lowered(source) { (_, gradient) throws(ExecutionError) -> [Operand?] in [gradient] }
    }
    let vector = try plain(source, as: [batch, shape.count], node: node)
    return Lowered(vector) { (compiler, gradient) throws(ExecutionError) -> [Operand?] in
      [try compiler.plain(gradient, as: shape.prepending(compiler.batch), node: node)]
    }
  }

  mutating func lower(_ mean: MeanOverTokens, _ group: FusionGroup) throws(ExecutionError) -> Lowered {
    let index = group.head
    let node = network.nodes[index].name
    let shape = network.inputShapes(of: index)[0]
    let (batch, tokens, features) = (batch, shape[0], shape[1])
    let source = try matrix(0, of: index)
    let result = reserve(try Layout([batch, features]))
    add(node: node, [source, result]) { arguments in
      let (x, y) = (arguments.floats(0), arguments.floats(1))
      Threads.perform(over: batch, grain: max(1, (1 << 15) / shape.count)) { samples in
        for n in samples {
          let (from, to) = (x + n * tokens * features, y + n * features)
          for j in 0..<features { to[j] = from[j] }
          for t in 1..<tokens {
            for j in 0..<features { to[j] += from[t * features + j] }
          }
          for j in 0..<features { to[j] /= Float(tokens) }
        }
      }
    }
    return Lowered(result) { (compiler, gradient) throws(ExecutionError) -> [Operand?] in
      let gradient = try compiler.aligned(gradient, to: result.layout, node: node)
      let target = compiler.reserve(try Layout([batch, tokens, features]))
      compiler.add(node: node, [gradient, target]) { arguments in
        let (dy, dx) = (arguments.floats(0), arguments.floats(1))
        Threads.perform(over: batch, grain: max(1, (1 << 15) / shape.count)) { samples in
          for n in samples {
            let (from, to) = (dy + n * features, dx + n * tokens * features)
            for t in 0..<tokens {
              for j in 0..<features { to[t * features + j] = from[j] / Float(tokens) }
            }
          }
        }
      }
      return [target]
    }
  }
}
