import FoveaNetworks

extension Compiler {
  /// The sum takes the layout of its left side, and its memory where nobody else needs that.
  mutating func lower(_ addition: Addition, _ group: FusionGroup) throws(ExecutionError) -> Lowered {
    let index = group.head
    let node = network.nodes[index].name
    var left = input(0, of: index)
    let factors = isTraining && addition.dropRate > 0 ? reserve(try Layout([batch])) : nil
    if let factors {
      left = try dropping(left, addition.dropRate, factors, network.inputShapes(of: index)[0], node: node)
    }
    let right = try aligned(input(1, of: index), to: left.layout, node: node)
    let function = activation(of: group)
    // oneDNN 2.6.3 gives wrong sums where it writes over its input, applies a function, and blocks are padded.
    let isSafe = function == nil || !left.layout.isPadded
    let inPlace = differentiates && isSafe && (factors != nil || mayOverwrite(input: 0, of: index))
    let result = inPlace ? left : reserve(left.layout)
    willOverwrite(result)
    let kernel = try Kernel.combine(
      .addition, node: node, engine: engine, left: left.layout, right: right.layout,
      destination: result.layout, fusion: Fusion(activation: function))
    try add(kernel, [(.source, left), (.secondSource, right), (.destination, result)])
    return Lowered(result) { (compiler, gradient) throws(ExecutionError) -> [Operand?] in
      var both = gradient
      if let function {
        both = try compiler.addGradient(of: function, node: node, data: result, gradient: gradient)
      }
      guard let factors else { return [both, both] }
      both = try compiler.aligned(both, to: left.layout, node: node)
      return [compiler.scaled(both, by: factors, node: node), both]
    }
  }

  /// Adds the draw of each sample's factor, 0 or 1 / (1 − rate), and the product of `branch` with it.
  private mutating func dropping(
    _ branch: Operand, _ rate: Float, _ factors: Operand, _ shape: Shape, node: String
  ) throws(ExecutionError) -> Operand {
    let batch = batch
    var branch = branch
    if branch.layout.element != .float32 {
      branch = try plain(branch, as: shape.prepending(batch), node: node)
    }
    add(node: node, [factors]) { arguments in
      let factors = arguments.floats(0)
      for sample in 0..<batch {
        var random = arguments.random.stream(node).stream("branch", sample)
        factors[sample] = random.uniform() < rate ? 0 : 1 / (1 - rate)
      }
    }
    return scaled(branch, by: factors, node: node)
  }

  /// Adds the product of each sample with its factor.
  ///
  /// Samples are outermost in every layout.
  private mutating func scaled(_ operand: Operand, by factors: Operand, node: String) -> Operand {
    let batch = batch
    let result = reserve(operand.layout)
    let size = operand.layout.bytes / MemoryLayout<Float>.stride / batch
    add(node: node, [operand, factors, result]) { arguments in
      let (x, factors, y) = (arguments.floats(0), arguments.floats(1), arguments.floats(2))
      Threads.perform(over: batch * size, grain: 1 << 14) { range in
        for i in range { y[i] = x[i] * factors[i / size] }
      }
    }
    return result
  }

  mutating func lower(_ multiplication: Multiplication, _ group: FusionGroup) throws(ExecutionError)
    -> Lowered
  {
    let index = group.head
    let node = network.nodes[index].name
    let shapes = network.inputShapes(of: index)
    let left = input(0, of: index)
    let isBroadcast = shapes[0] != shapes[1]
    let rightLayout = isBroadcast ? try Layout([batch, shapes[0][0], 1, 1]) : left.layout
    let right = try aligned(input(1, of: index), to: rightLayout, node: node)
    let result = reserve(left.layout)
    let kernel = try Kernel.combine(
      .multiplication, node: node, engine: engine, left: left.layout, right: right.layout,
      destination: result.layout)
    try add(kernel, [(.source, left), (.secondSource, right), (.destination, result)])
    return Lowered(result) { (compiler, gradient) throws(ExecutionError) -> [Operand?] in
      let gradient = try compiler.aligned(gradient, to: left.layout, node: node)
      let leftGradient = compiler.reserve(left.layout)
      try compiler.add(kernel, [(.source, gradient), (.secondSource, right), (.destination, leftGradient)])
      let products = compiler.reserve(left.layout)
      let product = try Kernel.combine(
        .multiplication, node: node, engine: compiler.engine, left: left.layout, right: left.layout,
        destination: left.layout)
      try compiler.add(product, [(.source, gradient), (.secondSource, left), (.destination, products)])
      guard isBroadcast else { return [leftGradient, products] }
      return [leftGradient, try compiler.sumOverPixels(products, shapes[0], to: rightLayout, node: node)]
    }
  }

  /// Each channel's sum over the image: its mean, times the number of pixels.
  private mutating func sumOverPixels(
    _ image: Operand, _ shape: Shape, to layout: Layout, node: String
  ) throws(ExecutionError) -> Operand {
    let pooling = try Kernel.pooling(
      .average(includesPadding: false), node: node, engine: engine, isTraining: false,
      window: Window(kernel: Extent(height: shape[1], width: shape[2])), source: image.layout,
      destination: try Layout.any([batch, shape[0], 1, 1], element: image.layout.element))
    let means = reserve(try pooling.layout(.destination))
    try add(pooling, [(.source, image), (.destination, means)])
    let scaling = try Kernel.elementwise(
      .scaled(by: Float(shape[1] * shape[2])), node: node, engine: engine, isTraining: false,
      data: means.layout)
    let sums = reserve(means.layout)
    try add(scaling, [(.source, means), (.destination, sums)])
    return try aligned(sums, to: layout, node: node)
  }

  mutating func lower(_ concatenation: Concatenation, _ group: FusionGroup) throws(ExecutionError) -> Lowered
  {
    let index = group.head
    let node = network.nodes[index].name
    let shapes = network.inputShapes(of: index)
    var parts: [Operand] = []
    for (position, shape) in shapes.enumerated() {
      let operand = input(position, of: index)
      // Vectors of images are joined as vectors.
      parts.append(
        shape.rank == 3 ? operand : try plain(operand, as: shape.prepending(batch), node: node))
    }
    let dimensions = network.shapes[index].prepending(batch).dimensions
    // The kernel takes one type only: where they differ, single precision.
    let element = Set(parts.map(\.layout.element)).count == 1 ? parts[0].layout.element : .float32
    for position in parts.indices where parts[position].layout.element != element {
      parts[position] = try plain(parts[position], as: shapes[position].prepending(batch), node: node)
    }
    let kernel = try Kernel.concatenation(
      node: node, engine: engine, parts: parts.map(\.layout),
      destination: try Layout.any(dimensions, element: element))
    let result = reserve(try kernel.layout(.destination))
    try add(
      kernel,
      parts.enumerated().map { (role: Role.part($0), operand: $1) } + [(.destination, result)])
    return Lowered(result) { (compiler, gradient) throws(ExecutionError) -> [Operand?] in
      // A part of a blocked layout may begin inside of a block; in row-major order any part is a view.
      let gradient = try compiler.plain(gradient, as: Shape(dimensions), node: node)
      var offset = 0
      var gradients: [Operand?] = []
      for shape in shapes {
        let size = shape.prepending(compiler.batch).dimensions
        let start = [0, offset] + Array(repeating: 0, count: size.count - 2)
        let view = gradient.viewed(as: try gradient.layout.part(size, at: start, node: node))
        let target = compiler.reserve(try Layout(size))
        try compiler.copy(view, into: target, node: node)
        gradients.append(target)
        offset += size[1]
      }
      return gradients
    }
  }
}
