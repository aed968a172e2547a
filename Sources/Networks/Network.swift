/// A network as a value: a graph of operations with every shape already checked.
///
/// Nodes are in an order in which each comes after its inputs; the last one is the output. A network holds no
/// weights and runs nothing: compiling it is the business of Execution.
public struct Network: Hashable, Sendable {
  /// The shape of one sample, without the batch.
  public let input: Shape
  /// The nodes, each after all that it takes.
  public let nodes: [Node]

  /// The output shape of each node, in the order of `nodes`; derived from `input` and `nodes`.
  package let shapes: [Shape]

  /// Makes a network; throws where names repeat, inputs do not exist, or shapes do not fit.
  public init(input: Shape, nodes: [Node]) throws(NetworkError) {
    guard !nodes.isEmpty else { throw .empty }
    guard nodes.count <= Network.nodeLimit else {
      throw .invalid(
        node: nodes[Network.nodeLimit].name, field: "position",
        expected: "at most \(Network.nodeLimit) nodes", received: "\(nodes.count)")
    }
    try Network.check(input, node: Network.inputName, field: "shape")
    var shapes: [Shape] = []
    var names: Set<String> = []
    for (index, node) in nodes.enumerated() {
      guard !node.name.isEmpty, node.name != Network.inputName, names.insert(node.name).inserted else {
        throw .duplicateName(node.name)
      }
      var inputs: [Shape] = []
      for source in node.inputs {
        switch source {
        case .input: inputs.append(input)
        case .node(let source):
          guard source >= 0 && source < index else {
            throw .unknownInput(node: node.name, input: "\(source)")
          }
          inputs.append(shapes[source])
        }
      }
      do throws(ShapeMismatch) {
        shapes.append(try node.operation.layer.outputShape(for: inputs))
      } catch {
        throw .shape(
          node: node.name, operation: node.operation.layer.kind, expected: error.expected, received: inputs,
          remedy: error.remedy)
      }
      try Network.check(shapes[index], node: node.name, field: "output shape")
      for parameter in node.operation.layer.parameters(for: inputs) {
        try Network.check(parameter.shape, node: node.name, field: parameter.name)
      }
      let work = node.operation.layer.multiplyAdds(for: inputs)
      guard work <= Network.workLimit else {
        throw .invalid(
          node: node.name, field: "work", expected: "at most \(Network.workLimit) multiply-adds",
          received: "\(work)")
      }
      if case .activation(.leakyReLU(let slope)) = node.operation, !(slope >= 0 && slope.isFinite) {
        // The gradient is taken from the result, whose sign is that of the input for such slopes only.
        throw .invalid(
          node: node.name, field: "slope", expected: "a number of 0 or more", received: "\(slope)")
      }
    }
    self.input = input
    self.nodes = nodes
    self.shapes = shapes
  }

  /// The shape of one sample's output.
  public var output: Shape { shapes[shapes.count - 1] }

  /// The name that stands for the network's input where nodes are named.
  package static let inputName = "input"

  // Far above any network for images, and small enough that no count or sum of counts overflows: a node costs at
  // most elementLimit² multiply-adds before its own limit is checked.
  private static let nodeLimit = 1 << 16
  private static let workLimit = 1 << 46
  private static let elementLimit = Int(Int32.max)
  // With the batch, what kernels take.
  private static let rankLimit = 4

  private static func check(_ shape: Shape, node: String, field: String) throws(NetworkError) {
    let count = Shape.elementCount(shape.dimensions)
    guard shape.rank <= rankLimit, let count, count <= elementLimit else {
      throw .invalid(
        node: node, field: field,
        expected: "at most \(rankLimit) dimensions and \(elementLimit) elements", received: shape.description)
    }
  }
}

/// One step of a network: an operation, its name, and where its inputs come from.
public struct Node: Hashable, Sendable {
  /// The name, which its parameters begin with.
  public let name: String
  /// What it computes.
  public let operation: NodeOperation
  /// What it takes, in order.
  public let inputs: [Source]

  /// Makes a node.
  public init(name: String, operation: NodeOperation, inputs: [Source]) {
    self.name = name
    self.operation = operation
    self.inputs = inputs
  }
}

/// Where a node's input comes from: the network's input, or an earlier node by index.
public enum Source: Hashable, Sendable {
  /// The network's input.
  case input
  /// The output of an earlier node, by index.
  case node(Int)
}

extension Network {
  /// The shape of what `source` delivers for one sample.
  package func shape(of source: Source) -> Shape {
    switch source {
    case .input: input
    case .node(let index): shapes[index]
    }
  }

  /// The shapes of the inputs of the node at `index`.
  package func inputShapes(of index: Int) -> [Shape] { nodes[index].inputs.map { shape(of: $0) } }

  /// Everything that the network learns or keeps, under dotted names, in the order of the nodes.
  package var parameters: [ParameterSpec] {
    nodes.indices.flatMap { parameters(of: $0) }
  }

  /// What the node at `index` learns or keeps, under dotted names.
  package func parameters(of index: Int) -> [ParameterSpec] {
    let node = nodes[index]
    return node.operation.layer.parameters(for: inputShapes(of: index)).map { $0.prefixed(by: node.name) }
  }

  /// Fresh parameters: each drawn from its own stream, so that adding a layer leaves the others as they were.
  package func initialParameters(random: RandomSource) -> [String: Tensor] {
    var tensors: [String: Tensor] = [:]
    for spec in parameters {
      var stream = random.stream(spec.name)
      tensors[spec.name] = spec.initializer.tensor(spec.shape, random: &stream)
    }
    return tensors
  }

  /// Number of learned values.
  public var parameterCount: Int {
    parameters.lazy.filter(\.isTrainable).reduce(0) { $0 + $1.shape.count }
  }

  /// Multiply-adds of one sample's forward pass.
  public var multiplyAdds: Int {
    nodes.indices.reduce(0) { $0 + nodes[$1].operation.layer.multiplyAdds(for: inputShapes(of: $1)) }
  }
}
