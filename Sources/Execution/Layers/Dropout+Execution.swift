import FoveaNetworks

extension Compiler {
  mutating func lower(_ dropout: Dropout, _ group: FusionGroup) throws(ExecutionError) -> Lowered {
    let index = group.head
    let node = network.nodes[index].name
    var source = input(0, of: index)
    guard isTraining, dropout.rate > 0 else {
      return Lowered(source) { (_, gradient) throws(ExecutionError) -> [Operand?] in [gradient] }
    }
    if source.layout.element != .float32 {
      source = try plain(source, as: network.inputShapes(of: index)[0].prepending(batch), node: node)
    }
    // Padding of blocked layouts is zero and stays so.
    let layout = source.layout
    let count = layout.bytes / MemoryLayout<Float>.stride
    let result = reserve(source.layout)
    let mask = reserve(try Layout([count], element: .uint8))
    // Four decisions of 16 bits each from one random number: a rate is met to within 1/65536.
    let threshold = UInt64((dropout.rate * 65536).rounded())
    let scale = 1 / (1 - dropout.rate)
    add(node: node, [source, result, mask]) { arguments in
      let (x, y, mask) = (arguments.floats(0), arguments.floats(1), arguments.bytes(2))
      let random = arguments.random.stream(node)
      Threads.perform(over: count, grain: 1 << 14) { range in
        var random = random.stream("mask", range.lowerBound)
        var bits: UInt64 = 0
        for (position, i) in range.enumerated() {
          if position & 3 == 0 { bits = random.next() }
          let keeps = bits & 0xffff >= threshold
          bits >>= 16
          mask[i] = keeps ? 1 : 0
          y[i] = keeps ? x[i] * scale : 0
        }
      }
    }
    return Lowered(result) { (compiler, gradient) throws(ExecutionError) -> [Operand?] in
      let gradient = try compiler.aligned(gradient, to: layout, node: node)
      let target = compiler.target(over: gradient)
      compiler.add(node: node, [gradient, mask, target]) { arguments in
        let (dy, mask, dx) = (arguments.floats(0), arguments.bytes(1), arguments.floats(2))
        Threads.perform(over: count, grain: 1 << 15) { range in
          for i in range { dx[i] = mask[i] != 0 ? dy[i] * scale : 0 }
        }
      }
      return [target]
    }
  }
}
