import FoveaNetworks

/// Turns a network into a plan: chooses kernels and layouts, fuses, orders forward and backward steps.
///
/// Each kind of operation adds its own steps (`Layers/*+Execution.swift`): forward at once, backward as a
/// closure that is called in reverse order once the gradient of the group's output is complete.
///
/// A value lies in memory either row-major with the dimensions of its shape, or as `[N, C, H, W]` in whatever
/// order the kernels prefer; `aligned` and `plain` (`Compiler+Operands.swift`) go from one to the other.
struct Compiler {
  /// Adds the backward steps of a group, given the gradient of its output, and returns those of its head's
  /// inputs; nil for an input that needs none.
  typealias Backward = (inout Compiler, Operand) throws(ExecutionError) -> [Operand?]

  let network: Network
  let batch: Int
  /// What is minimised, where the plan trains.
  let loss: Loss?
  let precision: Precision
  let engine: Engine
  let tuner: Tuner
  /// Whether anything at or before each node is learned: gradients need not go further back than that.
  private let needsGradient: [Bool]

  var steps: [Step] = []
  /// What is computed from the parameters alone, once after they changed.
  var prologue: [Step] = []
  var buffers: [Int] = []
  var constants: [Int] = []
  var parameterLayouts: [Layout?]
  /// Copies in other layouts that may be used again.
  var copies: [Place: [Operand]] = [:]
  private var outputs: [Operand?]
  private var input: Operand
  /// Buffers that hold the gradient of several values, which no step may overwrite.
  private var shared: Set<Place> = []

  var isTraining: Bool { loss != nil }

  /// - Parameter layouts: those that parameters already have, in the network's order, where another plan has
  ///   chosen them; nil leaves the choice to the kernels of this one.
  static func plan(
    _ network: Network, batch: Int, loss: Loss?, precision: Precision = .float32, layouts: [Layout]?,
    tuner: Tuner
  ) throws(ExecutionError) -> Plan {
    let largest = network.shapes.reduce(network.input.count) { max($0, $1.count) }
    // A batch that no machine could hold must not overflow on the way to being refused.
    guard Shape.elementCount([batch, largest, MemoryLayout<Float>.stride, 64]) != nil else {
      throw .batchTooLarge(batch: batch, bytes: .max, available: AlignedMemory.available)
    }
    var compiler = try Compiler(
      network, batch: batch, loss: loss, precision: precision, layouts: layouts, tuner: tuner)
    return try compiler.compile()
  }

  private init(
    _ network: Network, batch: Int, loss: Loss?, precision: Precision, layouts: [Layout]?, tuner: Tuner
  ) throws(ExecutionError) {
    self.network = network
    self.batch = batch
    self.loss = loss
    self.precision = precision
    self.tuner = tuner
    self.engine = try Engine.shared()
    self.parameterLayouts = layouts ?? Array(repeating: nil, count: network.parameters.count)
    self.outputs = Array(repeating: nil, count: network.nodes.count)
    let layout = try Layout(network.input.prepending(batch).dimensions)
    self.input = Operand(place: .arena(0), layout: layout)
    self.buffers = [layout.bytes]
    var needsGradient: [Bool] = []
    for (index, node) in network.nodes.enumerated() {
      let learns = network.parameters(of: index).contains { $0.isTrainable && !$0.staysAsItBegins }
      needsGradient.append(
        learns
          || node.inputs.contains { if case .node(let source) = $0 { needsGradient[source] } else { false } })
    }
    self.needsGradient = needsGradient
  }

  private mutating func compile() throws(ExecutionError) -> Plan {
    var backward: [(group: FusionGroup, add: Backward)] = []
    for group in FusionGroup.groups(of: network, isTraining: isTraining) {
      let lowered = try lower(group)
      outputs[group.tail] = lowered.output
      backward.append((group, lowered.backward))
    }
    let last = network.nodes.count - 1
    let logits = try plain(
      output(of: last), as: network.output.prepending(batch), node: network.nodes[last].name)
    var ports = Plan.Ports(input: buffer(of: input), logits: 0, probabilities: 0)
    let probabilities = try addOutputFunction(logits: logits)
    ports.logits = buffer(of: logits)
    ports.probabilities = buffer(of: probabilities)
    if let loss {
      let added = try addLoss(loss, logits: logits, probabilities: probabilities)
      ports.targets = buffer(of: added.targets)
      ports.losses = buffer(of: added.losses)
      try addBackward(from: added.gradient, backward.reversed())
    }
    var layouts: [Layout] = []
    for (layout, spec) in zip(parameterLayouts, network.parameters) {
      if let layout { layouts.append(layout) } else { layouts.append(try Layout(spec.shape.dimensions)) }
    }
    return Plan(
      batch: batch, prologue: prologue, steps: steps, ports: ports, buffers: buffers, constants: constants,
      parameterLayouts: layouts)
  }

  private mutating func addBackward(
    from gradient: Operand, _ groups: some Sequence<(group: FusionGroup, add: Backward)>
  ) throws(ExecutionError) {
    var gradients: [Int: Operand] = [network.nodes.count - 1: gradient]
    for (group, add) in groups where needsGradient[group.head] {
      guard let gradient = gradients.removeValue(forKey: group.tail) else { continue }
      let sources = network.nodes[group.head].inputs
      let results = try add(&self, gradient)
      let places = results.compactMap { $0?.place }
      if Set(places).count < places.count { shared.formUnion(places) }
      for (source, operand) in zip(sources, results) {
        guard case .node(let source) = source, needsGradient[source], let operand else { continue }
        if let other = gradients[source] {
          gradients[source] = try sum(other, operand, of: source)
        } else {
          gradients[source] = operand
        }
      }
    }
  }

  /// The sum of two gradients of the output of the node at `index`.
  private mutating func sum(
    _ left: Operand, _ right: Operand, of index: Int
  ) throws(ExecutionError) -> Operand {
    let node = network.nodes[index].name
    let right = try aligned(right, to: left.layout, node: node)
    let total = target(over: left)
    let kernel = try Kernel.combine(
      .addition, node: node, engine: engine, left: left.layout, right: right.layout,
      destination: total.layout)
    try add(kernel, [(.source, left), (.secondSource, right), (.destination, total)])
    return total
  }

  private func buffer(of operand: Operand) -> Int {
    guard case .arena(let buffer) = operand.place else {
      preconditionFailure("ports lie in the arena")
    }
    return buffer
  }
}

// What the operations' files ask of the graph.
extension Compiler {
  private func output(of node: Int) -> Operand {
    guard let output = outputs[node] else { preconditionFailure("nodes inside of a group are not read") }
    return output
  }

  func operand(of source: Source) -> Operand {
    switch source {
    case .input: input
    case .node(let index): output(of: index)
    }
  }

  /// The output of what a node takes as its input at `position`.
  func input(_ position: Int, of index: Int) -> Operand { operand(of: network.nodes[index].inputs[position]) }

  /// Whether the gradient of a node's input is worth computing.
  func wantsGradient(ofInput position: Int, of index: Int) -> Bool {
    guard case .node(let source) = network.nodes[index].inputs[position] else { return false }
    return needsGradient[source]
  }

  /// The function of the group's activation.
  func activation(of group: FusionGroup) -> Elementwise? {
    guard let index = group.activation, case .activation(let activation) = network.nodes[index].operation
    else { return nil }
    return activation.elementwise(isTraining: isTraining)
  }

  /// Whether the input of a node at `position` may be overwritten by its result: nobody else reads it, and no
  /// gradient is computed from it.
  func mayOverwrite(input position: Int, of index: Int) -> Bool {
    guard case .node(let source) = network.nodes[index].inputs[position] else { return false }
    let readers = network.nodes.reduce(0) { $0 + $1.inputs.count { $0 == .node(source) } }
    guard readers == 1 else { return false }
    return network.nodes[source].operation.gradientIgnoresResult
  }

  /// Where a gradient of the same layout may be written: over `gradient` unless others still need that.
  mutating func target(over gradient: Operand) -> Operand {
    guard !shared.contains(gradient.place) else { return reserve(gradient.layout) }
    willOverwrite(gradient)
    return gradient
  }

  /// Copies of what `operand` held before are none of what it will hold.
  mutating func willOverwrite(_ operand: Operand) { copies[operand.place] = nil }
}
