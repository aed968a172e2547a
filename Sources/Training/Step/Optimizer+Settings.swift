extension Optimizer {
  /// The settings of an optimiser by name; those that it does not have are nil.
  package struct Settings: Hashable, Sendable {
    package var momentum: Float?
    package var nesterov: Bool?
    package var beta1: Float?
    package var beta2: Float?
    package var smoothing: Float?
    package var epsilon: Float?
    package var auxiliaryRate: Float?
  }

  /// What it is set to; a setting that it does not have is ignored when it is set.
  package var settings: Settings {
    get {
      switch self {
      case .sgd(let momentum, let nesterov): Settings(momentum: momentum, nesterov: nesterov)
      case .adam(let beta1, let beta2, let epsilon), .adamW(let beta1, let beta2, let epsilon),
        .lamb(let beta1, let beta2, let epsilon):
        Settings(beta1: beta1, beta2: beta2, epsilon: epsilon)
      case .rmsProp(let smoothing, let epsilon): Settings(smoothing: smoothing, epsilon: epsilon)
      case .muon(let momentum, let rate): Settings(momentum: momentum, auxiliaryRate: rate)
      }
    }
    set {
      switch self {
      case .sgd(let momentum, let nesterov):
        self = .sgd(momentum: newValue.momentum ?? momentum, nesterov: newValue.nesterov ?? nesterov)
      case .adam(let beta1, let beta2, let epsilon):
        self = .adam(
          beta1: newValue.beta1 ?? beta1, beta2: newValue.beta2 ?? beta2, epsilon: newValue.epsilon ?? epsilon
        )
      case .adamW(let beta1, let beta2, let epsilon):
        self = .adamW(
          beta1: newValue.beta1 ?? beta1, beta2: newValue.beta2 ?? beta2, epsilon: newValue.epsilon ?? epsilon
        )
      case .lamb(let beta1, let beta2, let epsilon):
        self = .lamb(
          beta1: newValue.beta1 ?? beta1, beta2: newValue.beta2 ?? beta2, epsilon: newValue.epsilon ?? epsilon
        )
      case .rmsProp(let smoothing, let epsilon):
        self = .rmsProp(
          smoothing: newValue.smoothing ?? smoothing, epsilon: newValue.epsilon ?? epsilon)
      case .muon(let momentum, let rate):
        self = .muon(
          momentum: newValue.momentum ?? momentum, auxiliaryRate: newValue.auxiliaryRate ?? rate)
      }
    }
  }
}
