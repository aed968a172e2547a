extension Network: Codable {
  private enum CodingKeys: String, CodingKey { case input, nodes }

  /// Reads `input` and `nodes`; throws where a node takes what is not before it, or shapes do not fit.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let input = try container.decode(Shape.self, forKey: .input)
    var nodes: [Node] = []
    var indices = [Network.inputName: Source.input]
    for stored in try container.decode([StoredNode].self, forKey: .nodes) {
      let inputs = try stored.inputs.map { name in
        guard let source = indices[name] else {
          throw NetworkError.unknownInput(node: stored.name, input: name)
        }
        return source
      }
      indices[stored.name] = .node(nodes.count)
      nodes.append(Node(name: stored.name, operation: stored.operation, inputs: inputs))
    }
    try self.init(input: input, nodes: nodes)
  }

  /// Writes `input`, a shape, and `nodes`, which name their inputs.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(input, forKey: .input)
    try container.encode(
      nodes.map { node in
        StoredNode(
          name: node.name, operation: node.operation,
          inputs: node.inputs.map { source in
            switch source {
            case .input: Network.inputName
            case .node(let index): nodes[index].name
            }
          })
      }, forKey: .nodes)
  }
}
