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
  public let network: Network
  public let preprocessing: Preprocessing
  public let recipe: Recipe
  /// Every epoch so far.
  public private(set) var history: [Epoch] = []
  /// Whether `onBatch` asked to stop.
  public private(set) var isInterrupted = false

  let executable: Executable
  let optimizer: OptimizerState
  private let training: PixelStore
  private let validation: PixelStore?
  private let random: RandomSource
  private let recipeJSON: JSONValue
  /// SHA-256 of classes, labels and pixels of the training part.
  public let fingerprint: String
  private let batchSize: Int
  private var kept: (epoch: Epoch, parameters: [String: Tensor])?

  /// Prepares training: compiles the network and draws its first weights.
  ///
  /// - Throws: `TrainingError` for a recipe or data that do not fit, `ExecutionError` where the network cannot be
  ///   compiled for this batch size.
  public convenience init(
    _ network: Network, training: PixelStore, validation: PixelStore?, preprocessing: Preprocessing,
    recipe: Recipe
  ) throws {
    try self.init(
      network, training: training, validation: validation, preprocessing: preprocessing, recipe: recipe,
      precision: .automatic, tuner: Tuner(fixed: KernelChoices()))
  }

  /// The same with a choice of numbers, and of how algorithms are chosen.
  package init(
    _ network: Network, training: PixelStore, validation: PixelStore?, preprocessing: Preprocessing,
    recipe: Recipe, precision: Precision, tuner: Tuner
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
    executable = try Executable(
      network, batch: batchSize, loss: recipe.loss, precision: precision, tuner: tuner)
    try executable.parameters.load(network.initialParameters(random: random.stream("parameters")))
    optimizer = try OptimizerState(
      recipe.optimizer, weightDecay: recipe.weightDecay, parameters: executable.parameters)
  }

  /// Trains one epoch and scores the validation part; nil once training is over.
  ///
  /// - Parameter onBatch: called after each batch; false ends training after this batch, and the epoch is scored
  ///   and counted as far as it came.
  /// - Throws: `TrainingError.diverged` where the loss is not finite; `best()` still gives the best epoch before.
  public func nextEpoch(onBatch: (BatchProgress) -> Bool = { _ in true }) throws -> Epoch? {
    guard !isInterrupted, history.count < recipe.epochs, !isOutOfPatience else { return nil }
    let number = history.count + 1
    let start = now()
    let pass = try trainOnce(epoch: number, start: start, onBatch: onBatch)
    let trained = now()
    let score = try validation.map { try Scorer(executable, preprocessing).score($0, loss: recipe.loss) }
    // The last step of the epoch may be the one that went too far.
    if let score, !score.loss.isFinite {
      throw TrainingError.diverged(epoch: number, step: pass.batches, learningRate: pass.learningRate)
    }
    let epoch = Epoch(
      number: number, trainingLoss: pass.loss, trainingAccuracy: pass.accuracy,
      validationLoss: score?.loss, validationAccuracy: score?.accuracy,
      learningRate: pass.learningRate, seconds: now() - start,
      imagesPerSecond: Double(pass.samples) / max(trained - start, 1e-9),
      dataShare: min(1, pass.dataSeconds / max(trained - start, 1e-9)),
      isBest: isBetter(loss: score?.loss, accuracy: score?.accuracy))
    history.append(epoch)
    if epoch.isBest { kept = (epoch, try executable.parameters.tensors()) }
    return epoch
  }

  /// The model of the best epoch by the recipe's selection; without a validation part the last epoch.
  public func best() throws -> ModelBundle {
    guard let kept else { return try bundle(executable.parameters.tensors(), epoch: nil) }
    return try bundle(kept.parameters, epoch: kept.epoch)
  }

  /// The model after the last epoch.
  public func last() throws -> ModelBundle {
    try bundle(executable.parameters.tensors(), epoch: history.last)
  }
}

extension Trainer {
  /// The numbers that it computes with.
  package var precision: Precision { executable.precision }

  /// Which algorithms its kernels use where there was a choice.
  package var kernelChoices: KernelChoices { executable.choices }

  /// The epoch that `best()` comes from.
  public var bestEpoch: Epoch? { kept?.epoch }

  /// Whether the last `patience` epochs brought nothing better.
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
    }
  }

  private func bundle(_ parameters: [String: Tensor], epoch: Epoch?) throws -> ModelBundle {
    try ModelBundle(
      network: network, preprocessing: preprocessing, classes: training.classes, parameters: parameters,
      provenance: Provenance(
        engine: "oneDNN \(oneDNNVersion)", seed: recipe.seed, trainingSamples: training.count,
        validationSamples: validation?.count ?? 0, dataFingerprint: fingerprint, epoch: epoch?.number,
        validationAccuracy: epoch?.validationAccuracy, validationLoss: epoch?.validationLoss,
        recipe: recipeJSON))
  }

  private struct Pass {
    var loss = 0.0
    var accuracy = 0.0
    var learningRate: Float = 0
    var samples = 0
    var batches = 0
    var dataSeconds = 0.0
  }

  /// One pass over the training samples; sums are weighted by samples, so a short last batch counts as what it is.
  private func trainOnce(
    epoch: Int, start: Double, onBatch: (BatchProgress) -> Bool
  ) throws -> Pass {
    var order = Array(0..<training.count)
    var shuffling = random.stream("shuffle", epoch)
    order.shuffle(using: &shuffling)
    let batches = (order.count + batchSize - 1) / batchSize
    let warmup = Int((recipe.warmupEpochs * Float(batches)).rounded())
    let draw = AugmentationDraw(recipe.augmentation, random: random, epoch: epoch)
    var pass = Pass()
    var lossSum = 0.0
    var right = 0
    for batch in 0..<batches {
      let samples = order[batch * batchSize..<min(order.count, (batch + 1) * batchSize)]
      let step = (epoch - 1) * batches + batch
      pass.learningRate =
        recipe.learningRate
        * recipe.schedule.factor(step: step, steps: recipe.epochs * batches, warmup: warmup)
      let context = try executable.training(batch: samples.count)
      // In the engine's own threads, between its steps: a second pool would fight with the first for the cores.
      let asked = now()
      try training.fill(
        context.input, samples: samples, preprocessing: preprocessing, augmenting: draw,
        perform: { Threads.perform($0, $1) })
      pass.dataSeconds += now() - asked
      training.prefetch(
        order[min(order.count, (batch + 1) * batchSize)..<min(order.count, (batch + 2) * batchSize)])
      let labels = context.labels
      for (position, sample) in samples.enumerated() {
        labels[position] = Int32(training.samples[sample].label)
      }
      try context.run(random: random.stream("step", step))
      let sum = context.losses.reduce(0.0) { $0 + Double($1) }
      guard sum.isFinite else {
        throw TrainingError.diverged(epoch: epoch, step: batch + 1, learningRate: pass.learningRate)
      }
      if let gradients = executable.gradients {
        optimizer.step(executable.parameters.trainable, gradients.floats, learningRate: pass.learningRate)
      }
      lossSum += sum
      right += rightCount(context, samples)
      pass.samples += samples.count
      pass.batches += 1
      pass.loss = lossSum / Double(pass.samples)
      pass.accuracy = Double(right) / Double(pass.samples)
      guard onBatch(progress(pass, epoch: epoch, batch: batch + 1, batches: batches, since: start)) else {
        isInterrupted = true
        break
      }
    }
    return pass
  }

  private func rightCount(_ context: ExecutionContext, _ samples: ArraySlice<Int>) -> Int {
    let (logits, outputs) = (context.logits, network.output.count)
    var right = 0
    for (position, sample) in samples.enumerated() {
      let row = UnsafeBufferPointer(rebasing: logits[position * outputs..<(position + 1) * outputs])
      if network.decision(logits: row) == training.samples[sample].label { right += 1 }
    }
    return right
  }

  private func progress(_ pass: Pass, epoch: Int, batch: Int, batches: Int, since start: Double)
    -> BatchProgress
  {
    let elapsed = max(now() - start, 1e-9)
    let left = Double(batches - batch) + Double((recipe.epochs - epoch) * batches)
    return BatchProgress(
      epoch: epoch, epochs: recipe.epochs, batch: batch, batches: batches, loss: pass.loss,
      accuracy: pass.accuracy, imagesPerSecond: Double(pass.samples) / elapsed,
      secondsLeft: elapsed / Double(batch) * left)
  }

  private func now() -> Double { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }
}
