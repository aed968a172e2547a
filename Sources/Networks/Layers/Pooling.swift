/// The maximum or average of each window of an image, channel by channel.
///
/// - Shapes: input `[C, H, W]`; output `[C, H', W']` with H' = ⌊(H + top + bottom − kh) / stride⌋ + 1, W' alike.
/// - Formula: y[c, i, j] = max or mean of x[c, i · stride + u − top, j · stride + v − left]. Padding is never a
///   maximum; in a mean it counts as zeros if `includesPadding`, else not at all.
/// - Also known as `torch.nn.MaxPool2d` and `AvgPool2d` (`count_include_pad`), ONNX `MaxPool` and `AveragePool`.
/// - Source: Scherer, Müller, Behnke: *Evaluation of Pooling Operations in Convolutional Architectures for Object
///   Recognition*, ICANN 2010, doi:10.1007/978-3-642-15825-4_10.
public struct Pooling: Hashable, Sendable {
  /// The largest value of the window, or their mean.
  public enum Mode: Hashable, Sendable {
    /// The largest value.
    case max
    /// The mean.
    case average
  }

  /// What is made of the values.
  public let mode: Mode
  /// Rows and columns of the window.
  public let kernelSize: Extent
  /// How far the window moves.
  public let stride: Extent
  /// What is put around the input.
  public let padding: Padding
  /// Whether the mean of a window over the border divides by all of the window; without meaning for a maximum.
  public let includesPadding: Bool

  /// Makes a pooling whose windows lie side by side unless there is another `stride`.
  public init(
    _ mode: Mode, kernelSize: Extent, stride: Extent? = nil, padding: Padding = .valid,
    includesPadding: Bool = true
  ) {
    let stride = stride ?? kernelSize
    let sizes = 1...Extent.limit
    precondition(kernelSize.lies(in: sizes), "expected a window of \(sizes), received \(kernelSize)")
    precondition(stride.lies(in: sizes), "expected a stride of \(sizes), received \(stride)")
    precondition(
      Pooling.allows(padding, kernelSize: kernelSize),
      "expected a padding below the window \(kernelSize), received \(padding)")
    self.mode = mode
    self.kernelSize = kernelSize
    self.stride = stride
    self.padding = padding
    self.includesPadding = includesPadding
  }

  // A window that sees padding alone would have no maximum and no mean.
  private static func allows(_ padding: Padding, kernelSize: Extent) -> Bool {
    guard case .explicit(let top, let left, let bottom, let right) = padding else { return true }
    let (rows, columns) = (0..<kernelSize.height, 0..<kernelSize.width)
    return rows.contains(top) && rows.contains(bottom) && columns.contains(left) && columns.contains(right)
  }
}

extension Pooling: Layer {
  package var kind: String {
    switch mode {
    case .max: "max-pooling"
    case .average: "average-pooling"
    }
  }

  package func outputShape(for inputs: [Shape]) throws(ShapeMismatch) -> Shape {
    let (channels, extent) = try singleImage(inputs)
    guard let output = padding.output(input: extent, kernel: kernelSize, stride: stride, dilation: 1) else {
      throw .tooSmall(for: kernelSize, padding: padding)
    }
    return Shape(channels: channels, output)
  }

  package func write(to fields: inout FieldWriter) throws {
    try fields.set(.kernel, kernelSize)
    try fields.set(.stride, stride)
    try fields.set(.padding, padding)
    if mode == .average { try fields.set(.includesPadding, includesPadding) }
  }

  init(_ mode: Mode, from fields: FieldReader) throws {
    let kernelSize = try fields.extent(.kernel)
    self.init(
      mode, kernelSize: kernelSize, stride: try fields.extent(.stride),
      padding: try fields.value(.padding, "valid, same, or four numbers of 0 or more, below the window") {
        Pooling.allows($0, kernelSize: kernelSize)
      },
      includesPadding: mode == .average ? try fields.flag(.includesPadding) : true)
  }
}

extension NodeOperation {
  /// The maximum of windows that lie side by side unless there is another `stride`.
  public static func maxPooling(
    _ kernelSize: Extent, stride: Extent? = nil, padding: Padding = .valid
  ) -> NodeOperation {
    .pooling(Pooling(.max, kernelSize: kernelSize, stride: stride, padding: padding))
  }

  /// The mean of windows that lie side by side unless there is another `stride`.
  public static func averagePooling(
    _ kernelSize: Extent, stride: Extent? = nil, padding: Padding = .valid, includesPadding: Bool = true
  ) -> NodeOperation {
    .pooling(
      Pooling(
        .average, kernelSize: kernelSize, stride: stride, padding: padding, includesPadding: includesPadding))
  }
}
