/// How gradients change the parameters.
///
/// `g` is the gradient, to which weight decay λ has added λ·w for weights (biases, scales and shifts are never
/// decayed); η is the learning rate.
public enum Optimizer: Hashable, Sendable {
  /// v ← μ·v + g; w ← w − η·v, with Nesterov's look ahead w ← w − η·(g + μ·v). With μ = 0 it is plain gradient
  /// descent.
  ///
  /// Polyak, *Some methods of speeding up the convergence of iteration methods*, 1964, in the form of PyTorch
  /// (Sutskever et al., ICML 2013, with the rate outside of the velocity).
  case sgd(momentum: Float = 0.9, nesterov: Bool = false)

  /// m ← β₁·m + (1 − β₁)·g; v ← β₂·v + (1 − β₂)·g²; w ← w − η·m̂ / (√v̂ + ε), m̂ and v̂ without their start bias.
  ///
  /// Kingma, Ba: *Adam: A Method for Stochastic Optimization*, arXiv:1412.6980, algorithm 1.
  case adam(beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8)

  /// Adam whose weight decay shrinks the weights by η·λ themselves, outside of the moments.
  ///
  /// Loshchilov, Hutter: *Decoupled Weight Decay Regularization*, arXiv:1711.05101, algorithm 2 as in PyTorch.
  case adamW(beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8)

  /// v ← α·v + (1 − α)·g²; w ← w − η·g / (√v + ε).
  ///
  /// Tieleman, Hinton: *Lecture 6.5*, Neural Networks for Machine Learning, 2012, in the form of PyTorch.
  case rmsProp(smoothing: Float = 0.99, epsilon: Float = 1e-8)

  /// The word for it on the command line and in files.
  public var name: String {
    switch self {
    case .sgd: "sgd"
    case .adam: "adam"
    case .adamW: "adamw"
    case .rmsProp: "rmsprop"
    }
  }

  /// Every optimiser with its default settings.
  public static let all: [Optimizer] = [.sgd(), .adam(), .adamW(), .rmsProp()]

  /// What it remembers of every parameter.
  var memoryNames: [String] {
    switch self {
    case .sgd(let momentum, _): momentum == 0 ? [] : ["velocity"]
    case .adam, .adamW: ["moment1", "moment2"]
    case .rmsProp: ["mean_square"]
    }
  }
}
