/// Logistic regression: one linear layer on the pixels, the baseline that every other model must beat.
///
/// - Shapes: input any, flattened to `[D]`; output `[1]` for two classes, else `[classes]`.
/// - Source: Cox, *The Regression Analysis of Binary Sequences*, 1958; multinomial form as in Bishop, *Pattern
///   Recognition and Machine Learning*, 4.3.
public struct LogisticRegression: Hashable, Sendable, Codable {
  /// Makes the definition, which has no settings.
  public init() {}
}

extension LogisticRegression: ArchitectureDefinition {
  package var name: String { "logistic" }

  package func append(to builder: inout NetworkBuilder, input: Shape) throws(NetworkError) {
    builder.append(.flatten)
  }
}
