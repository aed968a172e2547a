import FoveaNetworks

// The backward steps of a convolution in bfloat16 by loops of our own (`AMXGradients`) instead of kernels of oneDNN.
extension Compiler {
  mutating func addWeightsGradient(
    _ amx: AMXGradients, _ forward: Kernel, _ site: ConvolutionSite, _ source: Operand,
    _ learned: LearnedWeights,
    _ gradient: Operand
  ) throws(ExecutionError) {
    let gradient = try aligned(gradient, to: try forward.layout(.destination), node: forward.node)
    let scratch = reserve(try amx.weightsGradientScratchLayout())
    let bias = learned.bias.map { self.gradient(of: $0) }
    add(
      node: forward.node, work: "AMX, weights gradient",
      [source, gradient, self.gradient(of: learned.weights), scratch] + (bias.map { [$0] } ?? []),
      multiplyAdds: site.multiplyAdds
    ) { arguments in
      amx.weightsGradient(
        arguments.addresses[0], arguments.addresses[1], to: arguments.floats(2),
        bias: bias == nil ? nil : arguments.floats(4), scratch: arguments.addresses[3])
    }
  }

  mutating func addSourceGradient(
    _ amx: AMXGradients, _ forward: Kernel, _ site: ConvolutionSite, _ weights: Operand, _ gradient: Operand
  ) throws(ExecutionError) -> Operand {
    let gradient = try aligned(gradient, to: try forward.layout(.destination), node: forward.node)
    let transformed = reserve(try amx.weightsLayout())
    add(node: forward.node, work: "AMX, weights", [weights, transformed]) {
      amx.transformWeights($0.floats(0), to: $0.addresses[1])
    }
    let scratch = reserve(try amx.sourceGradientScratchLayout())
    let target = reserve(try forward.layout(.source))
    add(
      node: forward.node, work: "AMX, source gradient", [gradient, transformed, target, scratch],
      multiplyAdds: site.multiplyAdds
    ) { arguments in
      amx.sourceGradient(
        arguments.addresses[0], weights: arguments.addresses[1], to: arguments.addresses[2],
        scratch: arguments.addresses[3])
    }
    return target
  }
}
