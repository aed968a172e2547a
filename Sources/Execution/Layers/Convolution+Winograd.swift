import FoveaNetworks

// The steps of a convolution by Winograd's method (`WinogradConvolution`) instead of by a kernel of oneDNN.
extension Compiler {
  /// The convolution by Winograd's method, if that can be had, pays, and is not switched off.
  ///
  /// - Parameter kernel: makes oneDNN's kernel for images in the layouts given, which says how weights lie.
  func winograd(
    _ site: ConvolutionSite, _ kernel: (ConvolutionAlgorithm, Layout, Layout) throws(ExecutionError) -> Kernel
  ) throws(ExecutionError) -> (winograd: WinogradConvolution, forward: Kernel)? {
    guard tuner.allowsOwnLoops, site.window.kernel == 3, site.window.stride == 1,
      let images = try site.blockedImages(),
      // Depthwise convolutions and such have no kernel for these blocks, or none that is known here.
      let forward = try? kernel(.direct, images.source, images.destination),
      let winograd = try WinogradConvolution(replacing: forward, window: site.window),
      tuner.requiresOwnLoops || winograd.isWorthwhile(isTraining: differentiates)
    else { return nil }
    return (winograd, forward)
  }

  /// Rectifiers are applied as results are written, other activations to the whole result.
  mutating func addForward(
    _ winograd: WinogradConvolution, _ site: ConvolutionSite, source: Operand, _ learned: LearnedWeights,
    to destination: Operand, _ fusion: Fusion, node: String
  ) throws(ExecutionError) {
    let layout = try winograd.weightsLayout()
    let weights = learned.weightsInUse
    let transformed: Operand
    if differentiates {
      transformed = reserve(layout)
      add(node: node, work: "Winograd, weights", [weights, transformed]) {
        winograd.transformWeights($0.floats(0), to: $0.floats(1))
      }
    } else {
      transformed = reserveConstant(layout)
      addToPrologue(node: node, [weights, transformed]) {
        winograd.transformWeights($0.floats(0), to: $0.floats(1))
      }
    }
    let scratch = reserve(try winograd.scratchLayout())
    let bias = learned.biasInUse
    let slope: Float? = if case .relu(let slope) = fusion.activation { slope } else { nil }
    add(
      node: node, work: "Winograd", [source, transformed, destination, scratch] + (bias.map { [$0] } ?? []),
      multiplyAdds: site.multiplyAdds
    ) { arguments in
      winograd.run(
        arguments.floats(0), weights: arguments.floats(1), bias: bias == nil ? nil : arguments.floats(4),
        addsToDestination: fusion.addsToDestination, slope: slope, to: arguments.floats(2),
        scratch: arguments.floats(3))
    }
    if let function = fusion.activation, slope == nil {
      let kernel = try Kernel.elementwise(
        function, node: node, engine: engine, isTraining: differentiates, data: destination.layout)
      try add(kernel, [(.source, destination), (.destination, destination)])
    }
  }

  mutating func addWeightsGradient(
    _ winograd: WinogradConvolution, _ forward: Kernel, _ site: ConvolutionSite, _ source: Operand,
    _ learned: LearnedWeights, _ gradient: Operand
  ) throws(ExecutionError) {
    let node = forward.node
    let gradient = try aligned(gradient, to: try forward.layout(.destination), node: node)
    let scratch = reserve(try winograd.gradientScratchLayout())
    let bias = learned.bias.map { self.gradient(of: $0) }
    // In the order of the forward kernel's weights, which is the order in which they are kept.
    add(
      node: node, work: "Winograd, weights gradient",
      [source, gradient, self.gradient(of: learned.weights), scratch] + (bias.map { [$0] } ?? []),
      multiplyAdds: site.multiplyAdds
    ) { arguments in
      winograd.weightsGradient(
        arguments.floats(0), arguments.floats(1), to: arguments.floats(2),
        bias: bias == nil ? nil : arguments.floats(4), scratch: arguments.floats(3))
    }
  }

  mutating func addSourceGradient(
    _ winograd: WinogradConvolution, _ forward: Kernel, _ site: ConvolutionSite, _ weights: Operand,
    _ gradient: Operand
  ) throws(ExecutionError) -> Operand {
    let node = forward.node
    let gradient = try aligned(gradient, to: try forward.layout(.destination), node: node)
    let transformed = reserve(try winograd.transposedWeightsLayout())
    add(node: node, work: "Winograd, weights", [weights, transformed]) {
      winograd.transformTransposedWeights($0.floats(0), to: $0.floats(1))
    }
    let scratch = reserve(try winograd.transposedScratchLayout())
    let target = reserve(try forward.layout(.source))
    add(
      node: node, work: "Winograd, source gradient", [gradient, transformed, target, scratch],
      multiplyAdds: site.multiplyAdds
    ) { arguments in
      winograd.runBackward(
        arguments.floats(0), transposedWeights: arguments.floats(1), to: arguments.floats(2),
        scratch: arguments.floats(3))
    }
    return target
  }
}
