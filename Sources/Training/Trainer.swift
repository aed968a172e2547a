import Dispatch
import Foundation
public import FoveaDatasets
package import FoveaExecution
public import FoveaInference
public import FoveaNetworks

/// Trains a network one epoch at a time; the caller owns the loop.
///
/// ```swift
/// let trainer = try Trainer(network, training: pixels, validation: held, preprocessing: preprocessing, recipe: recipe)
/// while let epoch = try trainer.nextEpoch() { print(epoch) }
/// let bundle = try trainer.best()
/// ```
///
/// Leaving the loop early is early stopping. The same recipe on the same data, machine and number of threads gives
/// the same bits.
public final class Trainer {
  /// The network that is trained.
  public let network: Network
  /// How an image is converted to the input of the network.
  public let preprocessing: Preprocessing
  /// How it is trained.
  public let recipe: Recipe
  /// Whether `onBatch` asked to stop.
  public internal(set) var isInterrupted = false
  /// Seconds that had passed of the recipe's minutes when this was made: for reading data.
  package var secondsBefore = 0.0
  /// Samples that are scored after training within the recipe's minutes.
  package var samplesScoredAfter = 0

  /// What learns.
  let step: TrainingStep
  /// Smaller pictures at first, where the recipe has them.
  let early: TrainingStage?
  let targets: Targets
  let training: PixelStore
  let validation: PixelStore?
  let random: RandomSource
  let batchSize: Int
  var state = TrainingState()
  /// The parameters of the best epoch.
  var kept: [String: Tensor]?
  /// Where a time is given: what fits into it.
  var budget: TimeBudget?
  /// When the last epoch ended.
  private var ended: Double?
  /// When this process began with the run.
  var begun: Double?
  private let recipeJSON: JSONValue
  /// SHA-256 of classes, labels and pixels of the training part.
  public let fingerprint: String

  /// Prepares training: compiles the network and draws its first weights.
  ///
  /// - Parameters:
  ///   - training: the training part.
  ///   - validation: the part by which the kept epoch is chosen; nil keeps the last.
  ///   - preprocessing: how pixels become the network's input, which has its shape.
  ///   - initial: parameters to begin with, by name, such as those of a network trained before; those that are not in it
  ///     are drawn.
  ///   - precision: the numbers to train with.
  /// - Throws: `TrainingError` for a recipe or data that do not fit, `ExecutionError` for parameters that the network does
  ///   not have or of other shapes, and where it cannot be compiled for this batch size.
  public convenience init(
    _ network: Network, training: PixelStore, validation: PixelStore?, preprocessing: Preprocessing,
    recipe: Recipe, initial: [String: Tensor] = [:], precision: PrecisionChoice = .auto
  ) throws {
    try self.init(
      network, training: training, validation: validation, preprocessing: preprocessing, recipe: recipe,
      initial: initial, precision: precision.precision, tuner: Tuner(fixed: KernelChoices()))
  }

  /// The same with a choice of how algorithms are chosen.
  package init(
    _ network: Network, training: PixelStore, validation: PixelStore?, preprocessing: Preprocessing,
    recipe: Recipe, initial: [String: Tensor] = [:], precision: Precision, tuner: Tuner
  ) throws {
    try recipe.validate()
    guard network.input == preprocessing.shape else {
      throw TrainingError.inputShape(
        network: network.input.description, preprocessing: preprocessing.shape.description)
    }
    guard training.count > 0 else { throw TrainingError.noSamples }
    guard network.classCount == training.classes.count else {
      throw TrainingError.classCount(network: network.classCount, data: training.classes.count)
    }
    self.network = network
    self.training = training
    self.validation = validation.flatMap { $0.count > 0 ? $0 : nil }
    self.preprocessing = preprocessing
    self.recipe = recipe
    random = RandomSource(seed: recipe.seed)
    recipeJSON = try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(recipe))
    fingerprint = try training.fingerprint()
    batchSize = recipe.batchSize.size(of: training.count)
    targets = Targets(recipe, labels: training.samples.lazy.map(\.label), classes: training.classes.count)
    var trained = network
    if recipe.stochasticDepth > 0 {
      guard let dropping = network.droppingBranches(recipe.stochasticDepth) else {
        throw TrainingError.recipe(
          field: "stochastic depth", expected: "0 for a network without residual branches",
          received: "\(recipe.stochasticDepth)")
      }
      trained = dropping
    }
    let executable = try Executable(
      trained, batch: batchSize, .training(recipe.loss), groups: recipe.groups, precision: precision,
      tuner: tuner)
    step = try TrainingStep(executable, recipe: recipe)
    early = try TrainingStage.early(recipe, of: executable, preprocessing: preprocessing, batch: batchSize)
    var drawn = network.initialParameters(random: random.stream("parameters"))
    try Whitening.apply(
      to: &drawn, of: network, pixels: training, preprocessing: preprocessing, random: random)
    try step.begin(with: drawn, initial)
    try prepare()
  }

  /// Compiles for every batch that will come, the last and smaller ones and those that are scored among them.
  ///
  /// So every algorithm that a stopwatch chooses is known before the first step, and can be written down.
  private func prepare() throws {
    for size in batchSizes(of: training.count, by: batchSize) {
      try executable.prepare(batch: size, executable.request)
      try early?.executable.prepare(batch: size, executable.request)
    }
    if let validation { try Scorer.prepare(executable, count: validation.count) }
  }

  /// Trains one epoch and scores the validation part; nil once training is over.
  ///
  /// - Parameter onBatch: called after each step; false ends training after this one, and the epoch is scored and
  ///   counted as far as it came.
  /// - Throws: `TrainingError.diverged` where the loss is not finite; `best()` still gives the best epoch before.
  public func nextEpoch(onBatch: (BatchProgress) throws -> Bool = { _ in true }) throws -> Epoch? {
    guard !isInterrupted, !isComplete, !isOutOfPatience else { return nil }
    begin()
    if recipe.minutes != nil, budget == nil { _ = try plan() }
    if let ended { budget?.record(between: now() - ended) }
    defer { ended = now() }
    let number = history.count + 1
    try trainOnce(epoch: number, onBatch: onBatch)
    let start = now()
    let pass = state.pass
    let score = try scoreValidation()
    budget?.validationSeconds = now() - start
    // The last step of the epoch may be the one that went too far.
    if let score, !score.kept.loss.isFinite {
      throw TrainingError.diverged(epoch: number, step: pass.batches, learningRate: pass.learningRate)
    }
    let epoch = Epoch(
      number: number, trainingLoss: pass.loss, trainingAccuracy: pass.accuracy,
      validationLoss: score?.kept.loss, validationAccuracy: score?.kept.accuracy,
      currentValidationLoss: score?.current?.loss, currentValidationAccuracy: score?.current?.accuracy,
      learningRate: pass.learningRate, seconds: pass.seconds + (now() - start),
      imagesPerSecond: Double(pass.samples) / max(pass.seconds, 1e-9),
      dataShare: min(1, pass.dataSeconds / max(pass.seconds, 1e-9)),
      isBest: isBetter(loss: score?.kept.loss, accuracy: score?.kept.accuracy))
    state.history.append(epoch)
    state.pass = TrainingState.Pass()
    if epoch.isBest {
      state.best = epoch
      kept = try keptParameters()
    }
    return epoch
  }

  /// The model of the best epoch by the recipe's selection; the last epoch without a validation part, or where it says so.
  public func best() throws -> ModelBundle {
    guard let kept else { return try bundle(keptParameters(), epoch: nil) }
    return try bundle(kept, epoch: state.best)
  }

  /// The model after the last step.
  public func last() throws -> ModelBundle {
    try bundle(executable.parameters.tensors(), epoch: history.last)
  }
}

extension Trainer {
  var executable: Executable { step.executable }
  var optimizer: OptimizerState { step.optimizer }
  var average: ParameterAverage? { step.average }

  /// What other learners of the same network add to each step; nil for one that learns alone.
  ///
  /// Each learner trains on samples of its own, as many as the others.
  public var exchange: (any GradientExchange)? {
    get { step.exchange }
    set { step.exchange = newValue }
  }

  /// Every epoch so far.
  public var history: [Epoch] { state.history }

  /// The numbers that it computes with.
  package var precision: Precision { executable.precision }

  /// Which algorithms its kernels use where there was a choice.
  package var kernelChoices: KernelChoices { executable.choices }

  /// The epoch that `best()` comes from.
  public var bestEpoch: Epoch? { state.best }

  /// Whether all epochs, or all the time, are used.
  public var isComplete: Bool {
    recipe.minutes == nil ? history.count >= recipe.epochs : state.done >= 1
  }

  /// Whether early stopping applies: no better score in the last `patience` epochs.
  public var isOutOfPatience: Bool {
    guard let patience = recipe.patience, validation != nil, let best = bestEpoch else { return false }
    return history.count - best.number >= patience
  }

  private func isBetter(loss: Double?, accuracy: Double?) -> Bool {
    guard let best = bestEpoch, let accuracy, let loss else { return true }
    let (bestAccuracy, bestLoss) = (best.validationAccuracy ?? -1, best.validationLoss ?? .infinity)
    switch recipe.selection {
    case .accuracy: return accuracy != bestAccuracy ? accuracy > bestAccuracy : loss < bestLoss
    case .loss: return loss < bestLoss
    case .last: return true
    }
  }

  /// The scores of the weights that would be kept, and where those are an average, of the weights themselves.
  private func scoreValidation() throws -> (
    kept: (loss: Double, accuracy: Double), current: (loss: Double, accuracy: Double)?
  )? {
    guard let validation else { return nil }
    let scorer = Scorer(executable, preprocessing)
    let current = try scorer.score(validation, loss: recipe.loss)
    guard let average else { return (current, nil) }
    average.exchange()
    defer { average.exchange() }
    return (try scorer.score(validation, loss: recipe.loss), current)
  }

  private func keptParameters() throws -> [String: Tensor] {
    try average?.tensors() ?? executable.parameters.tensors()
  }

  private func bundle(_ parameters: [String: Tensor], epoch: Epoch?) throws -> ModelBundle {
    try ModelBundle(
      network: network, preprocessing: preprocessing, classes: training.classes, parameters: parameters,
      views: recipe.views,
      provenance: Provenance(
        engine: "oneDNN \(oneDNNVersion)", seed: recipe.seed, trainingSamples: training.count,
        validationSamples: validation?.count ?? 0, dataFingerprint: fingerprint, epoch: epoch?.number,
        validationAccuracy: epoch?.validationAccuracy, validationLoss: epoch?.validationLoss,
        recipe: recipeJSON))
  }

  func now() -> Double { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }
}
