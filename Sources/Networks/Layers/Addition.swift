/// The sum of two values, which joins the branches of a residual network.
///
/// - Shapes: two inputs of one shape; output the same.
/// - Formula: z = x + y.
public struct Addition: Hashable, Sendable {
  public init() {}
}

extension Addition: Layer {
  package var kind: String { "add" }

  package func outputShape(for inputs: [Shape]) throws(ShapeMismatch) -> Shape {
    guard inputs.count == 2, inputs[0] == inputs[1] else {
      throw ShapeMismatch(expected: "two inputs of one shape", remedy: "project the shorter branch first")
    }
    return inputs[0]
  }
}

extension Operation {
  /// The sum of two values.
  public static var add: Operation { .add(Addition()) }
}
