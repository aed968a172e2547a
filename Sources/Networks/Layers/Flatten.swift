/// The same elements as one vector, in row-major order.
///
/// - Shapes: input any; output `[count]`.
public struct Flatten: Hashable, Sendable {
  /// Makes the operation.
  public init() {}
}

extension Flatten: Layer {
  package var kind: String { "flatten" }

  package func outputShape(for inputs: [Shape]) throws(ShapeMismatch) -> Shape {
    [try single(inputs).count]
  }
}

extension NodeOperation {
  /// The same elements as one vector.
  public static var flatten: NodeOperation { .flatten(Flatten()) }
}
