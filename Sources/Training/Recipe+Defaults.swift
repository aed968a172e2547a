public import FoveaNetworks

extension Recipe {
  /// The recipe that `architecture` is trained with where nothing else is said.
  public static func `default`(for architecture: Architecture) -> Recipe {
    switch architecture {
    case .logistic:
      Recipe(
        epochs: 30, batchSize: .samples(256), learningRate: 2e-3, weightDecay: 1e-4, selection: .loss)
    case .mlp: Recipe(epochs: 20, batchSize: .samples(128), learningRate: 1e-3)
    case .patchMLP: Recipe(epochs: 20, batchSize: .samples(128), learningRate: 1e-3)
    }
  }
}

extension Optimizer {
  /// A learning rate that works with it on most data.
  public var defaultLearningRate: Float {
    switch self {
    case .sgd: 0.05
    case .adam: 1e-3
    }
  }
}
