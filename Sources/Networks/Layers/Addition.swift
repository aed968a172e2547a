/// The sum of two values, which joins the branches of a residual network.
///
/// - Shapes: two inputs of one shape; output the same.
/// - Formula: z = x + y; while training with a drop rate p, z = x · m / (1 − p) + y with one m from Bernoulli(1 − p) for
///   each sample, so that whole branches are left out.
/// - Source of dropping: Huang et al.: *Deep Networks with Stochastic Depth*, arXiv:1603.09382, in the inverted form.
public struct Addition: Hashable, Sendable {
  /// The probability that a sample's first value is left out while training.
  public let dropRate: Float

  /// Makes a sum that leaves out the first value with a probability in 0 ..< 1.
  public init(dropRate: Float = 0) {
    precondition(dropRate >= 0 && dropRate < 1, "a drop rate lies in 0 ..< 1, received \(dropRate)")
    self.dropRate = dropRate
  }
}

extension Addition: Layer {
  package var kind: String { "add" }

  package func outputShape(for inputs: [Shape]) throws(ShapeMismatch) -> Shape {
    guard inputs.count == 2, inputs[0] == inputs[1] else {
      throw ShapeMismatch(expected: "two inputs of one shape", remedy: "project the shorter branch first")
    }
    return inputs[0]
  }

  package func write(to fields: inout FieldWriter) throws {
    if dropRate > 0 { try fields.set(.rate, dropRate) }
  }

  init(from fields: FieldReader) throws {
    guard fields.container.contains(.rate) else {
      self.init()
      return
    }
    self.init(dropRate: try fields.value(.rate, "0 ≤ rate < 1") { $0 >= 0 && $0 < 1 })
  }
}

extension NodeOperation {
  /// The sum of two values.
  public static var add: NodeOperation { .add(Addition()) }
}

extension Network {
  /// The same network with residual branches that are left out at random while training; nil where there is no sum.
  ///
  /// The l-th of L sums drops its first value with probability `rate` · l / L.
  package func droppingBranches(_ rate: Float) -> Network? {
    func isSum(_ node: Node) -> Bool { if case .add = node.operation { true } else { false } }
    let count = nodes.count(where: isSum)
    guard count > 0 else { return nil }
    var position = 0
    let dropping = nodes.map { node in
      guard isSum(node) else { return node }
      position += 1
      return Node(
        name: node.name, operation: .add(Addition(dropRate: rate * Float(position) / Float(count))),
        inputs: node.inputs)
    }
    return try? Network(input: input, nodes: dropping)
  }
}
