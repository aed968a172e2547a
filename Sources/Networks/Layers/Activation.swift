/// An elementwise non-linearity, or softmax over the last dimension.
///
/// - Shapes: input any; output the same.
public enum Activation: Hashable, Sendable, Codable {
  /// σ(x) = 1 / (1 + e⁻ˣ).
  case sigmoid

  /// tanh(x).
  case tanh

  /// max(0, x). Nair, Hinton: *Rectified Linear Units Improve Restricted Boltzmann Machines*, ICML 2010.
  case relu

  /// min(max(0, x), 6). Krizhevsky: *Convolutional Deep Belief Networks on CIFAR-10*, 2010.
  case relu6

  /// x where x > 0, else `slope`·x. Maas, Hannun, Ng: *Rectifier Nonlinearities Improve Neural Network
  /// Acoustic Models*, ICML 2013.
  case leakyReLU(slope: Float = 0.01)

  /// max(0, x + ε·√σ(x)) with ε from the standard normal while training, max(0, x) otherwise.
  ///
  /// The NReLU of Nair and Hinton (ICML 2010), whose noise has variance σ(x). The gradient is that of the
  /// whole expression with ε held fixed.
  case noisyReLU

  /// x · σ(x). Hendrycks, Gimpel, arXiv:1606.08415, as SiLU; Ramachandran, Zoph, Le, arXiv:1710.05941, as Swish.
  case silu

  /// x · Φ(x) = x · (1 + erf(x / √2)) / 2. Hendrycks, Gimpel: *Gaussian Error Linear Units*, arXiv:1606.08415.
  case gelu

  /// eˣⁱ / Σ eˣʲ over the last dimension.
  case softmax
}

extension Activation: Layer {
  package var kind: String {
    switch self {
    case .sigmoid: "sigmoid"
    case .tanh: "tanh"
    case .relu: "relu"
    case .relu6: "relu6"
    case .leakyReLU: "leaky-relu"
    case .noisyReLU: "noisy-relu"
    case .silu: "silu"
    case .gelu: "gelu"
    case .softmax: "softmax"
    }
  }

  package func outputShape(for inputs: [Shape]) throws(ShapeMismatch) -> Shape { try single(inputs) }

  package func write(to fields: inout FieldWriter) throws {
    if case .leakyReLU(let slope) = self { try fields.set(.slope, slope) }
  }

  /// The activation that files call `kind`, or nil.
  init?(kind: String, fields: FieldReader) throws {
    if kind == "leaky-relu" {
      self = .leakyReLU(slope: try fields.value(.slope, "a number of 0 or more") { $0 >= 0 })
      return
    }
    let plain: [Activation] = [.sigmoid, .tanh, .relu, .relu6, .noisyReLU, .silu, .gelu, .softmax]
    guard let match = plain.first(where: { $0.kind == kind }) else { return nil }
    self = match
  }
}

extension Activation {
  /// What suits the weights in front of this non-linearity.
  package var weightInitializer: Initializer {
    switch self {
    case .relu, .relu6, .leakyReLU, .noisyReLU, .silu, .gelu: .he
    case .sigmoid, .tanh, .softmax: .glorot
    }
  }
}

extension NodeOperation {
  /// max(0, x).
  public static var relu: NodeOperation { .activation(.relu) }

  /// min(max(0, x), 6).
  public static var relu6: NodeOperation { .activation(.relu6) }
}

extension Activation {
  /// The word for it on the command line and in recipes: `relu`, `leaky-relu:0.1`.
  package var word: String {
    if case .leakyReLU(let slope) = self { return "leaky-relu:\(slope)" }
    return kind
  }
  /// The one that a person's word names; nil for none.
  package init?(word: String) {
    let parts = word.split(separator: ":", maxSplits: 1).map(String.init)
    switch (parts.first, parts.count) {
    case ("sigmoid", 1): self = .sigmoid
    case ("tanh", 1): self = .tanh
    case ("relu", 1): self = .relu
    case ("noisy-relu", 1): self = .noisyReLU
    case ("relu6", 1): self = .relu6
    case ("silu", 1): self = .silu
    case ("gelu", 1): self = .gelu
    case ("leaky-relu", 1): self = .leakyReLU()
    case ("leaky-relu", 2):
      guard let slope = Float(parts[1]), slope >= 0, slope < 1 else { return nil }
      self = .leakyReLU(slope: slope)
    default: return nil
    }
  }
}
