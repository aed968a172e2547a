/// A perceptron on patches: every patch goes through the same layers, their mean goes to the head.
///
/// A bag of patches: it sees texture wherever it lies, and is the simplest case of weights shared over an image.
///
/// - Shapes: input `[T, P]`; embedded `[T, hidden[i]]`; pooled `[hidden.last]`; output `[1]` or `[classes]`.
/// - Source: the shared embedding of patches of Dosovitskiy et al., arXiv:2010.11929, and the pooling of the bag
///   of local features of Brendel, Bethge, arXiv:1904.00760.
public struct PatchPerceptron: Hashable, Sendable, Codable {
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
    hidden: [Int] = [128, 128], activation: Activation = .relu, dropout: Float = 0,
    batchNormalization: Bool = false
  ) {
    self.hidden = hidden
    self.activation = activation
    self.dropout = dropout
    self.batchNormalization = batchNormalization
  }
}

extension PatchPerceptron: ArchitectureDefinition {
  package var name: String { "patch-mlp" }

  package func append(to builder: inout NetworkBuilder, input: Shape) throws(NetworkError) {
    guard input.rank == 2 else {
      throw .architecture(
        name, expected: "patches [T, P]", received: input.description,
        remedy: "choose a patch size for the preprocessing")
    }
    for (index, width) in hidden.enumerated() {
      builder.append(
        .linear(width, bias: !batchNormalization, initializer: activation.weightInitializer),
        name: "embed\(index + 1)")
      if batchNormalization { builder.append(.batchNormalization, name: "norm\(index + 1)") }
      builder.append(.activation(activation), name: "\(activation.kind)\(index + 1)")
    }
    builder.append(.meanOverTokens, name: "pool")
    if dropout > 0 { builder.append(.dropout(dropout)) }
  }
}
