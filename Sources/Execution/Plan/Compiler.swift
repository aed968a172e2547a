import FoveaNetworks

/// Turns a network into a plan: chooses kernels and layouts, fuses, orders forward and backward steps.
///
/// Each kind of operation adds its own steps (`Layers/*+Execution.swift`): forward at once, backward as a
/// closure that is called in reverse order once the gradient of the node's output is complete.
struct Compiler {
  /// Adds the backward steps of a node, given the gradient of its output, and returns those of its inputs;
  /// nil for an input that needs none.
  typealias Backward = (inout Compiler, Operand) throws(ExecutionError) -> [Operand?]

  let network: Network
  let batch: Int
  /// What is minimised, where the plan trains.
  let loss: Loss?
  let engine: Engine

  private(set) var steps: [Step] = []
  private var buffers: [Int] = []
  private var outputs: [Operand] = []
  private var backward: [Backward?] = []
  private var parameterLayouts: [Layout?]
  private var input: Operand

  var isTraining: Bool { loss != nil }

  /// - Parameter layouts: those that parameters already have, in the network's order, where another plan has
  ///   chosen them; nil leaves the choice to the kernels of this one.
  static func plan(
    _ network: Network, batch: Int, loss: Loss?, layouts: [Layout]?
  ) throws(ExecutionError) -> Plan {
    let largest = network.shapes.reduce(network.input.count) { max($0, $1.count) }
    // A batch that no machine could hold must not overflow on the way to being refused.
    guard Shape.elementCount([batch, largest, MemoryLayout<Float>.stride, 64]) != nil else {
      throw .batchTooLarge(batch: batch, bytes: .max, available: AlignedMemory.available)
    }
    var compiler = try Compiler(network, batch: batch, loss: loss, layouts: layouts)
    return try compiler.compile()
  }

  private init(_ network: Network, batch: Int, loss: Loss?, layouts: [Layout]?) throws(ExecutionError) {
    self.network = network
    self.batch = batch
    self.loss = loss
    self.engine = try Engine.shared()
    self.parameterLayouts = layouts ?? Array(repeating: nil, count: network.parameters.count)
    let layout = try Layout(network.input.prepending(batch).dimensions)
    self.input = Operand(place: .arena(0), layout: layout)
    self.buffers = [layout.bytes]
  }

  private mutating func compile() throws(ExecutionError) -> Plan {
    for index in network.nodes.indices { try addForward(index) }
    let logits = try plain(
      outputs[outputs.count - 1], as: network.output.prepending(batch),
      node: network.nodes[outputs.count - 1].name)
    var ports = Plan.Ports(input: buffer(of: input), logits: 0, probabilities: 0)
    let probabilities = try addOutputFunction(logits: logits)
    ports.logits = buffer(of: logits)
    ports.probabilities = buffer(of: probabilities)
    if let loss {
      let added = try addLoss(loss, logits: logits, probabilities: probabilities)
      ports.labels = buffer(of: added.labels)
      ports.losses = buffer(of: added.losses)
      try addBackward(from: added.gradient)
    }
    var layouts: [Layout] = []
    for (layout, spec) in zip(parameterLayouts, network.parameters) {
      if let layout { layouts.append(layout) } else { layouts.append(try Layout(spec.shape.dimensions)) }
    }
    return Plan(batch: batch, steps: steps, ports: ports, buffers: buffers, parameterLayouts: layouts)
  }

  private mutating func addForward(_ index: Int) throws(ExecutionError) {
    // A fused activation was already added with the node before it.
    guard index >= outputs.count else { return }
    let lowered = try lower(index)
    outputs.append(lowered.output)
    backward.append(lowered.backward)
    if lowered.fusesNext {
      outputs.append(lowered.output)
      backward.append(nil)
    }
  }

  private mutating func addBackward(from gradient: Operand) throws(ExecutionError) {
    let needed = gradientNeeded()
    var gradients: [Int: Operand] = [network.nodes.count - 1: gradient]
    for index in network.nodes.indices.reversed() where needed[index] {
      guard let gradient = gradients.removeValue(forKey: index) else { continue }
      guard let add = backward[index] else {
        // Fused into the node before it, which takes the gradient of both.
        gradients[index - 1] = gradient
        continue
      }
      for (source, operand) in zip(network.nodes[index].inputs, try add(&self, gradient)) {
        guard case .node(let source) = source, let operand else { continue }
        if let other = gradients[source] {
          gradients[source] = try sum(other, operand, of: source)
        } else {
          gradients[source] = operand
        }
      }
    }
  }

  /// Whether anything at or before each node is learned: gradients need not go further back than that.
  private func gradientNeeded() -> [Bool] {
    var needed: [Bool] = []
    for (index, node) in network.nodes.enumerated() {
      let learns = network.parameters(of: index).contains(where: \.isTrainable)
      needed.append(learns || node.inputs.contains { needsGradient($0, needed) })
    }
    return needed
  }

  private func needsGradient(_ source: Source, _ needed: [Bool]) -> Bool {
    guard case .node(let index) = source else { return false }
    return needed[index]
  }
}

// What the operations' files use to add their steps.
extension Compiler {
  /// The output of what a node takes as its input at `position`.
  func input(_ position: Int, of index: Int) -> Operand {
    switch network.nodes[index].inputs[position] {
    case .input: input
    case .node(let source): outputs[source]
    }
  }

  /// Whether the gradient of a node's input is worth computing.
  func wantsGradient(ofInput position: Int, of index: Int) -> Bool {
    needsGradient(network.nodes[index].inputs[position], gradientNeeded())
  }

  /// The elementwise activation that alone takes the output of the node at `index`, if it can be fused into it.
  func fusableActivation(after index: Int) -> Elementwise? {
    guard index + 1 < network.nodes.count,
      network.nodes[index + 1].inputs == [.node(index)],
      network.nodes.dropFirst(index + 2).allSatisfy({ !$0.inputs.contains(.node(index)) }),
      case .activation(let activation) = network.nodes[index + 1].operation
    else { return nil }
    return activation.elementwise
  }

  /// A new buffer of the arena.
  mutating func reserve(_ layout: Layout) -> Operand {
    buffers.append(layout.bytes)
    return Operand(place: .arena(buffers.count - 1), layout: layout)
  }

  /// Adds a kernel, with the scratchpad that it asks for.
  mutating func add(
    _ kernel: Kernel, _ arguments: [(role: Role, operand: Operand)]
  ) throws(ExecutionError) {
    var arguments = arguments
    if let scratchpad = try kernel.optionalLayout(.scratchpad) {
      arguments.append((.scratchpad, reserve(scratchpad)))
    }
    steps.append(Step(node: kernel.node, work: .kernel(kernel, arguments)))
  }

  /// Adds a loop of our own.
  mutating func add(node: String, _ operands: [Operand], _ body: @escaping @Sendable (LoopArguments) -> Void)
  {
    steps.append(Step(node: node, work: .loop(operands, body)))
  }

  /// `operand` in `layout`: itself, or a copy that a new reorder makes.
  mutating func reordered(_ operand: Operand, to layout: Layout, node: String) throws(ExecutionError)
    -> Operand
  {
    guard !operand.layout.isEqual(to: layout) else { return operand }
    let copy = reserve(layout)
    let kernel = try Kernel.reorder(node: node, engine: engine, from: operand.layout, to: layout)
    try add(kernel, [(.source, operand), (.destination, copy)])
    return copy
  }

  /// `operand` in row-major order, seen with the dimensions of `shape`.
  mutating func plain(_ operand: Operand, as shape: Shape, node: String) throws(ExecutionError) -> Operand {
    // Every operation of today keeps its values in row-major order, whatever the rank that its kernel sees.
    operand.viewed(as: try Layout(shape.dimensions))
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

  /// The gradient of a parameter, in the parameter's own layout.
  func gradient(of parameter: Operand) -> Operand {
    guard case .parameter(let position) = parameter.place else {
      preconditionFailure("only parameters have gradients of their own")
    }
    return Operand(place: .gradient(position), layout: parameter.layout)
  }

  /// The sum of two gradients of the output of the node at `index`.
  ///
  /// Its consumers may have left them in views of different rank. A new buffer takes it: an addition hands one and the same gradient to both of its inputs.
  private mutating func sum(
    _ left: Operand, _ right: Operand, of index: Int
  ) throws(ExecutionError) -> Operand {
    let node = network.nodes[index].name
    let shape = network.shapes[index].prepending(batch)
    let left = try plain(left, as: shape, node: node)
    let right = try plain(right, as: shape, node: node)
    let total = reserve(left.layout)
    let kernel = try Kernel.add(
      node: node, engine: engine, left: left.layout, right: right.layout, destination: total.layout)
    try add(kernel, [(.source, left), (.secondSource, right), (.destination, total)])
    return total
  }

  private func position(ofParameter name: String) -> Int {
    guard let position = network.parameters.firstIndex(where: { $0.name == name }) else {
      preconditionFailure("node without the parameter '\(name)' that it declares")
    }
    return position
  }

  private func buffer(of operand: Operand) -> Int {
    guard case .arena(let buffer) = operand.place else {
      preconditionFailure("ports lie in the arena")
    }
    return buffer
  }
}
