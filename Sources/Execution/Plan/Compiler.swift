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
  let request: PlanRequest
  /// Which parameters are learned, and which statistics are kept.
  let groups: [ParameterGroup]
  let precision: Precision
  let engine: Engine
  let tuner: Tuner
  /// Whether anything at or before each node is learned or asked for: gradients need not go further back than that.
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
  var ports: [PlanPort: Plan.Location] = [:]
  private var input: Operand
  /// Buffers that hold the gradient of several values, which no step may overwrite.
  var shared: Set<Place> = []

  /// Whether operations behave as in training.
  var isTraining: Bool { request.mode == .training }
  /// Whether values are kept for the way back.
  var differentiates: Bool { request.differentiates }
  /// Whether a step moves running statistics.
  var movesStatistics = false

  /// - Parameter layouts: those that parameters already have, in the network's order, where another plan has
  ///   chosen them; nil leaves the choice to the kernels of this one.
  static func plan(
    _ network: Network, batch: Int, _ request: PlanRequest, groups: [ParameterGroup] = [],
    precision: Precision = .float32, layouts: [Layout]?, tuner: Tuner
  ) throws(ExecutionError) -> Plan {
    try request.check(network)
    let largest = network.shapes.reduce(network.input.count) { max($0, $1.count) }
    // A batch that no machine could hold must not overflow on the way to being refused.
    guard Shape.elementCount([batch, largest, MemoryLayout<Float>.stride, 64]) != nil else {
      throw .batchTooLarge(batch: batch, bytes: .max, available: AlignedMemory.available)
    }
    var compiler = try Compiler(
      network, batch: batch, request, groups: groups, precision: precision, layouts: layouts, tuner: tuner)
    return try compiler.compile()
  }

  private init(
    _ network: Network, batch: Int, _ request: PlanRequest, groups: [ParameterGroup], precision: Precision,
    layouts: [Layout]?, tuner: Tuner
  ) throws(ExecutionError) {
    self.network = network
    self.batch = batch
    self.request = request
    self.groups = groups
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
      let learns = request.learns && network.parameters(of: index).contains { groups.learns($0) }
      needsGradient.append(
        learns || request.gradients.contains(node.name)
          || node.inputs.contains {
            switch $0 {
            case .node(let source): needsGradient[source]
            case .input: request.gradients.contains(Network.inputName)
            }
          })
    }
    self.needsGradient = needsGradient
  }

  private mutating func compile() throws(ExecutionError) -> Plan {
    var backward: [(group: FusionGroup, add: Backward)] = []
    for group in FusionGroup.groups(of: network, request) {
      let lowered = try lower(group)
      outputs[group.tail] = lowered.output
      backward.append((group, lowered.backward))
      try addPort(.output, of: .node(group.tail), at: lowered.output)
    }
    let last = network.nodes.count - 1
    let logits = try plain(
      output(of: last), as: network.output.prepending(batch), node: network.nodes[last].name)
    setPort(.input, input)
    setPort(.logits, logits)
    var outputGradient: Operand?
    switch request.gradient {
    case nil:
      setPort(.probabilities, try addOutputFunction(logits: logits))
    case .caller:
      setPort(.probabilities, try addOutputFunction(logits: logits))
      let gradient = reserve(logits.layout)
      setPort(.outputGradient, gradient)
      outputGradient = gradient
    case .loss(let loss):
      let probabilities = try addOutputFunction(logits: logits)
      setPort(.probabilities, probabilities)
      let added = try addLoss(loss, logits: logits, probabilities: probabilities)
      setPort(.targets, added.targets)
      setPort(.losses, added.losses)
      outputGradient = added.gradient
    }
    let forwardCount = steps.count
    if let outputGradient { try addBackward(from: outputGradient, backward.reversed()) }
    var layouts: [Layout] = []
    for (layout, spec) in zip(parameterLayouts, network.parameters) {
      if let layout { layouts.append(layout) } else { layouts.append(try Layout(spec.shape.dimensions)) }
    }
    return Plan(
      batch: batch, prologue: prologue, steps: steps, forwardCount: forwardCount, ports: ports,
      buffers: buffers, constants: constants, parameterLayouts: layouts, movesStatistics: movesStatistics)
  }

  private mutating func addBackward(
    from gradient: Operand, _ groups: some Sequence<(group: FusionGroup, add: Backward)>
  ) throws(ExecutionError) {
    var gradients: [Source: Operand] = [.node(network.nodes.count - 1): gradient]
    for (group, add) in groups where needsGradient[group.tail] {
      guard let gradient = gradients.removeValue(forKey: .node(group.tail)) else { continue }
      try addPort(.gradient, of: .node(group.tail), at: gradient)
      guard needsGradient[group.head] else { continue }
      let sources = network.nodes[group.head].inputs
      let results = try add(&self, gradient)
      let places = results.compactMap { $0?.place }
      if Set(places).count < places.count { shared.formUnion(places) }
      for (source, operand) in zip(sources, results) {
        guard needsGradient(of: source), let operand else { continue }
        if let other = gradients[source] {
          gradients[source] = try sum(other, operand, of: source)
        } else {
          gradients[source] = operand
        }
      }
    }
    if let gradient = gradients[.input] { try addPort(.gradient, of: .input, at: gradient) }
    try addZeroGradients()
  }

  /// The sum of two gradients of what `source` delivers.
  private mutating func sum(
    _ left: Operand, _ right: Operand, of source: Source
  ) throws(ExecutionError) -> Operand {
    let node = name(of: source)
    let right = try aligned(right, to: left.layout, node: node)
    let total = target(over: left)
    let kernel = try Kernel.combine(
      .addition, node: node, engine: engine, left: left.layout, right: right.layout,
      destination: total.layout)
    try add(kernel, [(.source, left), (.secondSource, right), (.destination, total)])
    return total
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
    needsGradient(of: network.nodes[index].inputs[position])
  }

  private func needsGradient(of source: Source) -> Bool {
    switch source {
    case .input: request.gradients.contains(Network.inputName)
    case .node(let index): needsGradient[index]
    }
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
    guard readers == 1, !request.isRead(network.nodes[source].name) else { return false }
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
