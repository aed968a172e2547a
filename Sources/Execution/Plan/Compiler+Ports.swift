import FoveaNetworks

// What callers fill and read.
extension Compiler {
  enum PortKind {
    case output
    case gradient
  }

  mutating func setPort(_ port: PlanPort, _ operand: Operand) {
    guard case .arena(let buffer) = operand.place else { preconditionFailure("ports lie in the arena") }
    ports[port] = Plan.Location(buffer: buffer, count: operand.layout.dimensions.reduce(1, *))
  }

  /// Makes `operand` readable if that was asked for.
  mutating func addPort(
    _ kind: PortKind, of source: Source, at operand: Operand
  ) throws(ExecutionError) {
    let name = name(of: source)
    let isWanted = kind == .output ? request.outputs.contains(name) : request.gradients.contains(name)
    guard isWanted else { return }
    let shape = network.shape(of: source).prepending(batch)
    let port = try plain(operand, as: shape, node: name)
    setPort(kind == .output ? .output(name) : .gradient(name), port)
    // It is read after the run: no later step writes its own gradient over it.
    shared.formUnion([operand.place, port.place])
  }

  /// Gradients that were asked for at what the output does not depend on.
  mutating func addZeroGradients() throws(ExecutionError) {
    for name in request.gradients.sorted() where ports[.gradient(name)] == nil {
      let source: Source =
        network.nodes.firstIndex { $0.name == name }.map { .node($0) } ?? .input
      let zeros = reserve(try Layout(network.shape(of: source).prepending(batch).dimensions))
      let count = zeros.layout.dimensions.reduce(1, *)
      add(node: name, [zeros]) { $0.floats(0).update(repeating: 0, count: count) }
      setPort(.gradient(name), zeros)
    }
  }

  func name(of source: Source) -> String {
    switch source {
    case .input: Network.inputName
    case .node(let index): network.nodes[index].name
    }
  }
}
