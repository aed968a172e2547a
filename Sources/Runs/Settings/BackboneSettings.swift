import Foundation
import FoveaDatasets
public import FoveaInference
import FoveaNetworks
package import FoveaTraining

/// A model whose features are learned on, and what is learned.
public struct BackboneSettings: Hashable, Sendable, Codable {
  /// What is learned.
  public enum Method: String, Hashable, Sendable, Codable, CaseIterable {
    /// A head on features that are computed once; the backbone stays as it is.
    case headOnly = "head-only"
    /// A head, and from there all layers, those of the backbone at a lower rate.
    case fineTune = "fine-tune"

    /// What is taken for so many training images unless somebody chooses: a head alone, where there are a few thousand at
    /// most.
    public static func usual(samples: Int) -> Method { samples < 5000 ? .headOnly : .fineTune }
  }

  /// The backbone as it was named.
  public var name: String
  /// Its model file.
  public var path: String
  /// SHA-256 of its layers, weights and preprocessing, once it was opened: resuming asks for the same.
  public var digest: String?
  /// What is learned.
  public var method: Method
  /// Widths of hidden layers of the head; none is logistic regression.
  public var hidden: [Int]
  /// The side in pixels that pictures are brought to; nil is what the backbone was made for.
  public var side: Int?
  /// Whether it is found out how the score grows with the number of images.
  public var hasLearningCurve: Bool

  /// Finds the backbone: an installed one by its name, else a model file or a run folder.
  ///
  /// - Throws: `BackboneError.notFound`.
  public init(
    _ nameOrFile: String, method: Method = .headOnly, hidden: [Int] = [], side: Int? = nil,
    hasLearningCurve: Bool = false
  ) throws(BackboneError) {
    name = nameOrFile
    path = URL(fileURLWithPath: try BackboneStore.resolve(nameOrFile)).path
    self.method = method
    self.hidden = hidden
    self.side = side
    self.hasLearningCurve = hasLearningCurve
  }

  /// The name without folders and endings, for a run folder and for tables.
  public var shortName: String {
    let url = URL(fileURLWithPath: name)
    guard url.pathExtension == "safetensors" else { return url.lastPathComponent }
    let file = url.deletingPathExtension()
    let name = file.lastPathComponent
    // The usual names of files say nothing.
    return ["model", "last", "backbone"].contains(name)
      ? file.deletingLastPathComponent().lastPathComponent : name
  }
}

extension Recipe {
  /// What a head with hidden layers is trained with where nothing else is said.
  package static let headDefault = Recipe(
    epochs: 60, batchSize: .samples(32), optimizer: .adamW(), learningRate: 1e-3, weightDecay: 1e-2,
    selection: .loss)

  /// What all layers are trained with after the head: those of the backbone at a tenth of its rate, with the statistics of
  /// the many images that they were learned from.
  package static func fineTuning(headName: String) -> Recipe {
    Recipe(
      epochs: 6, batchSize: .samples(32), optimizer: .adamW(), learningRate: 1e-3,
      groups: [
        ParameterGroup(prefix: "", rate: 0.1, keepsStatistics: true),
        ParameterGroup(prefix: headName, rate: 1),
      ],
      warmupEpochs: 0.5, weightDecay: 1e-2, augmentation: Augmentation(.light), selection: .loss)
  }
}
