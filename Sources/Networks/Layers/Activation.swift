/// An elementwise non-linearity, or softmax over the last dimension.
///
/// - Shapes: input any; output the same.
public enum Activation: Hashable, Sendable {
  /// σ(x) = 1 / (1 + e⁻ˣ).
  case sigmoid

  /// tanh(x).
  case tanh

  /// max(0, x). Nair, Hinton: *Rectified Linear Units Improve Restricted Boltzmann Machines*, ICML 2010.
  case relu

  /// x where x > 0, else `slope`·x. Maas, Hannun, Ng: *Rectifier Nonlinearities Improve Neural Network
  /// Acoustic Models*, ICML 2013.
  case leakyReLU(slope: Float = 0.01)

  /// max(0, x + ε·√σ(x)) with ε from the standard normal while training, max(0, x) otherwise.
  ///
  /// The NReLU of Nair and Hinton (ICML 2010), whose noise has variance σ(x). The gradient is that of the
  /// whole expression with ε held fixed.
  case noisyReLU

  /// eˣⁱ / Σ eˣʲ over the last dimension.
  case softmax
}

extension Activation: Layer {
  package var kind: String {
    switch self {
    case .sigmoid: "sigmoid"
    case .tanh: "tanh"
    case .relu: "relu"
    case .leakyReLU: "leaky-relu"
    case .noisyReLU: "noisy-relu"
    case .softmax: "softmax"
    }
  }

  package func outputShape(for inputs: [Shape]) throws(ShapeMismatch) -> Shape { try single(inputs) }
}

extension Activation {
  /// What suits the weights in front of this non-linearity.
  package var weightInitializer: Initializer {
    switch self {
    case .relu, .leakyReLU, .noisyReLU: .he
    case .sigmoid, .tanh, .softmax: .glorot
    }
  }
}

extension Operation {
  /// max(0, x).
  public static var relu: Operation { .activation(.relu) }
}
