import FoveaNetworks

extension Compiler {
  /// Layouts are the kernel's choice; at inference a batch normalisation behind it is folded into the weights.
  mutating func lower(_ convolution: Convolution, _ group: FusionGroup) throws(ExecutionError) -> Lowered {
    let index = group.head
    let node = network.nodes[index].name
    let site = ConvolutionSite(convolution, network: network, index: index, batch: batch, element: element)
    let other = group.otherSide(in: network).map { operand(of: $0) }
    let fusion = Fusion(addsToDestination: other != nil, activation: activation(of: group))

    let wantsBias = convolution.hasBias || group.normalization != nil
    let biasLayout = wantsBias ? try Layout([convolution.outputChannels]) : nil
    let settled = differentiates && precision == .float32 ? settledLayout(ofParameter: "\(node).weight") : nil
    let (differentiates, engine) = (differentiates, engine)
    let weightsLayout: Layout
    if let settled { weightsLayout = settled } else { weightsLayout = try site.weights() }
    func kernel(
      _ algorithm: ConvolutionAlgorithm, _ source: Layout, _ destination: Layout
    ) throws(ExecutionError) -> Kernel {
      try Kernel.convolution(
        node: node, engine: engine, isTraining: differentiates, algorithm: algorithm, window: site.window,
        source: source, weights: weightsLayout, bias: biasLayout, destination: other?.layout ?? destination,
        fusion: fusion
      ).requiringReachableWeights()
    }
    let replacement = try winograd(site, kernel)
    let winograd = replacement?.winograd
    let forward: Kernel
    if let replacement {
      forward = replacement.forward
    } else {
      let (source, destination) = (try site.source(), try site.destination())
      let blocked = differentiates ? nil : try site.fillingBlocks()
      forward = try tuner.pick(site.key("forward", fusion)) { algorithm throws(ExecutionError) in
        if let blocked, let kernel = try? kernel(algorithm, blocked.source, blocked.destination),
          kernel.isVectorized
        {
          return kernel
        }
        return try kernel(algorithm, source, destination)
      }
    }
    let source = try aligned(input(0, of: index), to: try forward.layout(.source), node: node)
    let learned = try learnedWeights(forward, site, group, bias: convolution.hasBias)
    let destination: Operand
    if let other { destination = other } else { destination = reserve(try forward.layout(.destination)) }
    willOverwrite(destination)
    if let winograd {
      try addForward(winograd, site, source: source, learned, to: destination, fusion, node: node)
    } else {
      try add(
        forward,
        [(.source, source), (.weights, learned.weightsInUse), (.destination, destination)]
          + (learned.biasInUse.map { [(.bias, $0)] } ?? []), multiplyAdds: site.multiplyAdds)
    }

    let wantsSourceGradient = wantsGradient(ofInput: 0, of: index)
    return Lowered(destination) { (compiler, gradient) throws(ExecutionError) -> [Operand?] in
      var gradient = gradient
      if let function = fusion.activation {
        gradient = try compiler.addGradient(of: function, node: node, data: destination, gradient: gradient)
      }
      let learns = compiler.learns(learned.weights) || compiler.learns(learned.bias)
      if let winograd {
        if learns { try compiler.addWeightsGradient(winograd, forward, site, source, learned, gradient) }
        guard wantsSourceGradient else { return [nil] }
        return [try compiler.addSourceGradient(winograd, forward, site, learned.weightsInUse, gradient)]
      }
      let amx =
        compiler.tuner.allowsOwnLoops
        ? try AMXGradients(of: forward, window: site.window, groups: convolution.groups) : nil
      if let amx, learns {
        try compiler.addWeightsGradient(amx, forward, site, source, learned, gradient)
      } else if learns {
        try compiler.addWeightsGradient(forward, site, source, learned, gradient)
      }
      guard wantsSourceGradient else { return [nil] }
      if let amx, amx.hasSourceGradient(isRequired: compiler.tuner.requiresOwnLoops) {
        return [try compiler.addSourceGradient(amx, forward, site, learned.weights, gradient)]
      }
      return [try compiler.addSourceGradient(forward, site, learned.weights, gradient)]
    }
  }

  /// What a layer learned, as it is kept and as its kernel reads it.
  struct LearnedWeights {
    let weights: Operand
    let bias: Operand?
    let weightsInUse: Operand
    let biasInUse: Operand?
  }

  private mutating func learnedWeights(
    _ forward: Kernel, _ site: ConvolutionSite, _ group: FusionGroup, bias hasBias: Bool
  ) throws(ExecutionError) -> LearnedWeights {
    let node = forward.node
    let wanted = try forward.layout(.weights)
    // Masters of other numbers than the kernel's, and those that are only copied from, are kept as they are written;
    // nothing can be read back from an opaque layout.
    let keepsOrder = differentiates && precision == .float32 && wanted.ordering != .opaque
    let kept = keepsOrder ? wanted : try wanted.plain()
    let weights = parameter("\(node).weight", layout: kept)
    let bias = hasBias ? parameter("\(node).bias", layout: try Layout([site.outputChannels])) : nil
    guard let normalization = group.normalization else {
      return LearnedWeights(
        weights: weights, bias: bias, weightsInUse: try aligned(weights, to: wanted, node: node),
        biasInUse: bias)
    }
    let folded = try fold(normalization, into: weights, bias)
    return LearnedWeights(
      weights: weights, bias: bias, weightsInUse: try aligned(folded.weights, to: wanted, node: node),
      biasInUse: folded.bias)
  }

  private mutating func addWeightsGradient(
    _ forward: Kernel, _ site: ConvolutionSite, _ source: Operand, _ learned: LearnedWeights,
    _ gradient: Operand
  ) throws(ExecutionError) {
    let (engine, bias) = (engine, learned.bias)
    let weightsLayout = try site.weightsGradient()
    let gradientLayout = try site.destination()
    var source = source
    var kernel = try tuner.pick(site.key("weights gradient")) { algorithm throws(ExecutionError) in
      try Kernel.convolutionWeightsGradient(
        engine: engine, algorithm: algorithm, window: site.window, source: source.layout,
        weightsGradient: weightsLayout, biasGradient: bias?.layout, destinationGradient: gradientLayout,
        forward: forward)
    }
    if !kernel.isVectorized {
      (kernel, source) =
        try paddedWeightsGradient(forward, site, source, bias: bias?.layout) ?? (kernel, source)
    }
    let gradient = try aligned(gradient, to: try kernel.layout(.destinationGradient), node: forward.node)
    let biasArgument =
      bias.map { [(role: Role.biasGradient, operand: self.gradient(of: $0))] } ?? []
    try addGradient(
      of: learned.weights, kernel, [(.source, source), (.destinationGradient, gradient)] + biasArgument,
      multiplyAdds: site.multiplyAdds)
  }

  private mutating func addSourceGradient(
    _ forward: Kernel, _ site: ConvolutionSite, _ weights: Operand, _ gradient: Operand
  ) throws(ExecutionError) -> Operand {
    let engine = engine
    let (sourceLayout, weightsLayout, gradientLayout) =
      (try site.source(), try site.weights(), try site.destination())
    let kernel = try tuner.pick(site.key("source gradient")) { algorithm throws(ExecutionError) in
      try Kernel.convolutionSourceGradient(
        engine: engine, algorithm: algorithm, window: site.window, sourceGradient: sourceLayout,
        weights: weightsLayout, destinationGradient: gradientLayout, forward: forward
      ).requiringReachableWeights()
    }
    let node = forward.node
    let weights = try aligned(weights, to: try kernel.layout(.weights), node: node)
    let gradient = try aligned(gradient, to: try kernel.layout(.destinationGradient), node: node)
    let target = reserve(try kernel.layout(.sourceGradient))
    try add(
      kernel, [(.weights, weights), (.destinationGradient, gradient), (.sourceGradient, target)],
      multiplyAdds: site.multiplyAdds)
    return target
  }
}
