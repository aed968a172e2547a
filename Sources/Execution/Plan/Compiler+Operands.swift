import FoveaNetworks

// What the operations' files use to add steps and to move values between layouts.
extension Compiler {
  /// The type of the elements that convolutions and matrix products read and write.
  var element: Layout.Element { precision == .bfloat16 ? .bfloat16 : .float32 }

  /// A new buffer of the arena.
  mutating func reserve(_ layout: Layout) -> Operand {
    buffers.append(layout.bytes)
    return Operand(place: .arena(buffers.count - 1), layout: layout)
  }

  /// A new buffer for what the prologue computes.
  mutating func reserveConstant(_ layout: Layout) -> Operand {
    constants.append(layout.bytes)
    return Operand(place: .constant(constants.count - 1), layout: layout)
  }

  /// Adds a kernel, with the scratchpad that it asks for.
  ///
  /// - Parameter multiplyAdds: of the whole batch, for the profile.
  mutating func add(
    _ kernel: Kernel, _ arguments: [(role: Role, operand: Operand)], multiplyAdds: Int = 0
  ) throws(ExecutionError) {
    var arguments = arguments
    if let scratchpad = try kernel.optionalLayout(.scratchpad) {
      arguments.append((.scratchpad, reserve(scratchpad)))
    }
    steps.append(Step(node: kernel.node, work: .kernel(kernel, arguments), multiplyAdds: multiplyAdds))
  }

  /// Adds a loop of our own.
  ///
  /// - Parameter multiplyAdds: of the whole batch, for the profile.
  mutating func add(
    node: String, work: String = "loop", _ operands: [Operand], multiplyAdds: Int = 0,
    _ body: @escaping @Sendable (LoopArguments) -> Void
  ) {
    steps.append(Step(node: node, work: .loop(work, operands, body), multiplyAdds: multiplyAdds))
  }

  /// Adds a loop to what runs once after the parameters changed.
  mutating func addToPrologue(
    node: String, _ operands: [Operand], _ body: @escaping @Sendable (LoopArguments) -> Void
  ) {
    prologue.append(Step(node: node, work: .loop("loop", operands, body)))
  }

  /// `operand` in `layout`: itself, or a copy that a new reorder makes, or one made before.
  mutating func reordered(_ operand: Operand, to layout: Layout, node: String) throws(ExecutionError)
    -> Operand
  {
    guard !operand.layout.isEqual(to: layout) else { return operand }
    if let known = copies[operand.place]?.first(where: { $0.layout.isEqual(to: layout) }) { return known }
    if !operand.layout.changesDirectly(to: layout) {
      return try reordered(try rowMajor(operand, node: node), to: layout, node: node)
    }
    let kernel = try Kernel.reorder(node: node, engine: engine, from: operand.layout, to: layout)
    let copy: Operand
    if operand.isConstant && !differentiates {
      copy = reserveConstant(layout)
      var arguments: [(role: Role, operand: Operand)] = [(.source, operand), (.destination, copy)]
      if let scratchpad = try kernel.optionalLayout(.scratchpad) {
        arguments.append((.scratchpad, reserveConstant(scratchpad)))
      }
      prologue.append(Step(node: node, work: .kernel(kernel, arguments)))
    } else {
      copy = reserve(layout)
      try add(kernel, [(.source, operand), (.destination, copy)])
    }
    copies[operand.place, default: []].append(copy)
    return copy
  }

  /// `operand` in `layout`, which may also have other dimensions of the same row-major order.
  mutating func aligned(_ operand: Operand, to layout: Layout, node: String) throws(ExecutionError) -> Operand
  {
    guard !operand.layout.isEqual(to: layout) else { return operand }
    var operand = operand
    if operand.layout.dimensions != layout.dimensions {
      operand = try rowMajor(operand, node: node).viewed(as: try layout.plain())
    }
    return try reordered(operand, to: layout, node: node)
  }

  /// `operand` in row-major order and single precision, seen with the dimensions of `shape`.
  mutating func plain(_ operand: Operand, as shape: Shape, node: String) throws(ExecutionError) -> Operand {
    try rowMajor(operand, node: node).viewed(as: try Layout(shape.dimensions))
  }

  private mutating func rowMajor(_ operand: Operand, node: String) throws(ExecutionError) -> Operand {
    try reordered(operand, to: try operand.layout.plain(), node: node)
  }

  /// The layout of the parameter `name` if it is settled, else nil.
  func settledLayout(ofParameter name: String) -> Layout? { parameterLayouts[position(ofParameter: name)] }

  /// The parameter `name` in the layout that it is kept in, which is `layout` if none was settled before.
  mutating func parameter(_ name: String, layout: Layout) -> Operand {
    let position = position(ofParameter: name)
    let settled = parameterLayouts[position] ?? layout
    parameterLayouts[position] = settled
    return Operand(place: .parameter(position), layout: settled)
  }

  /// Whether the gradient of a parameter is asked for; false for none.
  func learns(_ parameter: Operand?) -> Bool {
    guard case .parameter(let position)? = parameter?.place else { return false }
    return request.learns && groups.learns(network.parameters[position])
  }

  /// The gradient of a parameter, in the parameter's own layout.
  ///
  /// Kernels that write the gradients of several parameters at once write those that nobody asked for, too: to memory that
  /// nobody reads.
  mutating func gradient(of parameter: Operand) -> Operand {
    guard case .parameter(let position) = parameter.place else {
      preconditionFailure("only parameters have gradients of their own")
    }
    guard learns(parameter) else { return reserve(parameter.layout) }
    return Operand(place: .gradient(position), layout: parameter.layout)
  }

  /// Adds a kernel that writes the gradient of `parameter` in the layout that it prefers.
  mutating func addGradient(
    of parameter: Operand, _ kernel: Kernel, _ arguments: [(role: Role, operand: Operand)],
    multiplyAdds: Int
  ) throws(ExecutionError) {
    let target = gradient(of: parameter)
    let layout = try kernel.layout(.weightsGradient)
    guard !layout.isEqual(to: target.layout) else {
      return try add(kernel, arguments + [(.weightsGradient, target)], multiplyAdds: multiplyAdds)
    }
    let written = reserve(layout)
    try add(kernel, arguments + [(.weightsGradient, written)], multiplyAdds: multiplyAdds)
    try copy(written, into: target, node: kernel.node)
  }

  /// Adds what copies `source` to memory that is there already.
  mutating func copy(_ source: Operand, into target: Operand, node: String) throws(ExecutionError) {
    let direct =
      source.layout.changesDirectly(to: target.layout) ? source : try rowMajor(source, node: node)
    let kernel = try Kernel.reorder(node: node, engine: engine, from: direct.layout, to: target.layout)
    try add(kernel, [(.source, direct), (.destination, target)])
  }

  private func position(ofParameter name: String) -> Int {
    guard let position = network.parameters.firstIndex(where: { $0.name == name }) else {
      preconditionFailure("node without the parameter '\(name)' that it declares")
    }
    return position
  }
}
