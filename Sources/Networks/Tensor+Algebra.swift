/// The algebra of the textbook, written as the textbook writes it: for study and for tests, not for speed.
extension Tensor {
  /// The matrix with rows and columns exchanged: `[R, C]` to `[C, R]`.
  public func transposed() -> Tensor {
    precondition(shape.rank == 2, "transpose takes a matrix [R, C], received \(shape)")
    var result = Tensor([shape[1], shape[0]])
    for row in 0..<shape[0] {
      for column in 0..<shape[1] { result[column, row] = self[row, column] }
    }
    return result
  }

  /// Σ aᵢ bᵢ of two vectors `[D]` of one length.
  public func dot(_ other: Tensor) -> Float {
    precondition(
      shape.rank == 1 && shape == other.shape,
      "dot takes two vectors [D], received \(shape) and \(other.shape)")
    return zip(elements, other.elements).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// The matrix product: `[M, K]` by `[K, N]` gives `[M, N]`.
  public func matmul(_ other: Tensor) -> Tensor {
    precondition(
      shape.rank == 2 && other.shape.rank == 2 && shape[1] == other.shape[0],
      "matmul takes [M, K] and [K, N], received \(shape) and \(other.shape)")
    var result = Tensor([shape[0], other.shape[1]])
    for row in 0..<shape[0] {
      for column in 0..<other.shape[1] {
        var sum: Float = 0
        for inner in 0..<shape[1] { sum += self[row, inner] * other[inner, column] }
        result[row, column] = sum
      }
    }
    return result
  }

  /// `transform` of every element.
  public func map(_ transform: (Float) throws -> Float) rethrows -> Tensor {
    Tensor(shape, try elements.map(transform))
  }

  /// `combine` of every pair of elements of two tensors of one shape.
  public func combined(with other: Tensor, _ combine: (Float, Float) throws -> Float) rethrows -> Tensor {
    precondition(
      shape == other.shape, "elementwise takes two equal shapes, received \(shape) and \(other.shape)")
    return Tensor(shape, try zip(elements, other.elements).map(combine))
  }

  /// The sum of all elements.
  public func sum() -> Float { elements.reduce(0, +) }

  /// The mean of all elements.
  public func mean() -> Float { sum() / Float(shape.count) }

  /// Sums, element by element; the shapes must be equal.
  public static func + (left: Tensor, right: Tensor) -> Tensor { left.combined(with: right, +) }
  /// Differences, element by element; the shapes must be equal.
  public static func - (left: Tensor, right: Tensor) -> Tensor { left.combined(with: right, -) }
  /// Products, element by element; the shapes must be equal.
  public static func * (left: Tensor, right: Tensor) -> Tensor { left.combined(with: right, *) }
  /// Quotients, element by element; the shapes must be equal.
  public static func / (left: Tensor, right: Tensor) -> Tensor { left.combined(with: right, /) }
  /// Every element times a number.
  public static func * (left: Tensor, right: Float) -> Tensor { left.map { $0 * right } }
  /// Every element times a number.
  public static func * (left: Float, right: Tensor) -> Tensor { right * left }
}
