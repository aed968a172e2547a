import Foundation
import FoveaDatasets
import FoveaInference
public import FoveaNetworks

/// The recipes that a search looks through: the one it starts from, and random changes of it.
public struct RecipeSearch: Hashable, Sendable {
  /// What may be changed.
  public enum Dimension: String, Hashable, Sendable, CaseIterable {
    /// From a tenth to ten times the rate that the search starts from, its logarithm uniform.
    case learningRate = "learning_rate"
    /// None for one candidate in four; else over three powers of ten, its logarithm uniform.
    case weightDecay = "weight_decay"
    /// One of the presets.
    case augmentation
    /// Half, once or twice the width, where an architecture has one: hidden layers, or stages.
    case width
  }

  /// A recipe to try.
  public struct Candidate: Hashable, Sendable {
    /// How it is trained.
    public let recipe: Recipe
    /// The network, with its width.
    public let architecture: Architecture
  }

  private let start: Candidate
  private let dimensions: Set<Dimension>
  private let random: RandomSource

  /// - Parameters:
  ///   - fixed: what stays as it is in the recipe that the search starts from.
  ///   - seed: the same seed gives the same candidates.
  public init(
    from recipe: Recipe, _ architecture: Architecture, fixed: Set<Dimension> = [], seed: UInt64
  ) {
    start = Candidate(recipe: recipe, architecture: architecture)
    dimensions = Set(Dimension.allCases).subtracting(fixed)
    random = RandomSource(seed: seed).stream("search")
  }

  /// The candidate of that number: 0 is the recipe that the search starts from, and every other depends on its number
  /// and the seed alone.
  public func candidate(_ number: Int) -> Candidate {
    guard number > 0 else { return start }
    var recipe = start.recipe
    var architecture = start.architecture
    if dimensions.contains(.learningRate) {
      var stream = random.stream("learning_rate", number)
      recipe.learningRate = rounded(recipe.learningRate * power(from: -1, to: 1, &stream))
    }
    if dimensions.contains(.weightDecay) {
      var stream = random.stream("weight_decay", number)
      let isNone = stream.uniform() < 0.25
      let lowest: Float = recipe.optimizer.shrinksWeights ? -4 : -5
      recipe.weightDecay = isNone ? 0 : rounded(power(from: lowest, to: lowest + 3, &stream))
    }
    if dimensions.contains(.augmentation) {
      var stream = random.stream("augmentation", number)
      let presets = Augmentation.Preset.allCases
      let learnsBoth = recipe.augmentation.mirrors
      recipe.augmentation = Augmentation(presets[Int.random(in: presets.indices, using: &stream)])
      // Who does not learn mirrored pictures is not asked about them.
      if learnsBoth, recipe.views == .mirrored, !recipe.augmentation.mirrors { recipe.views = .single }
    }
    if dimensions.contains(.width) {
      var stream = random.stream("width", number)
      architecture = architecture.scaled(by: [0.5, 1, 2][Int.random(in: 0..<3, using: &stream)])
    }
    return Candidate(recipe: recipe, architecture: architecture)
  }

  /// A power of ten whose exponent is uniform.
  private func power(from low: Float, to high: Float, _ stream: inout RandomSource) -> Float {
    Float(pow(10, Double(low + stream.uniform() * (high - low))))
  }

  /// `value` with two digits: more cannot be told apart.
  private func rounded(_ value: Float) -> Float {
    let scale = pow(10, 1 - log10(Double(value)).rounded(.down))
    return Float((Double(value) * scale).rounded() / scale)
  }
}

extension Optimizer {
  /// Whether weight decay shrinks the weights themselves, which takes larger values than a term of the gradient.
  fileprivate var shrinksWeights: Bool {
    switch self {
    case .adamW, .lamb, .muon: true
    case .sgd, .adam, .rmsProp: false
    }
  }
}

extension Architecture {
  /// The same with hidden layers or stages of other widths; those that have neither stay as they are.
  fileprivate func scaled(by factor: Double) -> Architecture {
    var other = self
    other.hidden = hidden.map { $0.map { max(4, Int((Double($0) * factor).rounded())) } }
    other.width = width.map { $0 * Float(factor) }
    return other
  }
}
