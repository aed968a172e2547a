extension Network: Codable {
  private enum CodingKeys: String, CodingKey { case input, nodes }

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

/// A node as files hold it: one flat object with the operation's fields, inputs by name.
private struct StoredNode: Codable {
  let name: String
  let operation: Operation
  let inputs: [String]

  enum CodingKeys: String, CodingKey {
    case name, operation, inputs
    case outputs, bias, initializer, slope, rate, momentum, epsilon
  }

  init(name: String, operation: Operation, inputs: [String]) {
    self.name = name
    self.operation = operation
    self.inputs = inputs
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    name = try container.decode(String.self, forKey: .name)
    inputs = try container.decode([String].self, forKey: .inputs)
    let kind = try container.decode(String.self, forKey: .operation)
    let fields = NodeFields(node: name, container: container)
    switch kind {
    case "linear":
      operation = .linear(
        try fields.value(.outputs, "at least 1") { $0 > 0 },
        bias: try container.decode(Bool.self, forKey: .bias),
        initializer: try container.decode(Initializer.self, forKey: .initializer))
    case "sigmoid": operation = .activation(.sigmoid)
    case "tanh": operation = .activation(.tanh)
    case "relu": operation = .activation(.relu)
    case "leaky-relu":
      operation = .activation(
        .leakyReLU(slope: try fields.value(.slope, "a number of 0 or more") { $0 >= 0 }))
    case "noisy-relu": operation = .activation(.noisyReLU)
    case "softmax": operation = .activation(.softmax)
    case "dropout": operation = .dropout(try fields.value(.rate, "0 ≤ rate < 1") { $0 >= 0 && $0 < 1 })
    case "batch-normalization":
      operation = .batchNormalization(
        BatchNormalization(
          momentum: try fields.value(.momentum, "0 < momentum ≤ 1") { $0 > 0 && $0 <= 1 },
          epsilon: try fields.value(.epsilon, "a positive number") { $0 > 0 }))
    case "mean-over-tokens": operation = .meanOverTokens
    case "flatten": operation = .flatten
    case "add": operation = .add
    default: throw NetworkError.unknownOperation(node: name, kind: kind)
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(operation.layer.kind, forKey: .operation)
    try container.encode(inputs, forKey: .inputs)
    switch operation {
    case .linear(let linear):
      try container.encode(linear.outputs, forKey: .outputs)
      try container.encode(linear.hasBias, forKey: .bias)
      try container.encode(linear.initializer, forKey: .initializer)
    case .activation(.leakyReLU(let slope)): try container.encode(slope, forKey: .slope)
    case .dropout(let dropout): try container.encode(dropout.rate, forKey: .rate)
    case .batchNormalization(let normalization):
      try container.encode(normalization.momentum, forKey: .momentum)
      try container.encode(normalization.epsilon, forKey: .epsilon)
    case .activation, .meanOverTokens, .flatten, .add: break
    }
  }
}

/// Reads a node's fields and refuses values that its operation could not live with.
private struct NodeFields {
  let node: String
  let container: KeyedDecodingContainer<StoredNode.CodingKeys>

  func value<Value: Decodable>(
    _ key: StoredNode.CodingKeys, _ expected: String, where isValid: (Value) -> Bool
  ) throws -> Value {
    let value = try container.decode(Value.self, forKey: key)
    guard isValid(value) else {
      throw NetworkError.invalid(node: node, field: key.stringValue, expected: expected, received: "\(value)")
    }
    return value
  }
}

extension Initializer: Codable {
  private var word: String {
    switch self {
    case .zeros: "zeros"
    case .ones: "ones"
    case .he: "he"
    case .glorot: "glorot"
    }
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let word = try container.decode(String.self)
    guard let match = [Initializer.zeros, .ones, .he, .glorot].first(where: { $0.word == word }) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "expected zeros, ones, he or glorot, received \(word)")
    }
    self = match
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(word)
  }
}
