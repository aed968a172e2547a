/// The mean of all tokens, which turns a set of patches into one vector.
///
/// - Shapes: input `[T, D]`; output `[D]`.
/// - Formula: yⱼ = (1 / T) Σₜ xₜⱼ.
public struct MeanOverTokens: Hashable, Sendable {
  /// Makes the operation.
  public init() {}
}

extension MeanOverTokens: Layer {
  package var kind: String { "mean-over-tokens" }

  package func outputShape(for inputs: [Shape]) throws(ShapeMismatch) -> Shape {
    let input = try single(inputs)
    guard input.rank == 2 else {
      throw ShapeMismatch(expected: "[T, D]", remedy: "use it after patches, before any flatten")
    }
    return [input[1]]
  }
}

extension NodeOperation {
  /// The mean of all tokens.
  public static var meanOverTokens: NodeOperation { .meanOverTokens(MeanOverTokens()) }
}
