/// What training minimises, averaged over the samples of a batch.
///
/// All of them take logits z, the network's raw output, and go through the network's output function
/// themselves, which keeps them finite for logits up to ±1e38.
public enum Loss: String, Hashable, Sendable, Codable, CaseIterable {
  /// Cross-entropy: −log p of the true class.
  ///
  /// One output: softplus(z) − y·z, the binary cross-entropy of σ(z). More: log Σ eᶻʲ − z_y, the categorical
  /// one of softmax(z).
  case crossEntropy = "cross-entropy"

  /// ½ Σ (y − ŷ)² between the one-hot truth and the probabilities ŷ = σ(z) or softmax(z).
  case halfSquaredError = "half-squared-error"
}

/// How logits become probabilities: it follows from the number of outputs.
public enum OutputFunction: String, Hashable, Sendable, Codable {
  /// One output z, two classes: the second class has probability σ(z).
  case sigmoid
  /// One output a class: softmax.
  case softmax
}

extension Network {
  /// Sigmoid for one output, softmax for more.
  public var outputFunction: OutputFunction { output.count == 1 ? .sigmoid : .softmax }

  /// How many classes the output tells apart.
  public var classCount: Int { max(2, output.count) }
}
