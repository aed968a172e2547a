import FoveaNetworks

// The steps of a convolution that is computed on tiles (`TiledConvolution`) instead of by a kernel of oneDNN.
extension Compiler {
  /// The tiled form of a convolution, if that can be had, pays, and is not switched off.
  ///
  /// - Parameter kernel: makes oneDNN's kernel for images in the layouts given, which says how weights lie.
  func tiles(
    _ site: ConvolutionSite, _ kernel: (ConvolutionAlgorithm, Layout, Layout) throws(ExecutionError) -> Kernel
  ) throws(ExecutionError) -> (tiles: TiledConvolution, forward: Kernel)? {
    guard tuner.allowsTiles, site.window.kernel == 3, site.window.stride == 1,
      let images = try site.blockedImages(),
      // Depthwise convolutions and such have no kernel for these blocks, or none that is known here.
      let forward = try? kernel(.direct, images.source, images.destination),
      let tiles = try TiledConvolution(replacing: forward, window: site.window),
      tuner.requiresTiles || tiles.isWorthwhile(isTraining: isTraining)
    else { return nil }
    return (tiles, forward)
  }

  /// Rectifiers are applied as results are written, other activations to the whole result.
  mutating func addForward(
    _ tiles: TiledConvolution, _ site: ConvolutionSite, source: Operand, _ learned: LearnedWeights,
    to destination: Operand, _ fusion: Fusion, node: String
  ) throws(ExecutionError) {
    let layout = try tiles.weightsLayout()
    let weights = learned.weightsInUse
    let transformed: Operand
    if isTraining {
      transformed = reserve(layout)
      add(node: node, work: "tiles, weights", [weights, transformed]) {
        tiles.transformWeights($0.floats(0), to: $0.floats(1))
      }
    } else {
      transformed = reserveConstant(layout)
      addToPrologue(node: node, [weights, transformed]) {
        tiles.transformWeights($0.floats(0), to: $0.floats(1))
      }
    }
    let scratch = reserve(try tiles.scratchLayout())
    let bias = learned.biasInUse
    let slope: Float? = if case .relu(let slope) = fusion.activation { slope } else { nil }
    add(
      node: node, work: "tiles", [source, transformed, destination, scratch] + (bias.map { [$0] } ?? []),
      multiplyAdds: site.multiplyAdds
    ) { arguments in
      tiles.run(
        arguments.floats(0), weights: arguments.floats(1), bias: bias == nil ? nil : arguments.floats(4),
        addsToDestination: fusion.addsToDestination, slope: slope, to: arguments.floats(2),
        scratch: arguments.floats(3))
    }
    if let function = fusion.activation, slope == nil {
      let kernel = try Kernel.elementwise(
        function, node: node, engine: engine, isTraining: isTraining, data: destination.layout)
      try add(kernel, [(.source, destination), (.destination, destination)])
    }
  }

  mutating func addWeightsGradient(
    _ tiles: TiledConvolution, _ forward: Kernel, _ site: ConvolutionSite, _ source: Operand,
    _ learned: LearnedWeights, _ gradient: Operand
  ) throws(ExecutionError) {
    let node = forward.node
    let gradient = try aligned(gradient, to: try forward.layout(.destination), node: node)
    let scratch = reserve(try tiles.gradientScratchLayout())
    let bias = learned.bias.map { self.gradient(of: $0) }
    // In the order of the forward kernel's weights, which is the order in which they are kept.
    add(
      node: node, work: "tiles, weights gradient",
      [source, gradient, self.gradient(of: learned.weights), scratch] + (bias.map { [$0] } ?? []),
      multiplyAdds: site.multiplyAdds
    ) { arguments in
      tiles.weightsGradient(
        arguments.floats(0), arguments.floats(1), to: arguments.floats(2),
        bias: bias == nil ? nil : arguments.floats(4), scratch: arguments.floats(3))
    }
  }

  mutating func addSourceGradient(
    _ tiles: TiledConvolution, _ forward: Kernel, _ site: ConvolutionSite, _ weights: Operand,
    _ gradient: Operand
  ) throws(ExecutionError) -> Operand {
    let node = forward.node
    let gradient = try aligned(gradient, to: try forward.layout(.destination), node: node)
    let transformed = reserve(try tiles.transposedWeightsLayout())
    add(node: node, work: "tiles, weights", [weights, transformed]) {
      tiles.transformTransposedWeights($0.floats(0), to: $0.floats(1))
    }
    let scratch = reserve(try tiles.transposedScratchLayout())
    let target = reserve(try forward.layout(.source))
    add(
      node: node, work: "tiles, source gradient", [gradient, transformed, target, scratch],
      multiplyAdds: site.multiplyAdds
    ) { arguments in
      tiles.runBackward(
        arguments.floats(0), transposedWeights: arguments.floats(1), to: arguments.floats(2),
        scratch: arguments.floats(3))
    }
    return target
  }
}
