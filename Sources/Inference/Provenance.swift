/// Where a model comes from: enough to tell two apart and to make it again.
public struct Provenance: Hashable, Sendable, Codable {
  /// Version of Fovea that trained it.
  public var version: String
  /// The engine and its version, such as `oneDNN 2.6.3`.
  public var engine: String
  /// The seed of the recipe: of first weights, order, dropout and noise.
  public var seed: UInt64
  /// How many images it learned from.
  public var trainingSamples: Int
  /// How many images were held out to choose by.
  public var validationSamples: Int
  /// SHA-256 of classes, labels and decoded pixels of the training part, in hexadecimal.
  public var dataFingerprint: String
  /// The epoch that the weights are from, counted from 1.
  public var epoch: Int?
  /// The share of those that were right, 0 to 1; nil where there were none.
  public var validationAccuracy: Double?
  /// The mean loss over those; nil where there were none.
  public var validationLoss: Double?
  /// The recipe that it was trained with, as `config.json` has it.
  public var recipe: JSONValue
  /// Where its weights come from; nil where Fovea learned them.
  public var origin: WeightsOrigin?

  /// Makes the record of a training by this version of Fovea.
  public init(
    version: String = Provenance.foveaVersion, engine: String, seed: UInt64, trainingSamples: Int,
    validationSamples: Int, dataFingerprint: String, epoch: Int? = nil, validationAccuracy: Double? = nil,
    validationLoss: Double? = nil, recipe: JSONValue = .null, origin: WeightsOrigin? = nil
  ) {
    self.version = version
    self.engine = engine
    self.seed = seed
    self.trainingSamples = trainingSamples
    self.validationSamples = validationSamples
    self.dataFingerprint = dataFingerprint
    self.epoch = epoch
    self.validationAccuracy = validationAccuracy
    self.validationLoss = validationLoss
    self.recipe = recipe
    self.origin = origin
  }

  /// Makes the record of weights that this version of Fovea read, and did not learn.
  public init(origin: WeightsOrigin) {
    self.init(
      engine: origin.form, seed: 0, trainingSamples: 0, validationSamples: 0, dataFingerprint: "",
      origin: origin)
  }

  /// The version of this library.
  public static let foveaVersion = "0.1.0"

  private enum CodingKeys: String, CodingKey {
    case version, engine, seed, epoch, recipe, origin
    case trainingSamples = "training_samples"
    case validationSamples = "validation_samples"
    case dataFingerprint = "data_fingerprint"
    case validationAccuracy = "validation_accuracy"
    case validationLoss = "validation_loss"
  }
}
