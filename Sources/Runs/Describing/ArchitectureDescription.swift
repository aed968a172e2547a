import FoveaDatasets
package import FoveaImages
package import FoveaNetworks

/// What `inspect` says of an architecture: the network that it makes.
package struct ArchitectureDescription: Encodable {
  let architecture: String
  let classes: Int
  let network: Network
  let parameters: Int
  let multiplyAdds: Int

  enum CodingKeys: String, CodingKey {
    case architecture, classes, network, parameters
    case multiplyAdds = "multiply_adds"
  }

  package init(_ architecture: Architecture, side: Int, channels: Channels, classes: Int) throws {
    let geometry = Preprocessing.Geometry(width: side, height: side, channels: channels)
    let preprocessing = try Preprocessing(
      for: architecture, geometry: geometry, normalization: .identity(channels), patch: nil)
    self.architecture = architecture.name
    self.classes = classes
    network = try architecture.network(input: preprocessing.shape, classes: classes)
    parameters = network.parameterCount
    multiplyAdds = network.multiplyAdds
  }

  var text: String { "\(architecture) for \(classes) classes\n\n" + network.summary() }
}
