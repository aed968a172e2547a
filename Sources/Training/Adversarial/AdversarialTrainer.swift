import Dispatch
import Foundation
public import FoveaDatasets
import FoveaExecution
public import FoveaImages
public import FoveaInference
import FoveaNetworks

/// Trains a generator and a discriminator against each other, one epoch at a time; the caller owns the loop.
///
/// ```swift
/// let trainer = try AdversarialTrainer(pixels, recipe: AdversarialRecipe(epochs: 5))
/// while let epoch = try trainer.nextEpoch() { print(epoch) }
/// let generator = try Generator(trainer.generator())
/// ```
///
/// A step trains the discriminator on a batch of real pictures and as many generated ones, of the same classes, and then
/// the generator on how the discriminator scores the latter. Every random number belongs to the step that draws it, so the
/// same recipe on the same pictures, machine and number of threads gives the same bits.
public final class AdversarialTrainer {
  /// How it is trained.
  public let recipe: AdversarialRecipe
  /// How pictures become numbers from −1 to 1.
  public let preprocessing: Preprocessing
  /// SHA-256 of classes, labels and pixels of the pictures.
  public let fingerprint: String
  /// Whether `onStep` asked to stop.
  public private(set) var isInterrupted = false
  /// Seconds that had passed of the recipe's minutes when this was made: for reading data.
  public var secondsBefore = 0.0

  let pixels: PixelStore
  let making: TrainingStep
  let telling: TrainingStep
  let spectral: SpectralNormalization?
  let input: GeneratorInput
  let head: ProjectionHead
  let random: RandomSource
  /// Real pictures of a step.
  let batchSize: Int
  var state = AdversarialState()
  /// When this process began with the run.
  var begun: Double?
  private var realSpread: Double?

  /// Prepares training: compiles both networks and draws their first weights.
  ///
  /// - Throws: `TrainingError.recipe` for settings that cannot be followed, `TrainingError.noSamples` for fewer than two
  ///   pictures, `NetworkError.architecture` for pictures of a size that no generator makes, `ExecutionError` where a network
  ///   cannot be compiled.
  public init(
    _ pixels: PixelStore, recipe: AdversarialRecipe, precision: PrecisionChoice = .auto
  ) throws {
    try recipe.validate()
    guard pixels.count > 1 else { throw TrainingError.noSamples }
    self.pixels = pixels
    self.recipe = recipe
    let channels = pixels.geometry.channels.count
    // The range of the generator's tanh.
    let half = Array(repeating: Float(0.5), count: channels)
    preprocessing = try Preprocessing(
      geometry: pixels.geometry, normalization: Normalization(mean: half, deviation: half), layout: .planes)
    fingerprint = try pixels.fingerprint()
    random = RandomSource(seed: recipe.seed)
    batchSize = min(recipe.batchSize, pixels.count)
    let classes = recipe.isConditional ? pixels.classes.count : 0
    input = GeneratorInput(latent: recipe.networks.latent, classes: classes)
    head = ProjectionHead(classes: classes)

    let request = PlanRequest(.training, gradient: .caller, learns: true)
    let maker = try recipe.networks.generator(of: preprocessing.shape, classes: classes)
    making = try TrainingStep(
      Executable(maker, batch: batchSize, request, precision: precision.precision),
      recipe: recipe.step(averageDecay: recipe.averageDecay))
    try making.begin(
      with: recipe.networks.initialParameters(of: maker, random: random.stream("generator")), [:])
    let teller = try recipe.networks.discriminator(of: preprocessing.shape, classes: classes)
    // Batch normalisation must not mix real pictures with generated ones; without it one larger batch is faster.
    let parts = recipe.networks.normalization == .batch ? 2 : 1
    telling = try TrainingStep(
      Executable(teller, batch: 2 * batchSize / parts, request, precision: precision.precision),
      recipe: recipe.step(accumulation: parts))
    try telling.begin(
      with: recipe.networks.initialParameters(of: teller, random: random.stream("discriminator")), [:])
    switch recipe.networks.normalization {
    case .spectral:
      spectral = try SpectralNormalization(
        telling.executable.parameters, random: random.stream("spectral"))
    case .batch: spectral = nil
    }
  }

  /// Every epoch so far.
  public var history: [AdversarialEpoch] { state.history }

  /// Steps of an epoch; pictures that do not fill a batch wait for another epoch.
  public var stepsPerEpoch: Int { pixels.count / batchSize }

  /// Whether all epochs, or all the time, are used.
  public var isComplete: Bool {
    recipe.minutes == nil ? history.count >= recipe.epochs : state.isTimeUsed
  }

  /// Trains one epoch; nil once training is over or interrupted.
  ///
  /// - Parameter onStep: called after each step; false stops there, within the epoch, which `writeCheckpoint` keeps as far as
  ///   it came.
  /// - Throws: `TrainingError.diverged` where a loss is not finite.
  public func nextEpoch(
    onStep: (AdversarialProgress) throws -> Bool = { _ in true }
  ) throws -> AdversarialEpoch? {
    guard !isInterrupted, !isComplete else { return nil }
    if begun == nil { begun = now() }
    let number = history.count + 1
    guard try trainOnce(epoch: number, onStep: onStep) else {
      isInterrupted = true
      return nil
    }
    let pass = state.pass
    let steps = Double(max(1, pass.steps))
    let images = steps * Double(batchSize)
    let epoch = AdversarialEpoch(
      number: number, steps: making.steps, generatorLoss: pass.generatorLoss / steps,
      discriminatorLoss: pass.discriminatorLoss / steps, realAccuracy: Double(pass.realRight) / images,
      generatedAccuracy: Double(pass.generatedRight) / images, spread: try spread(), seconds: pass.seconds,
      imagesPerSecond: images / max(pass.seconds, 1e-9))
    state.history.append(epoch)
    state.pass = AdversarialState.Pass()
    return epoch
  }

  /// The generator as it is now, with the average of its weights.
  public func generator() throws -> GeneratorBundle {
    try GeneratorBundle(
      network: making.executable.network, preprocessing: preprocessing, classes: pixels.classes,
      isConditional: recipe.isConditional,
      provenance: Provenance(
        engine: "oneDNN \(oneDNNVersion)", seed: recipe.seed, trainingSamples: pixels.count,
        validationSamples: 0, dataFingerprint: fingerprint, epoch: history.last?.number,
        recipe: try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(recipe))),
      parameters: making.average?.tensors() ?? making.parameters)
  }

  func now() -> Double { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }
}

extension AdversarialTrainer {
  /// Pictures that are looked at after an epoch: always of the same random numbers, so that they can be followed.
  ///
  /// Where the generator knows classes there is a row of eight of each, at most sixteen rows; else there are 64.
  public func samples() throws -> [Image] {
    try Generator(generator()).images(labels: sampleLabels, seed: recipe.seed)
  }

  /// Pictures in a row of `samples`.
  public static let samplesPerRow = 8

  private var sampleLabels: [Int] {
    let perRow = AdversarialTrainer.samplesPerRow
    guard recipe.isConditional else { return Array(repeating: 0, count: perRow * perRow) }
    return (0..<min(16, pixels.classes.count)).flatMap { Array(repeating: $0, count: perRow) }
  }

  /// The spread of generated pictures as a share of that of real ones.
  private func spread() throws -> Double {
    let images = try samples()
    let perGroup = recipe.isConditional ? AdversarialTrainer.samplesPerRow : images.count
    let groups = stride(from: 0, to: images.count, by: perGroup).map { Array(images[$0..<$0 + perGroup]) }
    let real: Double
    if let realSpread { real = realSpread } else { real = try spreadOfReal() }
    realSpread = real
    return PictureSpread.value(groups) / max(real, 1)
  }

  /// The spread of up to 64 real pictures of each group, taken from all over the data.
  private func spreadOfReal() throws -> Double {
    var members: [Int: [Int]] = [:]
    for (index, sample) in pixels.samples.enumerated() {
      members[recipe.isConditional ? sample.label : 0, default: []].append(index)
    }
    let geometry = pixels.geometry
    let shown = recipe.isConditional ? min(16, pixels.classes.count) : 1
    return PictureSpread.value(
      try (0..<shown).map { label in
        let all = members[label] ?? []
        return try stride(from: 0, to: all.count, by: max(1, all.count / 64)).map { position in
          Image(
            width: geometry.width, height: geometry.height, channels: geometry.channels.count,
            pixels: try pixels.bytes(all[position]))
        }
      })
  }
}
