/// What a node of a network computes: the closed set that every part of Fovea must know.
///
/// Adding a case makes the compiler list each place that has to learn it: meaning and shapes (`layer`), the
/// file format (`write(to:)` and `NodeOperation+Codable.swift`), execution, and the naive reference of the tests.
public enum NodeOperation: Hashable, Sendable {
  /// A fully connected layer.
  case linear(Linear)
  /// A convolution.
  case convolution(Convolution)
  /// A transposed convolution.
  case transposedConvolution(TransposedConvolution)
  /// A non-linearity.
  case activation(Activation)
  /// Dropout of values or of whole branches.
  case dropout(Dropout)
  /// Batch normalisation.
  case batchNormalization(BatchNormalization)
  /// Layer normalisation.
  case layerNormalization(LayerNormalization)
  /// Pooling over windows.
  case pooling(Pooling)
  /// Pooling over the whole picture.
  case globalPooling(GlobalPooling)
  /// Upsampling.
  case upsampling(Upsampling)
  /// The mean over tokens.
  case meanOverTokens(MeanOverTokens)
  /// All values as one row.
  case flatten(Flatten)
  /// The sum of two values.
  case add(Addition)
  /// The product of two values.
  case multiply(Multiplication)
  /// Values one after the other along the channels.
  case concatenate(Concatenation)
  /// A picture as a sequence of rows, columns or patches.
  case sequence(PictureSequence)
  /// A recurrent layer.
  case recurrent(Recurrent)
}

/// What every kind of operation can say about itself without running.
package protocol Layer: Hashable, Sendable {
  /// The word for this operation in files, summaries and errors, such as `leaky-relu`.
  var kind: String { get }

  /// The shape of one sample's output; throws where the inputs do not fit.
  func outputShape(for inputs: [Shape]) throws(ShapeMismatch) -> Shape

  /// What the operation learns or keeps, in the order of its file names; `inputs` have passed `outputShape`.
  func parameters(for inputs: [Shape]) -> [ParameterSpec]

  /// Multiply-adds for one sample.
  func multiplyAdds(for inputs: [Shape]) -> Int

  /// Writes the fields that the operation is read from again, beside its kind.
  func write(to fields: inout FieldWriter) throws
}

extension Layer {
  package func parameters(for inputs: [Shape]) -> [ParameterSpec] { [] }
  package func multiplyAdds(for inputs: [Shape]) -> Int { 0 }
  package func write(to fields: inout FieldWriter) throws {}
}

extension NodeOperation {
  package var layer: any Layer {
    switch self {
    case .linear(let layer): layer
    case .convolution(let layer): layer
    case .transposedConvolution(let layer): layer
    case .activation(let layer): layer
    case .dropout(let layer): layer
    case .batchNormalization(let layer): layer
    case .layerNormalization(let layer): layer
    case .pooling(let layer): layer
    case .globalPooling(let layer): layer
    case .upsampling(let layer): layer
    case .meanOverTokens(let layer): layer
    case .flatten(let layer): layer
    case .add(let layer): layer
    case .multiply(let layer): layer
    case .concatenate(let layer): layer
    case .sequence(let layer): layer
    case .recurrent(let layer): layer
    }
  }
}

/// An operation's refusal of its inputs; the network adds the node's name and the shapes received.
package struct ShapeMismatch: Error, Hashable {
  package let expected: String
  package let remedy: String

  package init(expected: String, remedy: String) {
    self.expected = expected
    self.remedy = remedy
  }
}

extension Layer {
  /// The only input of an operation that takes exactly one.
  package func single(_ inputs: [Shape]) throws(ShapeMismatch) -> Shape {
    guard inputs.count == 1, let input = inputs.first else {
      throw ShapeMismatch(expected: "one input", remedy: "connect \(kind) to one node")
    }
    return input
  }

  /// The only input of an operation on images `[C, H, W]`.
  package func singleImage(_ inputs: [Shape]) throws(ShapeMismatch) -> (channels: Int, extent: Extent) {
    let input = try single(inputs)
    guard let extent = input.extent else {
      throw ShapeMismatch(
        expected: "[C, H, W]", remedy: "use it on images, before any flatten or pooling to a vector")
    }
    return (input[0], extent)
  }
}

extension Shape {
  /// Height and width of an image `[C, H, W]`, nil for other ranks.
  package var extent: Extent? { rank == 3 ? Extent(height: dimensions[1], width: dimensions[2]) : nil }

  /// The shape of an image.
  init(channels: Int, _ extent: Extent) { self.init([channels, extent.height, extent.width]) }
}
