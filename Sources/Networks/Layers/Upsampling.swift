/// Enlarges an image by a whole factor.
///
/// - Shapes: input `[C, H, W]`; output `[C, factor · H, factor · W]`.
/// - Formula: nearest: y[c, i, j] = x[c, ⌊i / factor⌋, ⌊j / factor⌋]. Bilinear: pixel centres lie at halves, so output
///   row i reads the input at (i + ½) / factor − ½, weighting the two rows next to it by their distance; beyond the
///   border the border's pixel counts.
/// - Also known as `torch.nn.Upsample(scale_factor=, mode=, align_corners=False)`, ONNX `Resize` (`half_pixel`).
public struct Upsampling: Hashable, Sendable {
  /// The nearest value, or a bilinear mean of four.
  public enum Mode: String, Hashable, Sendable, Codable, CaseIterable {
    /// The nearest value.
    case nearest
    /// A mean of the four around, weighted by distance.
    case bilinear
  }

  /// How many times as high and wide the output is.
  public let factor: Int
  /// How the values of the output come from those of the input.
  public let mode: Mode

  /// Makes the operation.
  public init(factor: Int = 2, mode: Mode = .nearest) {
    precondition((1...Extent.limit).contains(factor), "expected a factor of at least 1, received \(factor)")
    self.factor = factor
    self.mode = mode
  }
}

extension Upsampling: Layer {
  package var kind: String { "upsampling" }

  package func outputShape(for inputs: [Shape]) throws(ShapeMismatch) -> Shape {
    let (channels, extent) = try singleImage(inputs)
    return Shape(
      channels: channels, Extent(height: extent.height * factor, width: extent.width * factor))
  }

  package func write(to fields: inout FieldWriter) throws {
    try fields.set(.factor, factor)
    try fields.set(.mode, mode)
  }

  init(from fields: FieldReader) throws {
    self.init(
      factor: try fields.value(.factor, "1 to \(Extent.limit)") { (1...Extent.limit).contains($0) },
      mode: try fields.value(.mode, "nearest or bilinear"))
  }
}

extension NodeOperation {
  /// The image enlarged by a whole factor.
  public static func upsampling(_ factor: Int, mode: Upsampling.Mode = .nearest) -> NodeOperation {
    .upsampling(Upsampling(factor: factor, mode: mode))
  }
}
