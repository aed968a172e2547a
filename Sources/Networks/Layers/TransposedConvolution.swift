/// The transpose of a convolution: each input pixel adds its kernel to a window of a larger output.
///
/// - Shapes: input `[I, H, W]`; `weight` `[I, O / groups, kh, kw]` (PyTorch's order), `bias` `[O]`; output
///   `[O, H', W']` with H' = (H − 1) · stride − top − bottom + dilation · (kh − 1) + 1 + outputPadding, W' alike.
/// - Formula: y[o, i · stride + u · dilation − top, j · stride + v · dilation − left] += w[c, o, u, v] · x[c, i, j],
///   plus b[o]: the gradient of a convolution of the same settings with respect to its input. Padding takes away
///   from the output; output padding adds rows and columns at the bottom and right that some convolutions have
///   left out.
/// - Also known as `torch.nn.ConvTranspose2d`, ONNX `ConvTranspose`.
/// - Source: Zeiler et al.: *Deconvolutional Networks*, CVPR 2010, doi:10.1109/CVPR.2010.5539957.
public struct TransposedConvolution: Hashable, Sendable {
  /// Channels of the output.
  public let outputChannels: Int
  /// Rows and columns of the window.
  public let kernelSize: Extent
  /// How far the window moves.
  public let stride: Extent
  /// Valid or explicit.
  public let padding: Padding
  /// Less than the stride or the dilation.
  public let outputPadding: Extent
  /// How far the places of the window lie apart; 1 is without a gap.
  public let dilation: Extent
  /// Parts that channels are divided into, each convolved by itself.
  public let groups: Int
  /// Whether a number is added to each output.
  public let hasBias: Bool
  /// How the first weights are drawn.
  public let initializer: Initializer

  /// Makes the operation.
  public init(
    _ outputChannels: Int, kernelSize: Extent, stride: Extent = 1, padding: Padding = .valid,
    outputPadding: Extent = 0, dilation: Extent = 1, groups: Int = 1, bias: Bool = true,
    initializer: Initializer = .he
  ) {
    let sizes = 1...Extent.limit
    precondition(outputChannels > 0, "expected at least one output channel, received \(outputChannels)")
    precondition(kernelSize.lies(in: sizes), "expected a kernel of \(sizes), received \(kernelSize)")
    precondition(stride.lies(in: sizes), "expected a stride of \(sizes), received \(stride)")
    precondition(dilation.lies(in: sizes), "expected a dilation of \(sizes), received \(dilation)")
    precondition(padding != .same, "a transposed convolution has valid or explicit padding")
    precondition(padding.lies(in: 0...Extent.limit), "expected no negative padding, received \(padding)")
    precondition(groups > 0, "expected at least one group, received \(groups)")
    precondition(
      TransposedConvolution.allows(outputPadding, stride: stride, dilation: dilation),
      "expected an output padding below stride \(stride) or dilation \(dilation), received \(outputPadding)")
    self.outputChannels = outputChannels
    self.kernelSize = kernelSize
    self.stride = stride
    self.padding = padding
    self.outputPadding = outputPadding
    self.dilation = dilation
    self.groups = groups
    self.hasBias = bias
    self.initializer = initializer
  }

  // Only so many rows and columns can have been left out by a convolution.
  private static func allows(_ outputPadding: Extent, stride: Extent, dilation: Extent) -> Bool {
    outputPadding.height >= 0 && outputPadding.height < max(stride.height, dilation.height)
      && outputPadding.width >= 0 && outputPadding.width < max(stride.width, dilation.width)
  }
}

extension TransposedConvolution: Layer {
  package var kind: String { "transposed-convolution" }

  package func outputShape(for inputs: [Shape]) throws(ShapeMismatch) -> Shape {
    let (channels, extent) = try singleImage(inputs)
    try ShapeMismatch.require(groups, divides: channels, outputChannels)
    let removed = padding.amounts(input: extent, kernel: kernelSize, stride: stride, dilation: dilation)
    let reach = kernelSize.dilated(by: dilation)
    let height =
      (extent.height - 1) * stride.height + reach.height + outputPadding.height - removed.top - removed.bottom
    let width =
      (extent.width - 1) * stride.width + reach.width + outputPadding.width - removed.left - removed.right
    guard height > 0, width > 0 else {
      throw ShapeMismatch(
        expected: "[C, H, W] that is larger after the convolution than the padding it takes away",
        remedy: "use less padding or larger images")
    }
    return Shape(channels: outputChannels, Extent(height: height, width: width))
  }

  package func parameters(for inputs: [Shape]) -> [ParameterSpec] {
    let weight: Shape = [inputs[0][0], outputChannels / groups, kernelSize.height, kernelSize.width]
    let specs = [ParameterSpec("weight", weight, role: .weight, initializer: initializer)]
    let bias = ParameterSpec("bias", [outputChannels], role: .offset, initializer: .zeros)
    return hasBias ? specs + [bias] : specs
  }

  package func multiplyAdds(for inputs: [Shape]) -> Int {
    inputs[0].count * (outputChannels / groups * kernelSize.height * kernelSize.width)
  }

  package func write(to fields: inout FieldWriter) throws {
    try fields.set(.channels, outputChannels)
    try fields.set(.kernel, kernelSize)
    try fields.set(.stride, stride)
    try fields.set(.padding, padding)
    try fields.set(.outputPadding, outputPadding)
    try fields.set(.dilation, dilation)
    try fields.set(.groups, groups)
    try fields.set(.bias, hasBias)
    try fields.set(.initializer, initializer)
  }

  init(from fields: FieldReader) throws {
    let stride = try fields.extent(.stride)
    let dilation = try fields.extent(.dilation)
    let sides = 0...Extent.limit
    self.init(
      try fields.count(.channels), kernelSize: try fields.extent(.kernel), stride: stride,
      padding: try fields.value(.padding, "valid, or [top, left, bottom, right] of \(sides)") {
        (padding: Padding) in padding != .same && padding.lies(in: sides)
      },
      outputPadding: try fields.value(.outputPadding, "a number below the stride or the dilation") {
        TransposedConvolution.allows($0, stride: stride, dilation: dilation)
      },
      dilation: dilation, groups: try fields.count(.groups), bias: try fields.flag(.bias),
      initializer: try fields.initializer())
  }
}

extension NodeOperation {
  /// A transposed convolution with `outputChannels` output channels.
  public static func transposedConvolution(
    _ outputChannels: Int, kernelSize: Extent, stride: Extent = 1, padding: Padding = .valid,
    outputPadding: Extent = 0, dilation: Extent = 1, groups: Int = 1, bias: Bool = true,
    initializer: Initializer = .he
  ) -> NodeOperation {
    .transposedConvolution(
      TransposedConvolution(
        outputChannels, kernelSize: kernelSize, stride: stride, padding: padding,
        outputPadding: outputPadding, dilation: dilation, groups: groups, bias: bias,
        initializer: initializer))
  }
}
