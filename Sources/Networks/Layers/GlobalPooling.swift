/// The maximum or average of all pixels of each channel, which turns an image of any size into a vector.
///
/// - Shapes: input `[C, H, W]`; output `[C]`.
/// - Formula: y[c] = max or mean over i, j of x[c, i, j].
/// - Also known as `torch.nn.AdaptiveAvgPool2d(1)` and a flatten, ONNX `GlobalAveragePool` and `GlobalMaxPool`.
/// - Source: Lin, Chen, Yan: *Network in Network*, arXiv:1312.4400, section 3.2.
public struct GlobalPooling: Hashable, Sendable {
  /// What is made of the values.
  public let mode: Pooling.Mode

  /// Makes the operation.
  public init(_ mode: Pooling.Mode) { self.mode = mode }
}

extension GlobalPooling: Layer {
  package var kind: String {
    switch mode {
    case .max: "global-max-pooling"
    case .average: "global-average-pooling"
    }
  }

  package func outputShape(for inputs: [Shape]) throws(ShapeMismatch) -> Shape {
    [try singleImage(inputs).channels]
  }
}

extension NodeOperation {
  /// The mean of all pixels of each channel.
  public static var globalAveragePooling: NodeOperation { .globalPooling(GlobalPooling(.average)) }

  /// The maximum of all pixels of each channel.
  public static var globalMaxPooling: NodeOperation { .globalPooling(GlobalPooling(.max)) }
}
