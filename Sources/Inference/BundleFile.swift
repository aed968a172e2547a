import Foundation
import FoveaInterchange
import FoveaNetworks

/// What the files of classifiers and generators have in common: the parameters by name, and all else as JSON under the
/// metadata key `fovea`, whose `kind` says `generator` where it is one.
enum BundleFile {
  static let metadataKey = "fovea"
  /// Names of tensors that only resuming needs begin with this.
  static let trainingPrefix = "training/"
  /// The newest format that this version writes and reads.
  static let knownFormat = 1

  /// Which of the two a file holds.
  enum Kind: String, Codable {
    /// What a file that says nothing holds.
    case classifier
    case generator
  }

  /// The bundle in a file that has been read, once every rule of the format and the seal over all bytes are checked.
  static func read<Description: Decodable, Bundle>(
    _ kind: Kind, in file: SafetensorsFile, path: String,
    _ bundle: (_ description: Description, _ parameters: [String: Tensor]) throws -> Bundle
  ) throws -> Bundle {
    guard let json = file.metadata[metadataKey] else { throw InferenceError.notAModel(path: path) }
    try file.checkSeal(path: path)
    do {
      let decoder = JSONDecoder()
      let head = try decoder.decode(Head.self, from: Data(json.utf8))
      let isGenerator = head.kind == Kind.generator.rawValue
      switch kind {
      case .classifier: if isGenerator { throw InferenceError.isGenerator(path: path) }
      case .generator: if !isGenerator { throw InferenceError.isClassifier(path: path) }
      }
      guard head.format <= knownFormat else {
        throw InferenceError.newerFormat(path: path, format: head.format, known: knownFormat)
      }
      let description = try decoder.decode(Description.self, from: Data(json.utf8))
      var parameters: [String: Tensor] = [:]
      for tensor in file.tensors where !tensor.name.hasPrefix(trainingPrefix) {
        parameters[tensor.name] = try tensor.tensor()
      }
      return try bundle(description, parameters)
    } catch let error as InferenceError {
      throw error
    } catch let mismatch as ModelBundleMismatch {
      throw InferenceError.damagedModel(path: path, reason: mismatch.reason)
    } catch let error as DecodingError {
      throw InferenceError.damagedModel(path: path, reason: reason(error))
    } catch {
      throw InferenceError.damagedModel(path: path, reason: "\(error)")
    }
  }

  /// Writes a bundle with what training needs to go on, if anything, which readers of bundles leave alone.
  static func write(
    _ description: some Encodable, _ parameters: [String: Tensor], training: TrainingContents?,
    to path: String
  ) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let tensors =
      parameters.map { SafetensorsTensor(name: $0.key, $0.value) }
      + (training?.tensors ?? [:]).map { SafetensorsTensor(name: trainingPrefix + $0.key, $0.value) }
    var metadata = [metadataKey: String(decoding: try encoder.encode(description), as: UTF8.self)]
    metadata[TrainingContents.metadataKey] = training?.state
    try SafetensorsFile(tensors: tensors, metadata: metadata).sealed().write(to: path)
  }

  private struct Head: Decodable {
    let format: Int
    /// A word of a later version is no reason to refuse the file before its format is looked at.
    let kind: String?
  }

  /// What a decoder found, with the place in the JSON.
  private static func reason(_ error: DecodingError) -> String {
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
