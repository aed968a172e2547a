/// What every family of networks can say: its name, and the layers in front of its head.
package protocol ArchitectureDefinition: Hashable, Sendable {
  /// The word for it on the command line and in files.
  var name: String { get }

  /// The node of the last linear layer, which is as wide as there are classes.
  var headName: String { get }

  /// Adds everything in front of the head.
  func append(to builder: inout NetworkBuilder, input: Shape) throws(NetworkError)
}

extension ArchitectureDefinition {
  package var headName: String { "head" }

  /// The number of channels of an image of at least `side` × `side` pixels; refuses other inputs.
  func channels(of input: Shape, atLeast side: Int = 1) throws(NetworkError) -> Int {
    guard let extent = input.extent else {
      throw .architecture(
        name, expected: "images [C, H, W]", received: input.description, remedy: "lay pixels out as planes")
    }
    guard min(extent.height, extent.width) >= side else {
      throw .architecture(
        name, expected: "images of at least \(side)×\(side) pixels", received: input.description,
        remedy: "choose a larger image size")
    }
    return input[0]
  }
}

extension NetworkBuilder {
  /// Adds a convolution without bias, batch normalisation, whose shift makes a bias redundant, and a
  /// non-linearity, named as their file names want; each follows the one before.
  @discardableResult
  mutating func append(
    _ convolution: Convolution, _ name: String, norm: String,
    _ normalization: BatchNormalization = BatchNormalization(), activation: Activation? = nil,
    _ activationName: String? = nil, to source: Source? = nil
  ) -> Source {
    append(.convolution(convolution), name: name, to: source ?? last)
    append(.batchNormalization(normalization), name: norm)
    if let activation { append(.activation(activation), name: activationName) }
    return last
  }

  /// Adds a dropout, unless its rate is zero.
  mutating func append(dropout rate: Float, name: String) {
    if rate > 0 { append(.dropout(rate), name: name) }
  }
}
