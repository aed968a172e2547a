import FoveaInterchange
package import FoveaNetworks

/// What a checkpoint holds beside its model: all that training needs to go on.
package struct TrainingContents {
  /// By name, without the prefix that sets them apart from the model's parameters.
  package let tensors: [String: Tensor]
  /// JSON that the trainer writes and reads.
  package let state: String

  package init(tensors: [String: Tensor], state: String) { (self.tensors, self.state) = (tensors, state) }

  static let metadataKey = "fovea_training"

  /// Reads a checkpoint, its model first, which checks the whole file.
  ///
  /// - Throws: as `ModelBundle` does, and `InferenceError.notACheckpoint` for a model without such contents.
  package static func read(_ path: String) throws -> (model: ModelBundle, training: TrainingContents) {
    let file = try SafetensorsFile(contentsOf: path)
    let model = try ModelBundle(file, path: path)
    return (model, try TrainingContents(file, path: path))
  }

  /// What a file holds for training.
  ///
  /// - Throws: `InferenceError.notACheckpoint` where there is nothing.
  init(_ file: SafetensorsFile, path: String) throws {
    guard let state = file.metadata[TrainingContents.metadataKey] else {
      throw InferenceError.notACheckpoint(path: path)
    }
    var tensors: [String: Tensor] = [:]
    for tensor in file.tensors where tensor.name.hasPrefix(ModelBundle.trainingPrefix) {
      tensors[String(tensor.name.dropFirst(ModelBundle.trainingPrefix.count))] = try tensor.tensor()
    }
    self.init(tensors: tensors, state: state)
  }
}
