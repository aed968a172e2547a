import FoveaNetworks

extension Compiler {
  /// Tokens count as samples: `[N, T, D]` is `[N·T, D]` to the kernel.
  ///
  /// What comes from an image, flattened or pooled, may stay in the order that the image's kernels left it in; the
  /// weights then follow it.
  mutating func lower(_ linear: Linear, _ group: FusionGroup) throws(ExecutionError) -> Lowered {
    let index = group.head
    let node = network.nodes[index].name
    let (rows, columns) = rows(of: network.inputShapes(of: index)[0])
    let fusion = Fusion(activation: activation(of: group))
    let wantsBias = linear.hasBias || group.normalization != nil
    let biasLayout = wantsBias ? try Layout([linear.outputs]) : nil
    // Logits, and what goes on to loops of our own, are single precision whatever they are computed with.
    let destination = reserve(try Layout([rows, linear.outputs]))

    let incoming = input(0, of: index)
    let isImage = incoming.layout.dimensions.count == 4
    let dimensions = isImage ? incoming.layout.dimensions : [rows, columns]
    let settled =
      differentiates && precision == .float32 ? settledLayout(ofParameter: "\(node).weight") : nil
    let (differentiates, engine) = (differentiates, engine)
    let weightDimensions = [linear.outputs] + dimensions.dropFirst()
    func kernel(_ source: Layout, _ weights: Layout, _ element: Layout.Element) throws(ExecutionError)
      -> Kernel
    {
      try Kernel.innerProduct(
        node: node, engine: engine, isTraining: differentiates, source: source, weights: weights,
        bias: biasLayout,
        destination: element == .float32
          ? destination.layout : try Layout([rows, linear.outputs], element: element),
        fusion: fusion)
    }
    let anySource = try Layout.any(dimensions, element: element)
    let anyWeights = try Layout.any(weightDimensions, element: element)
    var forward: Kernel
    // Weights in an order that is settled have a fast kernel for the order of the source that they were chosen with, which
    // is not the one that oneDNN would take by itself.
    let orders = isImage && incoming.layout.element == element ? [incoming.layout, anySource] : [anySource]
    if let settled, settled.dimensions == weightDimensions,
      let match = orders.lazy.compactMap({ try? kernel($0, settled, .float32) }).first(where: \.isVectorized)
    {
      forward = match
    } else if isImage, incoming.layout.element == element,
      let match = try? kernel(incoming.layout, anyWeights, .float32), match.isVectorized
    {
      forward = match
    } else if isImage {
      forward = try kernel(anySource, anyWeights, .float32)
    } else {
      forward = try kernel(try Layout(dimensions, element: element), anyWeights, .float32)
    }
    let source = try aligned(incoming, to: try forward.layout(.source), node: node)
    let wanted = try forward.layout(.weights)
    let keepsOrder = differentiates && precision == .float32 && wanted.ordering != .opaque
    let kept = keepsOrder ? wanted : try wanted.plain()
    let weights = parameter("\(node).weight", layout: kept)
    let bias = linear.hasBias ? parameter("\(node).bias", layout: try Layout([linear.outputs])) : nil
    let folded = try group.normalization.map { index throws(ExecutionError) in
      try fold(index, into: weights, bias)
    }
    try add(
      forward,
      [
        (.source, source),
        (.weights, try aligned(folded?.weights ?? weights, to: wanted, node: node)),
        (.destination, destination),
      ] + ((folded?.bias ?? bias).map { [(.bias, $0)] } ?? []),
      multiplyAdds: rows * columns * linear.outputs)

    let wantsSourceGradient = wantsGradient(ofInput: 0, of: index)
    let hint =
      element == .float32 ? forward : try kernel(source.layout, anyWeights, element)
    return Lowered(destination) { (compiler, gradient) throws(ExecutionError) -> [Operand?] in
      var gradient = try compiler.aligned(gradient, to: destination.layout, node: node)
      if let function = fusion.activation {
        gradient = try compiler.addGradient(of: function, node: node, data: destination, gradient: gradient)
      }
      gradient = try compiler.aligned(
        gradient, to: try Layout([rows, linear.outputs], element: compiler.element), node: node)
      if compiler.learns(weights) || compiler.learns(bias) {
        let weightsGradient = try Kernel.innerProductWeightsGradient(
          engine: engine, source: source.layout, weightsGradient: try Layout.any(weightDimensions),
          biasGradient: bias?.layout, destinationGradient: gradient.layout, forward: hint)
        try compiler.addGradient(
          of: weights, weightsGradient,
          [(.source, source), (.destinationGradient, gradient)]
            + (bias.map { [(role: Role.biasGradient, operand: compiler.gradient(of: $0))] } ?? []),
          multiplyAdds: rows * columns * linear.outputs)
      }
      guard wantsSourceGradient else { return [nil] }
      let target = compiler.reserve(source.layout)
      let sourceGradient = try Kernel.innerProductSourceGradient(
        engine: engine, sourceGradient: target.layout, weights: anyWeights,
        destinationGradient: gradient.layout, forward: hint)
      try compiler.add(
        sourceGradient,
        [
          (.weights, try compiler.aligned(weights, to: try sourceGradient.layout(.weights), node: node)),
          (.destinationGradient, gradient), (.sourceGradient, target),
        ], multiplyAdds: rows * columns * linear.outputs)
      return [target]
    }
  }
}
