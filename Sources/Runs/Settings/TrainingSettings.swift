import Foundation
import FoveaDatasets
public import FoveaEvaluation
package import FoveaExecution
public import FoveaNetworks
public import FoveaTraining

/// What is decided before a training, apart from its recipe: `config.json` keeps it, and resuming starts from it.
public struct TrainingSettings: Hashable, Sendable, Codable {
  /// The labeled images.
  public var source: DataSource
  /// The network that is built.
  public var architecture: Architecture
  /// The side of a patch in pixels, for those that take patches; nil is a divisor of the width near an eighth of it.
  public var patch: Int?
  /// How the threshold of two classes is chosen on the validation part; nil leaves it at 0.5, unless 250 or more images of
  /// that part show another one to be more accurate.
  public var thresholdRule: ThresholdRule?
  /// The positive one of two classes, which threshold and scores are of; nil is the second.
  public var positive: String?
  /// Another share of the positive class, which scores are restated for; nil restates none.
  public var prevalence: Double?
  /// The numbers to train with.
  public var precision: PrecisionChoice
  /// Whether the fastest algorithm is measured where a convolution has several; else the direct one is taken.
  public var measuresAlgorithms: Bool
  /// Algorithms that were chosen before, by this machine.
  package var algorithms = KernelChoices()
  /// Threads that compute, on which the last bits of a model depend; nil is one a core.
  public var threads: Int?
  /// Generated images that join the training part; nil for none.
  public var synthetic: SyntheticImages?
  /// Minutes between checkpoints within an epoch.
  public var checkpointMinutes: Double
  /// The folder below which event files for TensorBoard are written; nil writes none.
  public var eventFolder: String?
  /// The model whose features are learned on, in place of `architecture`; nil trains a network from its beginning.
  public var backbone: BackboneSettings?

  /// Makes settings; what is left out is as the command has it.
  public init(
    source: DataSource, architecture: Architecture = .cnn(SmallConvolutionalNetwork()), patch: Int? = nil,
    thresholdRule: ThresholdRule? = nil, positive: String? = nil, prevalence: Double? = nil,
    precision: PrecisionChoice = .auto, measuresAlgorithms: Bool = true, threads: Int? = nil,
    checkpointMinutes: Double = 5, eventFolder: String? = nil,
    backbone: BackboneSettings? = nil
  ) {
    self.source = source
    self.architecture = architecture
    self.patch = patch
    self.thresholdRule = thresholdRule
    self.positive = positive
    self.prevalence = prevalence
    self.precision = precision
    self.measuresAlgorithms = measuresAlgorithms
    self.threads = threads
    self.checkpointMinutes = checkpointMinutes
    self.eventFolder = eventFolder
    self.backbone = backbone
  }

  /// Picks algorithms; to be made after the number of threads was set.
  var tuner: Tuner {
    measuresAlgorithms
      ? Tuner(measuringInto: TuningMemory(), choices: algorithms) : Tuner(fixed: algorithms)
  }

  /// Sets the number of threads that compute for the job on this thread.
  func useThreads() { if let threads { Threads.use(threads) } }

  /// The same settings as another process has to follow them: what was left open is what was chosen.
  func settled(_ trainer: Trainer) -> TrainingSettings {
    var settings = settled(trainer.precision)
    settings.algorithms = trainer.kernelChoices
    return settings
  }

  /// The same where no network is trained.
  func settled(_ precision: Precision) -> TrainingSettings {
    var settings = self
    settings.source = source.anchored()
    settings.threads = Threads.count
    settings.precision = precision == .bfloat16 ? .bf16 : .f32
    settings.synthetic = synthetic?.anchored()
    settings.eventFolder = eventFolder.map { URL(fileURLWithPath: $0).path }
    return settings
  }

  /// Refuses pictures that the network cannot take, and a positive class that there is not, before any picture is decoded.
  func requireUsable(_ geometry: Preprocessing.Geometry, classes: [String]) throws {
    try requireTwo(of: classes)
    // A backbone brings its own size.
    guard backbone == nil else { return }
    try GeometryChoice.require(architecture, canTake: geometry, patch: patch, classes: classes.count)
  }

  /// Refuses what is for two classes and not for these.
  func requireTwo(of classes: [String]) throws(EvaluationError) {
    if let positive {
      guard classes.count == 2 else { throw .positiveNeedsTwoClasses(positive, classes: classes.count) }
      guard classes.contains(positive) else { throw .unknownPositive(positive, known: classes) }
    }
    if let prevalence {
      guard classes.count == 2 else { throw .prevalenceNeedsTwoClasses(prevalence, classes: classes.count) }
      guard prevalence > 0, prevalence < 1 else { throw .prevalence(prevalence) }
    }
    if thresholdRule != nil, classes.count != 2 { throw .thresholdRuleNeedsTwoClasses(classes.count) }
  }
}

/// How a recipe is found once it is known how many images there are to learn from.
public struct RecipeChoice: Sendable {
  private let change: @Sendable (Recipe) throws -> Recipe

  /// The recipe that `change` makes of the default one for the architecture and the number of training images.
  public init(changing change: @escaping @Sendable (Recipe) throws -> Recipe = { $0 }) {
    self.change = change
  }

  /// Always this one.
  public init(_ recipe: Recipe) { change = { _ in recipe } }

  /// The recipe of training `architecture` on so many images.
  package func recipe(for architecture: Architecture, samples: Int) throws -> Recipe {
    try change(.default(for: architecture, samples: samples))
  }

  /// Whether `architecture` has time to learn from photos of 96 pixels a side instead of 64, which takes it three times as
  /// long.
  ///
  /// Measured for `cnn` alone. The rule counts images and minutes, not seconds of this machine, so that the same command
  /// means the same size everywhere: 40 passes over 400 images take about a minute on two cores with AVX2.
  ///
  /// - Parameter trainings: models that share the minutes.
  package func takesPhotos(_ architecture: Architecture, samples: Int, trainings: Int = 1) throws -> Bool {
    guard case .cnn = architecture else { return false }
    let minutes = try recipe(for: architecture, samples: samples).minutes
    let each = minutes.map { $0 / Double(trainings) } ?? RecipeChoice.usualMinutes
    return Double(samples) <= each * RecipeChoice.photosPerMinute
  }

  /// What training on a small set may take where nobody gave a budget.
  private static let usualMinutes = 5.0
  private static let photosPerMinute = 400.0

  /// The recipe of what has a default of its own.
  package func recipe(over base: Recipe) throws -> Recipe { try change(base) }
}
