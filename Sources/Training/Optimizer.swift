/// How gradients change the parameters.
///
/// `g` is the gradient, to which weight decay λ has added λ·w for weights (biases, scales and shifts are never
/// decayed); η is the learning rate.
public enum Optimizer: Hashable, Sendable {
  /// v ← μ·v + g; w ← w − η·v. With μ = 0 it is plain gradient descent.
  ///
  /// Polyak, *Some methods of speeding up the convergence of iteration methods*, 1964, in the form of PyTorch
  /// (Sutskever et al., ICML 2013, with the rate outside of the velocity).
  case sgd(momentum: Float = 0.9)

  /// m ← β₁·m + (1 − β₁)·g; v ← β₂·v + (1 − β₂)·g²; w ← w − η·m̂ / (√v̂ + ε), m̂ and v̂ without their start bias.
  ///
  /// Kingma, Ba: *Adam: A Method for Stochastic Optimization*, arXiv:1412.6980, algorithm 1.
  case adam(beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8)

  /// The word for it on the command line and in files.
  public var name: String {
    switch self {
    case .sgd: "sgd"
    case .adam: "adam"
    }
  }

  /// Every optimiser with its default settings.
  public static let all: [Optimizer] = [.sgd(), .adam()]
}
