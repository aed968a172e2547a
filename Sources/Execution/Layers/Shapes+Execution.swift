import FoveaNetworks

extension Compiler {
  /// No work: the same memory seen as a vector.
  mutating func lower(_ flatten: Flatten, _ index: Int) throws(ExecutionError) -> Lowered {
    let shape = network.inputShapes(of: index)[0]
    let layout = try Layout(shape.prepending(batch).dimensions)
    let source = try plain(input(0, of: index), as: shape.prepending(batch), node: network.nodes[index].name)
    return Lowered(source.viewed(as: try Layout([batch, shape.count]))) {
      (_, gradient) throws(ExecutionError) -> [Operand?] in [gradient.viewed(as: layout)]
    }
  }

  mutating func lower(_ addition: Addition, _ index: Int) throws(ExecutionError) -> Lowered {
    let node = network.nodes[index].name
    let shape = network.inputShapes(of: index)[0].prepending(batch)
    let layout = try Layout(shape.dimensions)
    let left = input(0, of: index).viewed(as: layout)
    let right = input(1, of: index).viewed(as: layout)
    let result = reserve(layout)
    let kernel = try Kernel.add(
      node: node, engine: engine, left: left.layout, right: right.layout, destination: result.layout)
    try add(kernel, [(.source, left), (.secondSource, right), (.destination, result)])
    return Lowered(result) { (_, gradient) throws(ExecutionError) -> [Operand?] in [gradient, gradient] }
  }

  mutating func lower(_ mean: MeanOverTokens, _ index: Int) throws(ExecutionError) -> Lowered {
    let node = network.nodes[index].name
    let shape = network.inputShapes(of: index)[0]
    let (batch, tokens, features) = (batch, shape[0], shape[1])
    let source = input(0, of: index)
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
