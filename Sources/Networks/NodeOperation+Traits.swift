// What the engine has to know of an operation apart from its meaning. No switch has a default, so that a new operation is
// asked about in each of them.
extension NodeOperation {
  /// Whether the output is, or may be, the memory of the input: it must not be overwritten while that is still read.
  package var isViewOfItsInput: Bool {
    switch self {
    // While training dropout writes a result of its own, at inference it is nothing.
    // Rows of one colour are a sequence as they lie.
    case .flatten, .dropout, .sequence: true
    case .linear, .convolution, .transposedConvolution, .activation, .batchNormalization, .layerNormalization,
      .pooling, .globalPooling, .upsampling, .meanOverTokens, .add, .multiply, .concatenate, .recurrent:
      false
    }
  }

  /// Whether the gradient of what it takes can be computed without its result, over which it may then be written.
  ///
  /// Of the values that operations write, only the result of a normalisation plays no part in its gradient.
  package var gradientIgnoresResult: Bool {
    switch self {
    case .batchNormalization: true
    case .linear, .convolution, .transposedConvolution, .activation, .dropout, .layerNormalization, .pooling,
      .globalPooling, .upsampling, .meanOverTokens, .flatten, .add, .multiply, .concatenate, .sequence,
      .recurrent:
      false
    }
  }

  /// Whether it is a convolution over an image, whose feature maps say where something is.
  package var isConvolution: Bool {
    switch self {
    case .convolution: true
    case .linear, .transposedConvolution, .activation, .dropout, .batchNormalization, .layerNormalization,
      .pooling, .globalPooling, .upsampling, .meanOverTokens, .flatten, .add, .multiply, .concatenate,
      .sequence, .recurrent:
      false
    }
  }

  /// Whether a batch normalisation that follows can be folded into its weights.
  package var takesFoldedNormalization: Bool {
    switch self {
    case .linear, .convolution: true
    case .transposedConvolution, .activation, .dropout, .batchNormalization, .layerNormalization, .pooling,
      .globalPooling, .upsampling, .meanOverTokens, .flatten, .add, .multiply, .concatenate, .sequence,
      .recurrent:
      false
    }
  }
}
