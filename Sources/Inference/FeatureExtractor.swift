import FoveaDatasets
import FoveaExecution
public import FoveaImages
public import FoveaNetworks

/// What a node of a model gives for pictures: numbers to search, plot or classify by.
///
/// ```swift
/// let extractor = try FeatureExtractor(ModelBundle(contentsOf: "run/model.safetensors"))
/// let vectors = try extractor.features(of: pictures)
/// ```
///
/// It belongs to one thread at a time.
public final class FeatureExtractor {
  /// The model that is run.
  public let bundle: ModelBundle
  /// The node whose output is given.
  public let node: String
  /// The shape of the output for one picture: `[C, H, W]` of feature maps, `[D]` of a vector.
  public let shape: Shape
  private let runner: NetworkRunner

  /// Compiles the network of `bundle`.
  ///
  /// - Parameter node: the name of a node, as `bundle.network.nodes` has them; nil takes what the last layer with weights
  ///   reads, the features that the classes are told apart by.
  /// - Throws: `ExecutionError.unknownNode` for a name that the network does not have; `InferenceError.noFeatures` where nil
  ///   is asked of a network whose only layer reads the picture itself.
  public init(_ bundle: ModelBundle, node: String? = nil) throws {
    let network = bundle.network
    guard let name = node ?? network.lastFeatures else { throw InferenceError.noFeatures }
    self.bundle = bundle
    self.node = name
    runner = try NetworkRunner(network, parameters: bundle.parameters, node: name)
    shape = network.nodes.firstIndex { $0.name == name }.map { network.shapes[$0] } ?? network.output
  }

  /// The node's output for each picture, row-major, `shape.count` numbers each.
  public func features(of images: [Image]) throws -> [[Float]] {
    let preprocessing = bundle.preprocessing
    return try runner.outputs(of: images.map { preprocessing.input(preprocessing.geometry.pixels(of: $0)) })
  }
}

extension Network {
  /// The node that the last layer with weights reads; nil where that is the picture.
  fileprivate var lastFeatures: String? {
    guard let last = nodes.indices.last(where: { !parameters(of: $0).isEmpty }),
      case .node(let source)? = nodes[last].inputs.first,
      nodes[...source].indices.contains(where: { !parameters(of: $0).isEmpty })
    else { return nil }
    return nodes[source].name
  }
}
