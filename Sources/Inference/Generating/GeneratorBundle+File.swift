import Foundation
import FoveaDatasets
import FoveaInterchange
import FoveaNetworks

/// One safetensors file: the parameters by name, and all else as JSON under the metadata key `fovea`, whose `kind` says
/// `generator`.
extension GeneratorBundle {
  /// Reads a generator; every rule of the format, the seal over all bytes, and that the parts belong together are checked.
  ///
  /// - Throws: `InterchangeError` where the file is damaged or is no safetensors file, `InferenceError` where it is sound but
  ///   holds no generator of this version.
  public init(contentsOf path: String) throws {
    try self.init(try SafetensorsFile(contentsOf: path), path: path)
  }

  init(_ file: SafetensorsFile, path: String) throws {
    guard let json = file.metadata[ModelBundle.metadataKey] else {
      throw InferenceError.notAModel(path: path)
    }
    try file.checkSeal(path: path)
    do {
      let decoder = JSONDecoder()
      let format = try decoder.decode(Format.self, from: Data(json.utf8))
      guard format.kind == GeneratorBundle.kind else { throw InferenceError.isClassifier(path: path) }
      guard format.format <= GeneratorBundle.knownFormat else {
        throw InferenceError.newerFormat(
          path: path, format: format.format, known: GeneratorBundle.knownFormat)
      }
      let description = try decoder.decode(Description.self, from: Data(json.utf8))
      var parameters: [String: Tensor] = [:]
      for tensor in file.tensors where !tensor.name.hasPrefix(ModelBundle.trainingPrefix) {
        parameters[tensor.name] = try tensor.tensor()
      }
      try self.init(
        network: description.network, preprocessing: description.preprocessing,
        classes: description.classes, isConditional: description.conditional,
        provenance: description.provenance, parameters: parameters)
    } catch let error as InferenceError {
      throw error
    } catch let mismatch as ModelBundleMismatch {
      throw InferenceError.damagedModel(path: path, reason: mismatch.reason)
    } catch let error as DecodingError {
      throw InferenceError.damagedModel(path: path, reason: ModelBundle.reason(error))
    } catch {
      throw InferenceError.damagedModel(path: path, reason: "\(error)")
    }
  }

  /// Writes the generator: the whole new file appears at `path`, or what was there stays.
  public func write(to path: String) throws { try write(to: path, training: nil) }

  /// Writes the generator with what training needs to go on, which readers of generators leave alone.
  package func write(to path: String, training: TrainingContents?) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let description = Description(
      format: GeneratorBundle.knownFormat, kind: GeneratorBundle.kind, network: network,
      preprocessing: preprocessing, classes: classes, conditional: isConditional, provenance: provenance)
    let tensors =
      parameters.map { SafetensorsTensor(name: $0.key, $0.value) }
      + (training?.tensors ?? [:]).map {
        SafetensorsTensor(name: ModelBundle.trainingPrefix + $0.key, $0.value)
      }
    var metadata = [
      ModelBundle.metadataKey: String(decoding: try encoder.encode(description), as: UTF8.self)
    ]
    metadata[TrainingContents.metadataKey] = training?.state
    try SafetensorsFile(tensors: tensors, metadata: metadata).sealed().write(to: path)
  }

  /// What `kind` says of a generator.
  static let kind = "generator"
  private static let knownFormat = 1

  private struct Format: Decodable {
    let format: Int
    let kind: String?
  }

  private struct Description: Codable {
    let format: Int
    let kind: String
    let network: Network
    let preprocessing: Preprocessing
    let classes: [String]
    let conditional: Bool
    let provenance: Provenance
  }
}

extension TrainingContents {
  /// Reads the checkpoint of an adversarial training, its generator first, which checks the whole file.
  ///
  /// - Throws: as `GeneratorBundle` does, and `InferenceError.notACheckpoint` for a generator without such contents.
  package static func readGenerator(
    _ path: String
  ) throws -> (generator: GeneratorBundle, training: TrainingContents) {
    let file = try SafetensorsFile(contentsOf: path)
    let generator = try GeneratorBundle(file, path: path)
    return (generator, try TrainingContents(file, path: path))
  }
}
