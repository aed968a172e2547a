import FoveaDatasets
import FoveaInference
public import FoveaNetworks

extension Recipe {
  /// The recipe that `architecture` is trained with on `samples` images where nothing else is said.
  ///
  /// Measured on Fashion-MNIST, CIFAR-10, three sets of some thousand photos, and the 600 images of `SampleData`, see
  /// `Docs/Defaults.md`: a small set needs small batches and more passes to get enough steps. Who takes the mirror images
  /// out of `augmentation` takes them out of `views`, too.
  public static func `default`(for architecture: Architecture, samples: Int) -> Recipe {
    let isSmall = samples < 4000
    switch architecture {
    case .logistic:
      return Recipe(
        epochs: isSmall ? 60 : 30, batchSize: .samples(isSmall ? 32 : 256),
        learningRate: isSmall ? 1e-3 : 2e-3,
        weightDecay: isSmall ? 1e-3 : 1e-4, selection: .loss)
    case .mlp, .patchMLP:
      return Recipe(epochs: isSmall ? 40 : 20, batchSize: .samples(isSmall ? 32 : 128), learningRate: 1e-3)
    case .lenet:
      return Recipe(epochs: isSmall ? 40 : 15, batchSize: .samples(isSmall ? 32 : 128), learningRate: 2e-3)
    case .cnn:
      // The rate rises fast: a tenth of the run spent below it was a whole epoch of a short one.
      return Recipe(
        epochs: isSmall ? 40 : 10, batchSize: .samples(isSmall ? 32 : 128),
        optimizer: .muon(momentum: 0.8, auxiliaryRate: 0.2), learningRate: 0.06,
        schedule: .oneCycle(rise: 0.03),
        // Photos that are few are learned by heart: the decay keeps what is learned simple, and larger crops show more
        // pictures. Crops that zoom and other colours cost more than they gave.
        weightDecay: isSmall ? 0.1 : 0,
        augmentation: Augmentation([.crop(padding: isSmall ? 0.125 : 0.0625), .horizontalFlip()]),
        views: .mirrored,
        // A few hundred validation images tell epochs apart worse than the fallen rate does.
        selection: isSmall ? .last : .loss)
    case .airbench:
      return Recipe(
        epochs: isSmall ? 40 : 8, batchSize: .samples(isSmall ? 64 : 400),
        optimizer: .muon(momentum: 0.8, auxiliaryRate: 0.2), learningRate: 0.1,
        schedule: .oneCycle(rise: 0.05),
        weightDecay: 0.1, labelSmoothing: 0.2,
        augmentation: Augmentation([.crop(padding: 0.09375), .alternatingFlip]), views: .mirrored,
        selection: .last)
    case .recurrent:
      // Gradients through many steps now and then explode: they are cut where they would throw the weights far away.
      return Recipe(
        epochs: isSmall ? 60 : 20, batchSize: .samples(isSmall ? 32 : 128), learningRate: 3e-3,
        schedule: .oneCycle(rise: 0.2), clipNorm: 1,
        augmentation: Augmentation([.crop(padding: 0.0625), .horizontalFlip()]), selection: .loss)
    case .resnet9, .resnet20, .resnet, .mobileNetV2, .efficientNetLite:
      // The papers' recipes: momentum, a strong decay of weights, and a rate in proportion to the batch.
      return Recipe(
        epochs: isSmall ? 60 : 30, batchSize: .samples(isSmall ? 32 : 128), optimizer: .sgd(momentum: 0.9),
        learningRate: isSmall ? 0.02 : 0.08, warmupEpochs: 2, weightDecay: 5e-4)
    }
  }

  /// Whether every image counts as often as it occurs, so that probabilities are meant to be those of the data.
  package var takesClassesAsTheyAre: Bool { classWeights == .none && sampling == .natural }

  /// Where nobody chose a selection: the last epoch is a default for a rate that falls to nothing, and who waits for
  /// better scores compares them.
  package mutating func compareEpochsWhereNeeded() {
    if selection == .last, patience != nil || !schedule.fallsToNothing { selection = .loss }
  }
}
