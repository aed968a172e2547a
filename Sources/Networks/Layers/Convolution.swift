/// Slides kernels over an image: each output channel is a weighted sum of a window of the input.
///
/// - Shapes: input `[I, H, W]`; `weight` `[O, I / groups, kh, kw]`, `bias` `[O]`; output `[O, H', W']` with
///   H' = ⌊(H + top + bottom − dilation · (kh − 1) − 1) / stride⌋ + 1, W' alike.
/// - Formula: y[o, i, j] = b[o] + Σ w[o, c, u, v] · x[c, i · stride + u · dilation − top, j · stride + v · dilation − left];
///   with groups the channels are divided into so many parts that do not see each other, and with as many groups
///   as channels it is a depthwise convolution.
/// - Also known as `torch.nn.Conv2d`, ONNX `Conv` (a cross-correlation: kernels are not flipped).
/// - Source: LeCun et al.: *Gradient-Based Learning Applied to Document Recognition*, Proc. IEEE 86 (1998),
///   doi:10.1109/5.726791; dilation: Yu, Koltun, arXiv:1511.07122.
public struct Convolution: Hashable, Sendable {
  /// Channels of the output.
  public let outputChannels: Int
  /// Rows and columns of the window.
  public let kernelSize: Extent
  /// How far the window moves.
  public let stride: Extent
  /// What is put around the input.
  public let padding: Padding
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
    _ outputChannels: Int, kernelSize: Extent, stride: Extent = 1, padding: Padding = .same,
    dilation: Extent = 1, groups: Int = 1, bias: Bool = true, initializer: Initializer = .he
  ) {
    let sizes = 1...Extent.limit
    precondition(outputChannels > 0, "expected at least one output channel, received \(outputChannels)")
    precondition(kernelSize.lies(in: sizes), "expected a kernel of \(sizes), received \(kernelSize)")
    precondition(stride.lies(in: sizes), "expected a stride of \(sizes), received \(stride)")
    precondition(dilation.lies(in: sizes), "expected a dilation of \(sizes), received \(dilation)")
    precondition(padding.lies(in: 0...Extent.limit), "expected no negative padding, received \(padding)")
    precondition(groups > 0, "expected at least one group, received \(groups)")
    self.outputChannels = outputChannels
    self.kernelSize = kernelSize
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
    self.groups = groups
    self.hasBias = bias
    self.initializer = initializer
  }
}

extension Convolution {
  /// `base` times `width`, to a multiple of 16 (two registers of the processor), at least 16.
  static func channels(_ base: Int, times width: Float) -> Int {
    max(16, Int((Float(base) * width / 16).rounded()) * 16)
  }
}

extension Convolution: Layer {
  package var kind: String { "convolution" }

  package func outputShape(for inputs: [Shape]) throws(ShapeMismatch) -> Shape {
    let (channels, extent) = try singleImage(inputs)
    try ShapeMismatch.require(groups, divides: channels, outputChannels)
    guard
      let output = padding.output(input: extent, kernel: kernelSize, stride: stride, dilation: dilation)
    else {
      throw .tooSmall(for: kernelSize.dilated(by: dilation), padding: padding)
    }
    return Shape(channels: outputChannels, output)
  }

  package func parameters(for inputs: [Shape]) -> [ParameterSpec] {
    let weight: Shape = [outputChannels, inputs[0][0] / groups, kernelSize.height, kernelSize.width]
    let specs = [
      // What was measured on the data is not learned over.
      ParameterSpec(
        "weight", weight, role: .weight, initializer: initializer, isFrozen: initializer == .whitening)
    ]
    let bias = ParameterSpec("bias", [outputChannels], role: .offset, initializer: .zeros)
    return hasBias ? specs + [bias] : specs
  }

  package func multiplyAdds(for inputs: [Shape]) -> Int {
    guard let shape = try? outputShape(for: inputs) else { return 0 }
    return shape.count * (inputs[0][0] / groups * kernelSize.height * kernelSize.width)
  }

  package func write(to fields: inout FieldWriter) throws {
    try fields.set(.channels, outputChannels)
    try fields.set(.kernel, kernelSize)
    try fields.set(.stride, stride)
    try fields.set(.padding, padding)
    try fields.set(.dilation, dilation)
    try fields.set(.groups, groups)
    try fields.set(.bias, hasBias)
    try fields.set(.initializer, initializer)
  }

  init(from fields: FieldReader) throws {
    self.init(
      try fields.count(.channels), kernelSize: try fields.extent(.kernel), stride: try fields.extent(.stride),
      padding: try fields.padding(), dilation: try fields.extent(.dilation),
      groups: try fields.count(.groups),
      bias: try fields.flag(.bias), initializer: try fields.initializer())
  }
}

extension ShapeMismatch {
  /// Refuses groups into which the channels of a convolution do not divide.
  static func require(_ groups: Int, divides inputs: Int, _ outputs: Int) throws(ShapeMismatch) {
    guard inputs % groups == 0 else {
      throw ShapeMismatch(
        expected: "[C, H, W] with C a multiple of \(groups) groups",
        remedy: "choose a number of groups that divides the \(inputs) channels")
    }
    guard outputs % groups == 0 else {
      throw ShapeMismatch(
        expected: "a number of output channels that \(groups) groups divide, not \(outputs)",
        remedy: "choose a number of groups that divides the output channels")
    }
  }

  /// An image that not even one window fits into.
  static func tooSmall(for window: Extent, padding: Padding) -> ShapeMismatch {
    let around =
      if case .explicit(let top, let left, let bottom, let right) = padding {
        " with padding (top \(top), left \(left), bottom \(bottom), right \(right))"
      } else {
        ""
      }
    return ShapeMismatch(
      expected: "[C, H, W] of at least \(window) pixels\(around)",
      remedy: "use larger images, a smaller kernel or more padding")
  }
}

extension NodeOperation {
  /// A convolution with `outputChannels` kernels.
  public static func convolution(
    _ outputChannels: Int, kernelSize: Extent, stride: Extent = 1, padding: Padding = .same,
    dilation: Extent = 1, groups: Int = 1, bias: Bool = true, initializer: Initializer = .he
  ) -> NodeOperation {
    .convolution(
      Convolution(
        outputChannels, kernelSize: kernelSize, stride: stride, padding: padding, dilation: dilation,
        groups: groups, bias: bias, initializer: initializer))
  }
}
