import Foundation
import FoveaDatasets
import FoveaEvaluation
import FoveaInterchange
import FoveaNetworks

/// One safetensors file: the parameters by name, and all else as JSON under the metadata key `fovea`.
///
/// `Docs/ModelFile.md` describes the format.
extension ModelBundle {
  /// Reads a model; every rule of the format, the seal over all bytes, and that the parts belong together are checked.
  ///
  /// - Throws: `InterchangeError` where the file is damaged or is no safetensors file, `InferenceError` where it is
  ///   sound but holds no model of this version.
  public init(contentsOf path: String) throws {
    try self.init(try SafetensorsFile(contentsOf: path), path: path)
  }

  /// The model in a file that has been read.
  init(_ file: SafetensorsFile, path: String) throws {
    guard let json = file.metadata[ModelBundle.metadataKey] else {
      throw InferenceError.notAModel(path: path)
    }
    try file.checkSeal(path: path)
    do {
      let decoder = JSONDecoder()
      let stored = try decoder.decode(Format.self, from: Data(json.utf8))
      guard stored.kind != GeneratorBundle.kind else { throw InferenceError.isGenerator(path: path) }
      let format = stored.format
      guard format <= Format.known else {
        throw InferenceError.newerFormat(path: path, format: format, known: Format.known)
      }
      let description = try decoder.decode(Description.self, from: Data(json.utf8))
      var parameters: [String: Tensor] = [:]
      for tensor in file.tensors where !tensor.name.hasPrefix(ModelBundle.trainingPrefix) {
        parameters[tensor.name] = try tensor.tensor()
      }
      try self.init(
        network: description.network, preprocessing: description.preprocessing, classes: description.classes,
        parameters: parameters, temperature: description.temperature, threshold: description.threshold,
        isThresholdChosen: description.isThresholdChosen ?? true, positive: description.positive,
        views: description.views ?? .single, heldOut: description.heldOut,
        provenance: description.provenance)
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

  /// Writes the model: the whole new file appears at `path`, or what was there stays.
  public func write(to path: String) throws { try write(to: path, training: nil) }

  /// Writes the model with what training needs to go on, which readers of models leave alone.
  package func write(to path: String, training: TrainingContents?) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let description = Description(
      format: Format.known, network: network, preprocessing: preprocessing, classes: classes,
      temperature: temperature, threshold: threshold,
      isThresholdChosen: threshold == nil || isThresholdChosen ? nil : false, positive: positive,
      views: views == .single ? nil : views, heldOut: heldOut, provenance: provenance)
    let json = String(decoding: try encoder.encode(description), as: UTF8.self)
    let tensors =
      parameters.map { SafetensorsTensor(name: $0.key, $0.value) }
      + (training?.tensors ?? [:]).map {
        SafetensorsTensor(name: ModelBundle.trainingPrefix + $0.key, $0.value)
      }
    var metadata = [ModelBundle.metadataKey: json]
    metadata[TrainingContents.metadataKey] = training?.state
    try SafetensorsFile(tensors: tensors, metadata: metadata).sealed().write(to: path)
  }

  static let metadataKey = "fovea"
  /// Names of tensors that only resuming needs begin with this.
  static let trainingPrefix = "training/"

  private struct Format: Decodable {
    let format: Int
    /// What the file holds; nil for a classifier.
    let kind: String?

    /// The newest format that this version writes and reads.
    static let known = 1
  }

  /// The JSON under the metadata key.
  private struct Description: Codable {
    let format: Int
    let network: Network
    let preprocessing: Preprocessing
    let classes: [String]
    let temperature: Double
    let threshold: Double?
    /// Left out where it is chosen, or there is none.
    let isThresholdChosen: Bool?
    /// Left out where it is the second because nobody named one.
    let positive: String?
    /// Left out where there is a single one.
    let views: ScoringViews?
    let heldOut: HeldOutRecord?
    let provenance: Provenance

    enum CodingKeys: String, CodingKey {
      case format, network, preprocessing, classes, temperature, threshold, positive, views, provenance
      case heldOut = "held_out"
      case isThresholdChosen = "threshold_is_chosen"
    }
  }

  /// What a decoder found, with the place in the JSON.
  static func reason(_ error: DecodingError) -> String {
    func place(_ context: DecodingError.Context) -> String {
      let path = context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(
        separator: ".")
      return path.isEmpty ? "its description" : "'\(path)' of its description"
    }
    switch error {
    case .keyNotFound(let key, let context): return "\(place(context)) lacks '\(key.stringValue)'"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      return "\(place(context)) has another kind of value than it should"
    case .dataCorrupted(let context): return "\(place(context)): \(context.debugDescription)"
    @unknown default: return "its description cannot be read"
    }
  }
}
