import FoveaNetworks

extension Schedule {
  /// The settings of a schedule by name; those that it does not have are nil.
  struct Settings: Hashable, Sendable {
    var epochs: Int?
    var factor: Float?
    var rise: Float?
  }

  /// What it is set to; a setting that it does not have is ignored when it is set.
  var settings: Settings {
    get {
      switch self {
      case .constant, .cosine: Settings()
      case .step(let epochs, let factor), .plateau(let epochs, let factor):
        Settings(epochs: epochs, factor: factor)
      case .oneCycle(let rise): Settings(rise: rise)
      }
    }
    set {
      switch self {
      case .constant, .cosine: break
      case .step(let epochs, let factor):
        self = .step(epochs: newValue.epochs ?? epochs, factor: newValue.factor ?? factor)
      case .plateau(let epochs, let factor):
        self = .plateau(epochs: newValue.epochs ?? epochs, factor: newValue.factor ?? factor)
      case .oneCycle(let rise): self = .oneCycle(rise: newValue.rise ?? rise)
      }
    }
  }
}

extension Loss {
  /// γ of the focal loss; nil, and ignored when it is set, for the others.
  var gamma: Float? {
    get {
      switch self {
      case .focal(let gamma): gamma
      case .crossEntropy, .halfSquaredError: nil
      }
    }
    set {
      switch self {
      case .focal(let gamma): self = .focal(gamma: newValue ?? gamma)
      case .crossEntropy, .halfSquaredError: break
      }
    }
  }
}
