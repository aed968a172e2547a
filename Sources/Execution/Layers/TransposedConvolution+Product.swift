import FoveaNetworks

extension TransposedConvolution {
  /// Whether a node on `input` writes each weight to one place of `output`, scaled by one number: the first layer of a
  /// generator, whose picture of one pixel becomes as large as the kernel.
  func isProduct(of input: Shape, to output: Shape) -> Bool {
    input[1] == 1 && input[2] == 1 && output[1] == kernelSize.height && output[2] == kernelSize.width
      && dilation == 1 && outputPadding == 0 && groups == 1 && !hasBias
  }
}

extension Compiler {
  /// Lowers a transposed convolution that is a matrix product.
  ///
  /// y = x W with x `[N, inputs]` and W `[inputs, outputs · taps]`, which is the parameter as it lies in memory. The result is a
  /// picture in row-major order, brought to one that kernels behind it are fast on. oneDNN's kernels of transposed
  /// convolutions take up to twenty times as long.
  mutating func lowerProduct(_ convolution: TransposedConvolution, _ group: FusionGroup)
    throws(ExecutionError)
    -> Lowered
  {
    let index = group.head
    let node = network.nodes[index].name
    let (input, output) = (network.inputShapes(of: index)[0], network.shapes[index])
    let (rows, columns, outputs) = (batch, input[0], output.count)
    let multiplyAdds = rows * columns * outputs
    let matrix = try Layout([outputs, columns], strides: [1, outputs])
    let forward = try Kernel.innerProduct(
      node: node, engine: engine, isTraining: differentiates,
      source: try Layout([rows, columns], element: element),
      weights: precision == .float32 ? matrix : try Layout.any([outputs, columns], element: element),
      bias: nil,
      destination: try Layout([rows, outputs], element: element), fusion: .none)
    let source = try aligned(self.input(0, of: index), to: try forward.layout(.source), node: node)
    let weights = parameter(
      "\(node).weight",
      layout: try Layout([
        columns, convolution.outputChannels, convolution.kernelSize.height, convolution.kernelSize.width,
      ])
    ).viewed(as: matrix)
    let result = reserve(try forward.layout(.destination))
    try add(
      forward,
      [
        (.source, source), (.weights, try aligned(weights, to: try forward.layout(.weights), node: node)),
        (.destination, result),
      ], multiplyAdds: multiplyAdds)

    let wantsSourceGradient = wantsGradient(ofInput: 0, of: index)
    let picture = try Layout(output.prepending(rows).dimensions, element: element)
    let usual = try usualLayout(of: output.prepending(rows).dimensions)
    return Lowered(try aligned(result.viewed(as: picture), to: usual, node: node)) {
      (compiler, gradient) throws(ExecutionError) -> [Operand?] in
      let gradient = try compiler.aligned(gradient, to: picture, node: node).viewed(as: result.layout)
      if compiler.learns(weights) {
        let weightsGradient = try Kernel.innerProductWeightsGradient(
          engine: compiler.engine, source: source.layout, weightsGradient: matrix, biasGradient: nil,
          destinationGradient: gradient.layout, forward: forward)
        try compiler.addGradient(
          of: weights, weightsGradient, [(.source, source), (.destinationGradient, gradient)],
          multiplyAdds: multiplyAdds)
      }
      guard wantsSourceGradient else { return [nil] }
      let target = compiler.reserve(source.layout)
      let sourceGradient = try Kernel.innerProductSourceGradient(
        engine: compiler.engine, sourceGradient: target.layout,
        weights: compiler.precision == .float32
          ? matrix : try Layout.any([outputs, columns], element: compiler.element),
        destinationGradient: gradient.layout, forward: forward)
      try compiler.add(
        sourceGradient,
        [
          (.weights, try compiler.aligned(weights, to: try sourceGradient.layout(.weights), node: node)),
          (.destinationGradient, gradient), (.sourceGradient, target),
        ], multiplyAdds: multiplyAdds)
      return [target.viewed(as: try Layout(input.prepending(rows).dimensions, element: compiler.element))]
    }
  }

  /// The order of images that most kernels take: blocks of channels in single precision, where channels fill them, and
  /// channels last in bfloat16.
  private func usualLayout(of dimensions: [Int]) throws(ExecutionError) -> Layout {
    let (channels, height, width) = (dimensions[1], dimensions[2], dimensions[3])
    guard element == .float32 else {
      return try Layout(
        dimensions, strides: [channels * height * width, 1, width * channels, channels], element: element)
    }
    guard let block = WinogradConvolution.block, channels % block == 0 else { return try Layout(dimensions) }
    return try Layout.image(dimensions, block: block)
  }
}
