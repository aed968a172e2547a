/// One way in which training pictures are changed.
///
/// Lengths are shares of the picture's side, so that a step means the same at every size. What comes to lie outside of
/// the picture is the pixel at its edge.
public enum AugmentationStep: Hashable, Sendable {
  /// Left and right exchanged with this probability.
  case horizontalFlip(probability: Float = 0.5)
  /// Left and right exchanged in every other epoch, beginning with half of the pictures: both sides of each are seen
  /// equally often, which by chance they are not in a few epochs.
  ///
  /// Jordan: *94% on CIFAR-10 in 3.29 Seconds on a Single GPU*, arXiv:2404.00498, section 3.6.
  case alternatingFlip
  /// Top and bottom exchanged with this probability.
  case verticalFlip(probability: Float = 0.5)
  /// The picture moved by a whole number of pixels, up to `padding` of its side each way: a random crop of the padded
  /// picture.
  ///
  /// He et al., *Deep Residual Learning for Image Recognition*, arXiv:1512.03385, 4.2: 4 of 32 pixels.
  case crop(padding: Float = 0.125)
  /// A part with a random share of the area, `area` to 1, and an aspect ratio of 1/`aspect` to `aspect` (its logarithm
  /// is uniform), enlarged to the whole.
  ///
  /// Szegedy et al., *Going Deeper with Convolutions*, arXiv:1409.4842, 6, as torchvision's `RandomResizedCrop`.
  case resizedCrop(area: Float = 0.5, aspect: Float = 4 / 3)
  /// Turned about the middle by up to this many degrees each way.
  case rotation(degrees: Float = 10)
  /// Moved by up to this share of its side each way, not by whole pixels.
  case translation(share: Float = 0.1)
  /// Brightness, contrast and saturation times 1 ± up to these, hue turned by up to ± `hue` of a turn.
  ///
  /// As torchvision's `ColorJitter` in this order; the four are one matrix, so rounding and clamping happen once, and
  /// hue is turned in YIQ, where it is linear.
  case color(brightness: Float = 0.2, contrast: Float = 0.2, saturation: Float = 0.2, hue: Float = 0)
  /// Colours replaced by their luma (ITU-R 601) with this probability.
  case grayscale(probability: Float = 0.1)
  /// A Gaussian of 0.1 to `sigma` percent of the side with this probability.
  ///
  /// Chen et al., *A Simple Framework for Contrastive Learning*, arXiv:2002.05709, appendix A.
  case blur(probability: Float = 0.5, sigma: Float = 1)
  /// With this probability a rectangle of 2 % to `area` of the picture, 3:10 to 10:3, replaced by noise.
  ///
  /// Zhong et al., *Random Erasing Data Augmentation*, arXiv:1708.04896, algorithm 1.
  case erasing(probability: Float = 0.25, area: Float = 0.33)
  /// `count` operations of 14, all with the strength `magnitude` of 30.
  ///
  /// Cubuk et al., *RandAugment*, arXiv:1909.13719.
  case randAugment(count: Int = 2, magnitude: Int = 9)
  /// One operation of 14 with a random strength.
  ///
  /// Müller, Hutter: *TrivialAugment*, arXiv:2103.10158, the wide space.
  case trivialAugment
}

/// How training pictures are changed, anew in every epoch: steps in order.
public struct Augmentation: Hashable, Sendable {
  /// What is done to a picture, in this order.
  public let steps: [AugmentationStep]

  /// Makes an augmentation of steps of one's own; none leaves pictures as they are.
  public init(_ steps: [AugmentationStep]) { self.steps = steps }

  /// What the command line knows by name.
  public enum Preset: String, Codable, Hashable, Sendable, CaseIterable {
    /// Pictures as they are.
    case none
    /// A flip and a padded crop, what CIFAR-10 is usually trained with (arXiv:1512.03385).
    case light
    /// A flip, a part of half the area or more, and slightly other colours.
    case standard
    /// A flip, a part of a quarter or more, one operation of TrivialAugment, and an erased rectangle.
    case strong
  }

  /// Makes the augmentation that the command calls by this word.
  public init(_ preset: Preset) {
    switch preset {
    case .none: steps = []
    case .light: steps = [.crop(), .horizontalFlip()]
    case .standard: steps = [.resizedCrop(), .horizontalFlip(), .color()]
    case .strong: steps = [.resizedCrop(area: 0.25), .horizontalFlip(), .trivialAugment, .erasing()]
    }
  }

  /// What is wrong with a step, nil where all of them can be followed.
  package var problem: (expected: String, received: String)? {
    for step in steps {
      guard let expected = step.expectation else { continue }
      return (expected, "\(step)")
    }
    return nil
  }

  /// Whether pictures stay as they are.
  package var isNone: Bool { steps.isEmpty }

  /// Whether some pictures are mirrored left to right, so that a model learns both.
  public var mirrors: Bool {
    steps.contains { step in
      switch step {
      case .horizontalFlip(let probability): probability > 0
      case .alternatingFlip: true
      default: false
      }
    }
  }
}

extension AugmentationStep {
  /// What a setting of this step should be, nil where all are.
  fileprivate var expectation: String? {
    func isShare(_ value: Float) -> Bool { value >= 0 && value <= 1 }
    switch self {
    case .horizontalFlip(let probability), .verticalFlip(let probability), .grayscale(let probability):
      return isShare(probability) ? nil : "a probability of 0 to 1"
    case .crop(let share), .translation(let share): return isShare(share) ? nil : "a share of 0 to 1"
    case .resizedCrop(let area, let aspect):
      return area > 0 && area <= 1 && aspect >= 1 && aspect.isFinite
        ? nil : "an area above 0 and up to 1, and an aspect of at least 1"
    case .rotation(let degrees): return degrees >= 0 && degrees <= 180 ? nil : "0 to 180 degrees"
    case .color(let brightness, let contrast, let saturation, let hue):
      return [brightness, contrast, saturation].allSatisfy(isShare) && hue >= 0 && hue <= 0.5
        ? nil : "shares of 0 to 1 and a hue of 0 to 0.5"
    case .blur(let probability, let sigma):
      return isShare(probability) && sigma >= 0.1 && sigma <= 100
        ? nil : "a probability of 0 to 1 and a sigma of 0.1 to 100 percent"
    case .erasing(let probability, let area):
      return isShare(probability) && area > 0.02 && area <= 1
        ? nil : "a probability of 0 to 1 and an area above 0.02 and up to 1"
    case .randAugment(let count, let magnitude):
      return (0...14).contains(count) && (0...30).contains(magnitude)
        ? nil : "0 to 14 operations of a magnitude of 0 to 30"
    case .trivialAugment, .alternatingFlip: return nil
    }
  }
}
