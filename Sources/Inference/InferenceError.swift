/// Why a model could not be read, written or used.
public enum InferenceError: Error, Hashable, Sendable {
  /// A safetensors file that holds no Fovea model.
  case notAModel(path: String)
  /// A model that was not written as a checkpoint.
  case notACheckpoint(path: String)
  /// A generator, where a classifier is needed.
  case isGenerator(path: String)
  /// A classifier, where a generator is needed.
  case isClassifier(path: String)
  /// A model of a later format than the latest one `known` here.
  case newerFormat(path: String, format: Int, known: Int)
  /// The description of the model does not hold together.
  case damagedModel(path: String, reason: String)
  /// Not one class of the data is one of the model.
  case noCommonClass(model: [String], data: [String])
  /// A part without a readable sample to score.
  case noSamples(part: String)
  /// The network gave something that is not a number.
  case notFinite(name: String)
  /// Grad-CAM of a network that has no feature maps.
  case noFeatureMaps
  /// Features of a network whose only layer reads the picture itself.
  case noFeatures
}

extension InferenceError: CustomStringConvertible {
  /// The sentence for people: what, where, expected, received, what to do.
  public var description: String {
    switch self {
    case .notACheckpoint(let path):
      return
        "\(path): expected a checkpoint, received a model without training state; name the run folder whose last.safetensors it wrote"
    case .notAModel(let path):
      return
        "\(path): a safetensors file without the metadata key 'fovea', so not a model of Fovea; give the model.safetensors of a run"
    case .isGenerator(let path):
      return
        "\(path): expected a classifier, received a generator; give the model.safetensors of fovea train, or use fovea gan sample"
    case .isClassifier(let path):
      return
        "\(path): expected a generator, received a classifier; give the run folder of fovea gan train, or its generator.safetensors"
    case .newerFormat(let path, let format, let known):
      return "\(path): model format \(format), this version reads up to \(known); update Fovea"
    case .damagedModel(let path, let reason):
      return "\(path): the model is damaged: \(reason); train it again or restore a copy"
    case .noCommonClass(let model, let data):
      return
        "the model and the data have no class in common: the model knows \(InferenceError.list(model)), the data has \(InferenceError.list(data)); rename the folders or choose the other model"
    case .noSamples(let part):
      return "the \(part) part has no readable sample to score; check the files named in the errors"
    case .notFinite(let name):
      return "\(name): the model gave a probability that is not a number; its weights are damaged"
    case .noFeatureMaps:
      return "grad-cam: expected a network with convolutions, received one without; use --method occlusion"
    case .noFeatures:
      return
        "features: expected a network with hidden layers, received one layer that reads the picture itself; name a node"
    }
  }

  static func list(_ names: [String]) -> String {
    let shown = names.prefix(10).joined(separator: ", ")
    return names.count > 10 ? "\(shown) and \(names.count - 10) more" : shown
  }
}
