public import FoveaDatasets
package import FoveaExecution
import FoveaFiles
public import FoveaNetworks
public import FoveaTraining

/// What `config.json` holds: all that was decided before training, and the versions that it was decided with.
public struct RunConfiguration: Sendable, Codable {
  /// The version of Fovea.
  public let version: String
  /// The library that computes, with its version.
  public let engine: String
  /// The data as it was named.
  public let data: String
  /// The word for the architecture.
  public let model: String
  /// Class names, in the order of the network's outputs.
  public let classes: [String]
  /// How many images of each part could be read.
  public let samples: Samples
  /// The share asked for validation, 0 to 1; it has no effect where the data has such a part itself.
  public let validationShare: Double
  /// How an image becomes the numbers that the network takes.
  public let preprocessing: Preprocessing
  /// The network as it was built.
  public let network: Network
  /// The recipe of training.
  public let recipe: Recipe
  /// Threads that compute.
  public let threads: Int
  package let precision: Precision
  /// Which algorithm each convolution uses where there was a choice: repeating the run takes them along.
  package let algorithms: KernelChoices
  /// SHA-256 of classes, labels and decoded pixels of the training part.
  public let dataFingerprint: String
  /// What resuming starts from; nil for one of several trainings of a job.
  let start: Start?
  /// The model whose features are learned on; nil where a network is trained from its beginning.
  public var backbone: BackboneSettings?

  struct Start: Sendable, Codable {
    let settings: TrainingSettings
    /// The command that the run was started with; nil for one of a library.
    let command: String?
  }

  /// How many images of each part could be read.
  public struct Samples: Hashable, Sendable, Codable {
    /// Images that are learned from.
    public let training: Int
    /// Images that are held out to choose by.
    public let validation: Int
    /// Images that are held out to score.
    public let test: Int
  }

  enum CodingKeys: String, CodingKey {
    case version, engine, data, model, classes, samples, preprocessing, network, recipe, threads, precision
    case algorithms, start, backbone
    case validationShare = "val_split"
    case dataFingerprint = "data_fingerprint"
  }

  func write(to path: String) throws { try JSONDocument.write(self, to: path) }
}
