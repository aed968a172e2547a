import FoveaNetworks

extension Compiler {
  /// The kernel has outputs before inputs; the parameter has them as PyTorch does, which is the same memory seen
  /// with other strides.
  mutating func lower(_ convolution: TransposedConvolution, _ group: FusionGroup) throws(ExecutionError)
    -> Lowered
  {
    let index = group.head
    let node = network.nodes[index].name
    let (input, output) = (network.inputShapes(of: index)[0], network.shapes[index])
    if convolution.isProduct(of: input, to: output) { return try lowerProduct(convolution, group) }
    let groups = convolution.groups
    let (inputs, outputs) = (input[0] / groups, convolution.outputChannels / groups)
    let kernel = convolution.kernelSize
    let taps = kernel.height * kernel.width
    let extent = [outputs, inputs, kernel.height, kernel.width]
    let strides = [taps, outputs * taps, kernel.width, 1]
    let dimensions = groups > 1 ? [groups] + extent : extent
    let keptLayout = try Layout(
      dimensions, strides: groups > 1 ? [inputs * outputs * taps] + strides : strides)
    let multiplyAdds = batch * convolution.multiplyAdds(for: [input])

    let window = Window(convolution, input: input, output: output)
    let anySource = try Layout.any(input.prepending(batch).dimensions, element: element)
    let anyWeights = try Layout.any(dimensions, element: element)
    let biasLayout = convolution.hasBias ? try Layout([convolution.outputChannels]) : nil
    let anyDestination = try Layout.any(output.prepending(batch).dimensions, element: element)
    let forward = try Kernel.deconvolution(
      node: node, engine: engine, isTraining: differentiates, window: window, source: anySource,
      weights: anyWeights, bias: biasLayout, destination: anyDestination, fusion: .none)
    let source = try aligned(self.input(0, of: index), to: try forward.layout(.source), node: node)
    let rowMajor = try Layout([input[0], outputs, kernel.height, kernel.width])
    let weights = parameter("\(node).weight", layout: rowMajor).viewed(as: keptLayout)
    let bias = biasLayout.map { parameter("\(node).bias", layout: $0) }
    let result = reserve(try forward.layout(.destination))
    try add(
      forward,
      [
        (.source, source), (.weights, try aligned(weights, to: try forward.layout(.weights), node: node)),
        (.destination, result),
      ] + (bias.map { [(.bias, $0)] } ?? []), multiplyAdds: multiplyAdds)

    let wantsSourceGradient = wantsGradient(ofInput: 0, of: index)
    let amx = try gradients(of: forward, window: window, groups: groups)
    return Lowered(result) { (compiler, gradient) throws(ExecutionError) -> [Operand?] in
      let engine = compiler.engine
      if compiler.learns(weights), bias == nil, let amx {
        try compiler.addWeightsGradient(
          amx, of: weights.viewed(as: rowMajor), forward, source, gradient, multiplyAdds: multiplyAdds)
      } else if compiler.learns(weights) || compiler.learns(bias) {
        let weightsGradient = try Kernel.deconvolutionWeightsGradient(
          engine: engine, window: window, source: source.layout, weightsGradient: try Layout.any(dimensions),
          biasGradient: biasLayout, destinationGradient: anyDestination, forward: forward)
        let forWeights = try compiler.aligned(
          gradient, to: try weightsGradient.layout(.destinationGradient), node: node)
        try compiler.addGradient(
          of: weights, weightsGradient,
          [(.source, source), (.destinationGradient, forWeights)]
            + (bias.map { [(role: Role.biasGradient, operand: compiler.gradient(of: $0))] } ?? []),
          multiplyAdds: multiplyAdds)
      }
      guard wantsSourceGradient else { return [nil] }
      let sourceGradient = try Kernel.deconvolutionSourceGradient(
        engine: engine, window: window, sourceGradient: anySource, weights: anyWeights,
        destinationGradient: anyDestination, forward: forward)
      let forSource = try compiler.aligned(
        gradient, to: try sourceGradient.layout(.destinationGradient), node: node)
      let target = compiler.reserve(try sourceGradient.layout(.sourceGradient))
      try compiler.add(
        sourceGradient,
        [
          (.weights, try compiler.aligned(weights, to: try sourceGradient.layout(.weights), node: node)),
          (.destinationGradient, forSource), (.sourceGradient, target),
        ], multiplyAdds: multiplyAdds)
      return [target]
    }
  }
}

// A transposed convolution is the gradient of a convolution by its source, so the gradient of its weights is that of a
// convolution which goes the other way.
extension Compiler {
  /// Loops of our own for the gradient of the weights of `forward`, where there are any.
  private func gradients(of forward: Kernel, window: Window, groups: Int) throws(ExecutionError)
    -> AMXGradients?
  {
    guard tuner.allowsOwnLoops else { return nil }
    return try AMXGradients(
      source: try forward.layout(.destination), destination: try forward.layout(.source), window: window,
      groups: groups)
  }

  private mutating func addWeightsGradient(
    _ amx: AMXGradients, of weights: Operand, _ forward: Kernel, _ source: Operand, _ gradient: Operand,
    multiplyAdds: Int
  ) throws(ExecutionError) {
    let gradient = try aligned(gradient, to: try forward.layout(.destination), node: forward.node)
    let scratch = reserve(try amx.weightsGradientScratchLayout())
    add(
      node: forward.node, work: "AMX, weights gradient",
      [gradient, source, self.gradient(of: weights), scratch], multiplyAdds: multiplyAdds
    ) { arguments in
      amx.weightsGradient(
        arguments.addresses[0], arguments.addresses[1], to: arguments.floats(2), bias: nil,
        scratch: arguments.addresses[3])
    }
  }
}

extension Window {
  /// The window of a transposed convolution: of the convolution whose input is `output`.
  fileprivate init(_ convolution: TransposedConvolution, input: Shape, output: Shape) {
    let amounts = convolution.padding.amounts(
      input: Extent(height: output[1], width: output[2]), kernel: convolution.kernelSize,
      stride: convolution.stride, dilation: convolution.dilation)
    self.init(
      kernel: convolution.kernelSize, stride: convolution.stride, dilation: convolution.dilation,
      padding: amounts)
    fit(
      input: Extent(height: output[1], width: output[2]), output: Extent(height: input[1], width: input[2]))
  }
}
