import FoveaNetworks

extension Compiler {
  /// Each direction goes through all steps in loops of our own, in single precision also where other layers compute
  /// in bfloat16.
  mutating func lower(_ recurrent: Recurrent, _ group: FusionGroup) throws(ExecutionError) -> Lowered {
    let index = group.head
    let node = network.nodes[index].name
    let input = network.inputShapes(of: index)[0]
    let output = network.shapes[index].prepending(batch)
    let multiplyAdds = batch * recurrent.multiplyAdds(for: [input]) / recurrent.suffixes.count
    let source = try plain(self.input(0, of: index), as: input.prepending(batch), node: node)
    let result = reserve(try Layout(output.dimensions))
    var directions: [RecurrentDirection] = []
    for (number, suffix) in recurrent.suffixes.enumerated() {
      let loops = RecurrentLoops(
        recurrent, input: input, batch: batch, isReversed: number == 1, isKept: differentiates)
      let direction = RecurrentDirection(
        loops: loops, offset: number * recurrent.hidden,
        parameters: try recurrent.parameters(for: [input]).filter { $0.name.isOf(suffix) }.map {
          spec throws(ExecutionError) in
          parameter("\(node).\(spec.name)", layout: try Layout(spec.shape.dimensions))
        }, state: reserve(try loops.stateLayout()))
      directions.append(direction)
      let weights = try packed(direction, node: node)
      let offset = direction.offset
      add(
        node: node, work: "recurrent", [source, weights, direction.state, result], multiplyAdds: multiplyAdds
      ) {
        loops.forward($0.floats(0), packed: $0.floats(1), state: $0.floats(2), to: $0.floats(3) + offset)
      }
    }

    let wantsSourceGradient = wantsGradient(ofInput: 0, of: index)
    return Lowered(result) { [directions] (compiler, gradient) throws(ExecutionError) -> [Operand?] in
      let gradient = try compiler.plain(gradient, as: output, node: node)
      let target = wantsSourceGradient ? compiler.reserve(source.layout) : nil
      for direction in directions {
        try compiler.addGradient(
          of: direction, node: node, source: source, gradient: gradient, to: target,
          adds: direction.offset > 0, multiplyAdds: 2 * multiplyAdds)
      }
      return [target]
    }
  }

  /// The weights of a direction as the pass forward reads them: at inference made once.
  private mutating func packed(
    _ direction: RecurrentDirection, node: String
  ) throws(ExecutionError) -> Operand {
    let layout = try direction.loops.weightsLayout()
    let packed = differentiates ? reserve(layout) : reserveConstant(layout)
    let pack: @Sendable (LoopArguments) -> Void = { [loops = direction.loops] in
      loops.pack($0.parameters(from: 0), to: $0.floats(4), forBackward: false)
    }
    let operands = direction.parameters + [packed]
    if differentiates {
      add(node: node, work: "recurrent, weights", operands, pack)
    } else {
      addToPrologue(node: node, operands, pack)
    }
    return packed
  }

  private mutating func addGradient(
    of direction: RecurrentDirection, node: String, source: Operand, gradient: Operand, to target: Operand?,
    adds: Bool, multiplyAdds: Int
  ) throws(ExecutionError) {
    let learns = direction.parameters.contains { self.learns($0) }
    guard learns || target != nil else { return }
    let (loops, offset) = (direction.loops, direction.offset)
    let packed = reserve(try loops.backwardWeightsLayout())
    add(node: node, work: "recurrent, weights", direction.parameters + [packed]) {
      loops.pack($0.parameters(from: 0), to: $0.floats(4), forBackward: true)
    }
    let scratch = reserve(try loops.scratchLayout())
    var operands = [source, packed, direction.state, gradient, scratch]
    if learns { operands += direction.parameters.map { self.gradient(of: $0) } }
    if let target { operands.append(target) }
    let targetPosition = target == nil ? nil : operands.count - 1
    add(node: node, work: "recurrent, gradient", operands, multiplyAdds: multiplyAdds) { arguments in
      loops.backward(
        arguments.floats(0), packed: arguments.floats(1), state: arguments.floats(2),
        resultGradient: arguments.floats(3) + offset, to: targetPosition.map { arguments.floats($0) },
        adds: adds, gradients: learns ? arguments.parameters(from: 5) : nil, scratch: arguments.floats(4))
    }
  }
}

/// One direction of a recurrent layer in a plan.
private struct RecurrentDirection: Sendable {
  let loops: RecurrentLoops
  /// Where its numbers begin among those of a step's result.
  let offset: Int
  /// Weights of the input and of the state, and their biases.
  let parameters: [Operand]
  let state: Operand
}

extension LoopArguments {
  /// The four operands from `first` on.
  fileprivate func parameters(from first: Int) -> RecurrentLoops.Parameters<UnsafeMutablePointer<Float>> {
    RecurrentLoops.Parameters(
      input: floats(first), state: floats(first + 1), inputBias: floats(first + 2),
      stateBias: floats(first + 3))
  }
}

extension String {
  /// Whether a parameter of this name is of the direction whose names end with `suffix`.
  fileprivate func isOf(_ suffix: String) -> Bool {
    suffix.isEmpty ? !hasSuffix("_reverse") : hasSuffix(suffix)
  }
}
