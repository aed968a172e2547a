public import FoveaDatasets
package import FoveaExecution
import FoveaFiles
public import FoveaNetworks
public import FoveaTraining

/// What `config.json` holds: all that was decided before training, and the versions that it was decided with.
public struct RunConfiguration: Sendable, Codable {
  public let version: String
  public let engine: String
  /// The data as it was named.
  public let data: String
  public let model: String
  public let classes: [String]
  public let samples: Samples
  public let validationShare: Double
  public let preprocessing: Preprocessing
  public let network: Network
  public let recipe: Recipe
  public let threads: Int
  package let precision: Precision
  /// Which algorithm each convolution uses where there was a choice: repeating the run takes them along.
  package let algorithms: KernelChoices
  public let dataFingerprint: String
  /// What resuming starts from; nil for one of several trainings of a job.
  let start: Start?

  struct Start: Sendable, Codable {
    let settings: TrainingSettings
    /// The command that the run was started with; nil for one of a library.
    let command: String?
  }

  /// How many images each part has.
  public struct Samples: Hashable, Sendable, Codable {
    public let training: Int
    public let validation: Int
    public let test: Int
  }

  enum CodingKeys: String, CodingKey {
    case version, engine, data, model, classes, samples, preprocessing, network, recipe, threads, precision
    case algorithms, start
    case validationShare = "val_split"
    case dataFingerprint = "data_fingerprint"
  }

  func write(to path: String) throws { try JSONDocument.write(self, to: path) }
}
