/// Builds a network node by node; each operation follows the last one unless told otherwise.
///
/// ```swift
/// var builder = NetworkBuilder(input: [784])
/// builder.append(.linear(256), name: "hidden1")
/// builder.append(.relu)
/// builder.append(.linear(10, initializer: .glorot), name: "head")
/// let network = try builder.build()
/// ```
public struct NetworkBuilder: Sendable {
  private let input: Shape
  private var nodes: [Node] = []
  private var counts: [String: Int] = [:]

  /// Starts a network for samples of this shape.
  public init(input: Shape) { self.input = input }

  /// What the next operation takes if it is not told otherwise.
  public var last: Source { nodes.isEmpty ? .input : .node(nodes.count - 1) }

  /// Adds an operation after `sources` (the last node by default) and returns where its output is found.
  ///
  /// Without a name it gets its kind and a number, such as `relu2`.
  @discardableResult
  public mutating func append(_ operation: NodeOperation, name: String? = nil, to sources: Source...)
    -> Source
  {
    let kind = operation.layer.kind
    counts[kind, default: 0] += 1
    let name = name ?? "\(kind)\(counts[kind, default: 0])"
    nodes.append(Node(name: name, operation: operation, inputs: sources.isEmpty ? [last] : sources))
    return last
  }

  /// Checks every shape and returns the network, whose output is the last node.
  public func build() throws(NetworkError) -> Network { try Network(input: input, nodes: nodes) }
}
