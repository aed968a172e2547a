import Foundation
import Fovea

/// What `config.json` holds: all that was decided before training, and the versions that it was decided with.
struct RunConfiguration: Codable {
  let version: String
  let engine: String
  /// The data as it was named on the command line.
  let data: String
  let model: String
  let classes: [String]
  let samples: Samples
  let validationShare: Double
  let preprocessing: Preprocessing
  let network: Network
  let recipe: Recipe
  let threads: Int
  let precision: Precision
  /// Which algorithm each convolution uses where there was a choice: repeating the run takes them along.
  let algorithms: KernelChoices
  let dataFingerprint: String
  /// How the run was started, which resuming repeats; nil for one of several that a command trains.
  let start: Start?

  struct Start: Codable {
    /// What followed `fovea train`.
    let arguments: [String]
    /// The folder that relative paths begin at.
    let directory: String
    let threads: Int
    let algorithms: KernelChoices
  }

  struct Samples: Codable {
    let training: Int
    let validation: Int
    let test: Int
  }

  enum CodingKeys: String, CodingKey {
    case version, engine, data, model, classes, samples, preprocessing, network, recipe, threads, precision
    case algorithms, start
    case validationShare = "val_split"
    case dataFingerprint = "data_fingerprint"
  }

  func write(to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
      var data = try encoder.encode(self)
      data.append(UInt8(ascii: "\n"))
      try data.write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw RunFolderError.cannotWrite(path: path, reason: (error as NSError).localizedDescription)
    }
  }
}
