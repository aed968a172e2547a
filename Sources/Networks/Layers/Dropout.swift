/// Sets each element to zero with probability `rate` while training, and scales the others to keep the mean.
///
/// - Shapes: input any; output the same.
/// - Formula: y = x · m / (1 − rate), m from Bernoulli(1 − rate); the identity outside of training.
/// - Source: Srivastava et al.: *Dropout: A Simple Way to Prevent Neural Networks from Overfitting*, JMLR 15
///   (2014), in the inverted form.
public struct Dropout: Hashable, Sendable {
  /// Share of values that are cleared, 0 ≤ rate < 1.
  public let rate: Float

  /// Makes a dropout of `rate` in 0 ..< 1.
  public init(_ rate: Float) {
    precondition(rate >= 0 && rate < 1, "a dropout rate lies in 0 ..< 1, received \(rate)")
    self.rate = rate
  }
}

extension Dropout: Layer {
  package var kind: String { "dropout" }

  package func outputShape(for inputs: [Shape]) throws(ShapeMismatch) -> Shape { try single(inputs) }

  package func write(to fields: inout FieldWriter) throws { try fields.set(.rate, rate) }

  init(from fields: FieldReader) throws {
    self.init(try fields.value(.rate, "0 ≤ rate < 1") { $0 >= 0 && $0 < 1 })
  }
}

extension NodeOperation {
  /// Dropout of `rate` in 0 ..< 1.
  public static func dropout(_ rate: Float) -> NodeOperation { .dropout(Dropout(rate)) }
}
