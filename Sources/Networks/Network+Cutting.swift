extension Network {
  /// The nodes up to and with the one at `index`, as a network of its own.
  package func head(through index: Int) throws(NetworkError) -> Network {
    try Network(input: input, nodes: Array(nodes[...index]))
  }

  /// The nodes after the one at `index`, whose output is then the input; nil where a later node reaches before it.
  ///
  /// Names stay the same, and with them the names of parameters.
  package func tail(after index: Int) throws(NetworkError) -> Network? {
    guard index + 1 < nodes.count else { return nil }
    var later: [Node] = []
    for node in nodes[(index + 1)...] {
      var inputs: [Source] = []
      for source in node.inputs {
        guard case .node(let number) = source, number >= index else { return nil }
        inputs.append(number == index ? .input : .node(number - index - 1))
      }
      later.append(Node(name: node.name, operation: node.operation, inputs: inputs))
    }
    return try Network(input: shapes[index], nodes: later)
  }
}
