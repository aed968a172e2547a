/// A dense array of `Float` in row-major order: the last dimension varies fastest.
///
/// The tensor is the currency of definition: initial weights, files, tests and teaching. Execution keeps
/// its own memory in the layouts of its kernels, so nothing here is on the path of training.
public struct Tensor: Hashable, Sendable {
  /// The dimensions.
  public let shape: Shape
  /// The numbers, row-major.
  public private(set) var elements: [Float]

  /// Makes a tensor of `shape` from `elements` in row-major order; their counts must agree.
  public init(_ shape: Shape, _ elements: [Float]) {
    precondition(
      elements.count == shape.count,
      "shape \(shape) holds \(shape.count) elements, received \(elements.count)")
    self.shape = shape
    self.elements = elements
  }

  /// Makes a tensor with every element equal to `value`.
  public init(_ shape: Shape, repeating value: Float = 0) {
    self.init(shape, Array(repeating: value, count: shape.count))
  }

  /// The element at one index for each dimension.
  public subscript(indices: Int...) -> Float {
    get { elements[offset(of: indices)] }
    set { elements[offset(of: indices)] = newValue }
  }

  /// The same elements under another shape of the same count.
  public func reshaped(_ shape: Shape) -> Tensor { Tensor(shape, elements) }

  private func offset(of indices: [Int]) -> Int {
    precondition(
      indices.count == shape.rank, "shape \(shape) takes \(shape.rank) indices, received \(indices)")
    var offset = 0
    for (index, dimension) in zip(indices, shape.dimensions) {
      precondition(index >= 0 && index < dimension, "index \(indices) is outside of shape \(shape)")
      offset = offset * dimension + index
    }
    return offset
  }
}
