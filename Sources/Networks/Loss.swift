/// What training minimises, averaged over the samples of a batch.
///
/// All of them take logits z, the network's raw output, and go through the network's output function themselves,
/// which keeps them finite for logits up to ±1e38. The truth of a sample is a target t, a weight for every class:
/// one for the true class and zero for the others, or what smoothing, mixing and class weights make of that.
public enum Loss: Hashable, Sendable {
  /// Cross-entropy: −Σ tⱼ log pⱼ.
  ///
  /// For one true class y that is softplus(z) − y·z with one output, the binary cross-entropy of σ(z), and
  /// log Σ eᶻʲ − z_y with more, the categorical one of softmax(z).
  case crossEntropy

  /// ½ Σ (t − p)² between the target and the probabilities p = σ(z), of the second class alone, or softmax(z).
  case halfSquaredError

  /// −Σ tⱼ (1 − pⱼ)^γ log pⱼ: samples that are easy already count less.
  ///
  /// Lin et al.: *Focal Loss for Dense Object Detection*, arXiv:1708.02002, equation 4.
  case focal(gamma: Float = 2)

  /// The word for it on the command line and in files.
  public var name: String {
    switch self {
    case .crossEntropy: "cross-entropy"
    case .halfSquaredError: "half-squared-error"
    case .focal: "focal"
    }
  }

  /// Every loss with its default settings.
  public static let all: [Loss] = [.crossEntropy, .halfSquaredError, .focal()]

  /// The loss of that name with default settings.
  public init?(named name: String) {
    guard let match = Loss.all.first(where: { $0.name == name }) else { return nil }
    self = match
  }
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
