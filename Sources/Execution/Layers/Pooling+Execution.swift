import FoveaNetworks

extension Compiler {
  mutating func lower(_ pooling: Pooling, _ group: FusionGroup) throws(ExecutionError) -> Lowered {
    let (input, output) = (network.inputShapes(of: group.head)[0], network.shapes[group.head])
    let amounts = pooling.padding.amounts(
      input: Extent(height: input[1], width: input[2]), kernel: pooling.kernelSize, stride: pooling.stride,
      dilation: 1)
    var window = Window(kernel: pooling.kernelSize, stride: pooling.stride, padding: amounts)
    window.fit(
      input: Extent(height: input[1], width: input[2]), output: Extent(height: output[1], width: output[2]))
    return try lower(
      pooling.mode, includesPadding: pooling.includesPadding, window, to: output.dimensions, group)
  }

  /// One window as large as the image; the result stays an image of one pixel until somebody wants a vector.
  mutating func lower(_ pooling: GlobalPooling, _ group: FusionGroup) throws(ExecutionError) -> Lowered {
    let input = network.inputShapes(of: group.head)[0]
    let window = Window(kernel: Extent(height: input[1], width: input[2]))
    return try lower(pooling.mode, includesPadding: false, window, to: [input[0], 1, 1], group)
  }

  private mutating func lower(
    _ mode: Pooling.Mode, includesPadding: Bool, _ window: Window, to output: [Int], _ group: FusionGroup
  ) throws(ExecutionError) -> Lowered {
    let node = network.nodes[group.head].name
    let source = input(0, of: group.head)
    let kernelKind: Kernel.PoolingKind = mode == .max ? .max : .average(includesPadding: includesPadding)
    let forward = try Kernel.pooling(
      kernelKind, node: node, engine: engine, isTraining: differentiates, window: window,
      source: source.layout,
      destination: try Layout.any([batch] + output, element: source.layout.element))
    let result = reserve(try forward.layout(.destination))
    if mode == .max, tuner.allowsOwnLoops, let halving = try MaxPooling2x2(replacing: forward, window: window)
    {
      return try lower(halving, source, to: result, node: node)
    }
    let workspace = try forward.optionalLayout(.workspace).map { reserve($0) }
    let remembered = workspace.map { [(role: Role.workspace, operand: $0)] } ?? []
    try add(forward, [(.source, source), (.destination, result)] + remembered)
    return Lowered(result) { (compiler, gradient) throws(ExecutionError) -> [Operand?] in
      let gradient = try compiler.aligned(gradient, to: result.layout, node: node)
      let kernel = try Kernel.poolingGradient(
        kernelKind, engine: compiler.engine, window: window, sourceGradient: source.layout,
        destinationGradient: gradient.layout, forward: forward)
      let target = compiler.reserve(source.layout)
      try compiler.add(
        kernel, [(.destinationGradient, gradient), (.sourceGradient, target)] + remembered)
      return [target]
    }
  }

  private mutating func lower(
    _ halving: MaxPooling2x2, _ source: Operand, to result: Operand, node: String
  ) throws(ExecutionError) -> Lowered {
    let places = differentiates ? [reserve(try halving.placesLayout())] : []
    add(node: node, work: "max pooling", [source, result] + places) {
      halving.run($0.addresses[0], to: $0.addresses[1], places: places.isEmpty ? nil : $0.addresses[2])
    }
    return Lowered(result) { (compiler, gradient) throws(ExecutionError) -> [Operand?] in
      let gradient = try compiler.aligned(gradient, to: result.layout, node: node)
      let target = compiler.reserve(source.layout)
      compiler.add(node: node, work: "max pooling, gradient", [gradient, target] + places) {
        halving.runBackward($0.addresses[0], places: $0.addresses[2], to: $0.addresses[1])
      }
      return [target]
    }
  }

  mutating func lower(_ upsampling: Upsampling, _ group: FusionGroup) throws(ExecutionError) -> Lowered {
    let node = network.nodes[group.head].name
    let source = input(0, of: group.head)
    let forward = try Kernel.resampling(
      upsampling.mode, node: node, engine: engine, isTraining: differentiates, source: source.layout,
      destination: try Layout.any(
        network.shapes[group.head].prepending(batch).dimensions, element: source.layout.element))
    let result = reserve(try forward.layout(.destination))
    try add(forward, [(.source, source), (.destination, result)])
    return Lowered(result) { (compiler, gradient) throws(ExecutionError) -> [Operand?] in
      let gradient = try compiler.aligned(gradient, to: result.layout, node: node)
      let kernel = try Kernel.resamplingGradient(
        upsampling.mode, engine: compiler.engine, sourceGradient: source.layout,
        destinationGradient: gradient.layout, forward: forward)
      let target = compiler.reserve(source.layout)
      try compiler.add(kernel, [(.destinationGradient, gradient), (.sourceGradient, target)])
      return [target]
    }
  }
}
