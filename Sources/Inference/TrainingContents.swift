import Foundation
import FoveaInterchange
package import FoveaNetworks

/// What a checkpoint holds beside its model: all that training needs to go on.
package struct TrainingContents {
  /// By name, without the prefix that sets them apart from the model's parameters.
  let tensors: [String: Tensor]
  /// JSON that the trainer writes and reads.
  let state: String

  static let metadataKey = "fovea_training"

  /// What is to be written: tensors named `GROUP/NAME`, and `state` as JSON.
  package init(_ state: some Encodable, groups: [(name: String, tensors: [String: Tensor])]) throws {
    var tensors: [String: Tensor] = [:]
    for group in groups {
      for (name, tensor) in group.tensors { tensors["\(group.name)/\(name)"] = tensor }
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    self.tensors = tensors
    self.state = String(decoding: try encoder.encode(state), as: UTF8.self)
  }

  /// Reads a checkpoint, its model first, which checks the whole file.
  ///
  /// - Throws: as `ModelBundle` does, and `InferenceError.notACheckpoint` for a model without such contents.
  package static func read(_ path: String) throws -> (model: ModelBundle, training: TrainingContents) {
    let file = try SafetensorsFile(contentsOf: path)
    return (try ModelBundle(file, path: path), try TrainingContents(file, path: path))
  }

  /// Reads the checkpoint of an adversarial training, its generator first, which checks the whole file.
  ///
  /// - Throws: as `GeneratorBundle` does, and `InferenceError.notACheckpoint` for a generator without such contents.
  package static func readGenerator(
    _ path: String
  ) throws -> (generator: GeneratorBundle, training: TrainingContents) {
    let file = try SafetensorsFile(contentsOf: path)
    return (try GeneratorBundle(file, path: path), try TrainingContents(file, path: path))
  }

  /// What a file holds for training.
  ///
  /// - Throws: `InferenceError.notACheckpoint` where there is nothing.
  private init(_ file: SafetensorsFile, path: String) throws {
    guard let state = file.metadata[TrainingContents.metadataKey] else {
      throw InferenceError.notACheckpoint(path: path)
    }
    var tensors: [String: Tensor] = [:]
    for tensor in file.tensors where tensor.name.hasPrefix(BundleFile.trainingPrefix) {
      tensors[String(tensor.name.dropFirst(BundleFile.trainingPrefix.count))] = try tensor.tensor()
    }
    (self.tensors, self.state) = (tensors, state)
  }

  /// The tensors of a group by their names in it; none where there is no such group.
  package func group(_ name: String) -> [String: Tensor] {
    let prefix = name + "/"
    return tensors.reduce(into: [:]) { result, entry in
      if entry.key.hasPrefix(prefix) { result[String(entry.key.dropFirst(prefix.count))] = entry.value }
    }
  }

  /// The state of the trainer that wrote the file at `path`.
  package func state<State: Decodable>(path: String) throws -> State {
    do {
      return try JSONDecoder().decode(State.self, from: Data(state.utf8))
    } catch {
      throw InferenceError.damagedModel(path: path, reason: "what training needs to go on cannot be read")
    }
  }
}
