/// How gradients change the parameters.
///
/// `g` is the gradient, to which weight decay λ has added λ·w for weights where nothing else is said (biases, scales and
/// shifts are never decayed); η is the learning rate.
public enum Optimizer: Hashable, Sendable {
  /// v ← μ·v + g; w ← w − η·v, with Nesterov momentum w ← w − η·(g + μ·v). With μ = 0 it is plain gradient
  /// descent.
  ///
  /// Polyak, *Some methods of speeding up the convergence of iteration methods*, 1964, in the form of PyTorch
  /// (Sutskever et al., ICML 2013, with the rate outside of the velocity).
  case sgd(momentum: Float = 0.9, nesterov: Bool = false)

  /// m ← β₁·m + (1 − β₁)·g; v ← β₂·v + (1 − β₂)·g²; w ← w − η·m̂ / (√v̂ + ε), m̂ and v̂ bias-corrected.
  ///
  /// Kingma, Ba: *Adam: A Method for Stochastic Optimization*, arXiv:1412.6980, algorithm 1.
  case adam(beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8)

  /// Adam with decoupled weight decay: the weights shrink by η·λ, outside of the moments.
  ///
  /// Loshchilov, Hutter: *Decoupled Weight Decay Regularization*, arXiv:1711.05101, algorithm 2 as in PyTorch.
  case adamW(beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8)

  /// v ← α·v + (1 − α)·g²; w ← w − η·g / (√v + ε).
  ///
  /// Tieleman, Hinton: *Lecture 6.5*, Neural Networks for Machine Learning, 2012, in the form of PyTorch.
  case rmsProp(smoothing: Float = 0.99, epsilon: Float = 1e-8)

  /// u ← m̂ / (√v̂ + ε) + λ·w of each parameter, with Adam's moments; w ← w − η·(‖w‖ / ‖u‖)·u for weights, so that
  /// every layer moves by the same share of its length; w ← w − η·u for biases, scales and shifts.
  ///
  /// You et al.: *Large Batch Optimization for Deep Learning*, arXiv:1904.00962, algorithm 2.
  case lamb(beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-6)

  /// v ← μ·v + g; the step of a hidden weight is the orthogonal matrix next to g + μ·v, as `[outputs, inputs · kernel]`,
  /// times √max(1, rows / columns), found by five Newton–Schulz steps; the weights shrink by η·λ.
  ///
  /// The first and the last layer, biases, scales and shifts follow AdamW (β 0.9 and 0.999) at the rate
  /// η · `auxiliaryRate`.
  ///
  /// Jordan: *Muon: An optimizer for hidden layers in neural networks*, kellerjordan.github.io/posts/muon, 2024.
  case muon(momentum: Float = 0.95, auxiliaryRate: Float = 0.1)

  /// The word for it on the command line and in files.
  public var name: String {
    switch self {
    case .sgd: "sgd"
    case .adam: "adam"
    case .adamW: "adamw"
    case .rmsProp: "rmsprop"
    case .lamb: "lamb"
    case .muon: "muon"
    }
  }

  /// Every optimiser with its default settings.
  public static let all: [Optimizer] = [.sgd(), .adam(), .adamW(), .rmsProp(), .lamb(), .muon()]

  /// The optimiser of that name with default settings.
  public init?(named name: String) {
    guard let match = Optimizer.all.first(where: { $0.name == name }) else { return nil }
    self = match
  }

  /// Its state for each parameter.
  var memoryNames: [String] {
    switch self {
    case .sgd(let momentum, _): momentum == 0 ? [] : ["velocity"]
    case .adam, .adamW, .lamb: ["moment1", "moment2"]
    case .rmsProp: ["mean_square"]
    // The velocity of hidden weights and the first moment of the others share a block.
    case .muon: ["moment1", "moment2"]
    }
  }
}

extension Optimizer {
  /// A learning rate that works with it on most data.
  public var defaultLearningRate: Float {
    switch self {
    case .sgd: 0.05
    case .adam, .adamW: 1e-3
    case .rmsProp: 1e-4
    case .lamb: 5e-3
    case .muon: 0.02
    }
  }
}
