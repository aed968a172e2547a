import Foundation
package import FoveaDatasets
import FoveaFiles
package import FoveaNetworks

/// A model without its head: what gives features of a picture, and what another head is put on.
package struct FeatureNetwork: Sendable {
  /// From the picture to its features, one vector.
  package let network: Network
  /// The name of the head, which the head in its place has too.
  package let headName: String
  /// How a picture becomes the input of the network.
  package let preprocessing: Preprocessing
  /// The parameters of the network, without those of the head.
  package let parameters: [String: Tensor]
  /// SHA-256 of all that features depend on, in hexadecimal: layers, parameters and preprocessing.
  package let digest: String
  /// Where the weights come from and under which terms, which a model that is made of them keeps; nil where Fovea learned
  /// them.
  package let origin: WeightsOrigin?
  /// All nodes before the head, of which dropout gives no features.
  private let nodes: [Node]

  /// Takes the head off a model.
  ///
  /// - Parameters:
  ///   - path: the file that messages name.
  ///   - side: pixels of a row of other pictures than the model was made for; nil keeps its own size.
  /// - Throws: `TransferError.noFeatures` where the model does not end in a linear layer on what other layers gave;
  ///   `NetworkError` where pictures of that size are too small for its windows.
  package init(_ bundle: ModelBundle, path: String, side: Int? = nil) throws {
    let model = bundle.network
    guard let head = model.nodes.last, case .linear = head.operation, head.inputs.count == 1,
      case .node(let source) = head.inputs[0], model.shapes[source].rank == 1,
      model.nodes[...source].indices.contains(where: { !model.parameters(of: $0).isEmpty })
    else { throw TransferError.noFeatures(path: path) }
    let geometry = bundle.preprocessing.geometry
    var preprocessing = bundle.preprocessing
    if let side, side != geometry.width {
      preprocessing = try preprocessing.scaled(by: Float(side) / Float(geometry.width))
    }
    nodes = Array(model.nodes[...source])
    var last = source
    while case .dropout = nodes[last].operation, case .node(let before)? = nodes[last].inputs.first {
      last = before
    }
    network = try Network(input: preprocessing.shape, nodes: Array(nodes[...last]))
    headName = head.name
    self.preprocessing = preprocessing
    origin = bundle.provenance.origin
    let names = Set(network.parameters.map(\.name))
    // A picture of another size may ask for other shapes, where features are not pooled.
    for spec in network.parameters where bundle.parameters[spec.name]?.shape != spec.shape {
      throw TransferError.fixedSize(path: path, width: geometry.width, height: geometry.height)
    }
    parameters = bundle.parameters.filter { names.contains($0.key) }
    digest = try FeatureNetwork.digest(network, preprocessing, parameters)
  }

  /// Numbers of a picture's features.
  package var width: Int { network.output.count }

  private static func digest(
    _ network: Network, _ preprocessing: Preprocessing, _ parameters: [String: Tensor]
  ) throws -> String {
    let hash = SHA256Hash()
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    hash.update([UInt8](try encoder.encode(network)))
    hash.update([UInt8](try encoder.encode(preprocessing)))
    for (name, tensor) in parameters.sorted(by: { $0.key < $1.key }) {
      hash.update(terminated: name)
      tensor.elements.withUnsafeBytes { hash.update($0) }
    }
    return hash.finalize().hexadecimal()
  }
}

extension FeatureNetwork {
  /// The network with another head: hidden layers of these widths, with max(x, 0) after each, and the classes.
  package func network(hidden: [Int] = [], classes: Int) throws(NetworkError) -> Network {
    var nodes = nodes
    for (index, width) in hidden.enumerated() {
      let name = hiddenName(index)
      nodes.append(Node(name: name, operation: .linear(width), inputs: [.node(nodes.count - 1)]))
      nodes.append(Node(name: name + "_relu", operation: .relu, inputs: [.node(nodes.count - 1)]))
    }
    nodes.append(
      Node(
        name: headName, operation: .linear(classes == 2 ? 1 : classes, initializer: .glorot),
        inputs: [.node(nodes.count - 1)]))
    return try Network(input: preprocessing.shape, nodes: nodes)
  }

  /// The parameters of the network with `head`.
  package func parameters(with head: FeatureHead) -> [String: Tensor] {
    var all = parameters
    for (index, layer) in head.layers.enumerated() {
      let name = index == head.layers.count - 1 ? headName : hiddenName(index)
      all[name + ".weight"] = Tensor([layer.bias.count, layer.width], layer.weight)
      all[name + ".bias"] = Tensor([layer.bias.count], layer.bias)
    }
    return all
  }

  /// One ordinary model: this network, and `head` on it.
  package func model(
    _ head: FeatureHead, classes: [String], provenance: Provenance
  ) throws -> ModelBundle {
    try ModelBundle(
      network: network(hidden: head.layers.dropLast().map(\.bias.count), classes: classes.count),
      preprocessing: preprocessing, classes: classes, parameters: parameters(with: head),
      provenance: provenance)
  }

  /// A name that no node of the backbone has.
  private func hiddenName(_ index: Int) -> String {
    var name = "\(headName)_hidden\(index + 1)"
    while nodes.contains(where: { $0.name == name || $0.name == name + "_relu" }) { name += "_" }
    return name
  }
}

/// Why a model cannot be learned from, or not on this data.
public enum TransferError: Error, Hashable, Sendable {
  /// A model that does not end in a linear layer on features.
  case noFeatures(path: String)
  /// A model that takes pictures of its own size only.
  case fixedSize(path: String, width: Int, height: Int)
  /// A backbone that is not the one that a run began with.
  case changedBackbone(path: String)
  /// A class with too few training images to hold one out.
  case fewImages(name: String, count: Int)
}

extension TransferError: CustomStringConvertible {
  /// The sentence for people: what, where, expected, received, what to do.
  public var description: String {
    switch self {
    case .noFeatures(let path):
      "\(path): expected a model that ends in a linear layer on a vector of features, received one without; take another backbone"
    case .fixedSize(let path, let width, let height):
      "\(path): expected a network whose features are pooled, received one for pictures of \(width)×\(height) only; leave out --img-size"
    case .changedBackbone(let path):
      "\(path): expected the backbone that the run began with, received one of other weights or preprocessing; restore it, or train anew into another folder, by a recipe without backbone_sha256"
    case .fewImages(let name, let count):
      "class '\(name)': expected at least 2 training images, so that one can be held out, received \(count); add images, or remove the class"
    }
  }
}
