/// A multilayer perceptron: fully connected layers with a non-linearity between them.
///
/// - Shapes: input any, flattened to `[D]`; hidden `[hidden[i]]`; output `[1]` for two classes, else `[classes]`.
/// - Source: Rumelhart, Hinton, Williams: *Learning representations by back-propagating errors*, Nature 323 (1986).
public struct MultilayerPerceptron: Hashable, Sendable, Codable {
  /// Widths of the hidden layers.
  public var hidden: [Int]
  /// The non-linearity after each of them.
  public var activation: Activation
  /// Share of values that dropout clears while training, 0 ≤ rate < 1.
  public var dropout: Float
  /// Whether hidden layers are normalised over the batch.
  public var batchNormalization: Bool

  /// Makes the definition; the network is built for an input and a number of classes.
  public init(
    hidden: [Int] = [256, 128], activation: Activation = .relu, dropout: Float = 0,
    batchNormalization: Bool = false
  ) {
    self.hidden = hidden
    self.activation = activation
    self.dropout = dropout
    self.batchNormalization = batchNormalization
  }
}

extension MultilayerPerceptron: ArchitectureDefinition {
  package var name: String { "mlp" }

  package func append(to builder: inout NetworkBuilder, input: Shape) throws(NetworkError) {
    if input.rank > 1 { builder.append(.flatten) }
    for (index, width) in hidden.enumerated() {
      // Batch normalisation has a shift of its own, which makes the bias before it redundant.
      builder.append(
        .linear(width, bias: !batchNormalization, initializer: activation.weightInitializer),
        name: "hidden\(index + 1)")
      if batchNormalization { builder.append(.batchNormalization, name: "norm\(index + 1)") }
      builder.append(.activation(activation), name: "\(activation.kind)\(index + 1)")
      if dropout > 0 { builder.append(.dropout(dropout)) }
    }
  }
}
