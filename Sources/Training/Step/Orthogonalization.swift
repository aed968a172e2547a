import FoveaExecution

/// Brings the singular values of a matrix close to one, in place, by five steps of X ← P·X, P = a·I + b·A + c·A², A = X·Xᵀ.
///
/// The coefficients are Jordan's, which leave values between about 0.7 and 1.2. A kernel's matrix is many times longer than
/// wide, so X is multiplied once, by the product of all P: A of the next step is P·A·P. Values below some thousandths of
/// the largest lose digits by it, which are noise of the gradient.
func orthogonalize(_ matrix: UnsafeMutableBufferPointer<Float>, rows: Int, columns: Int) {
  guard let start = matrix.baseAddress, rows > 0, columns > 0 else { return }
  let count = rows * columns
  let scale = 1 / (Float(squareSum(start, count).squareRoot()) + 1e-7)
  Threads.perform(over: count, grain: 1 << 14) { range in for i in range { start[i] *= scale } }
  // The products are smaller over the short side, whichever that is.
  let isWide = rows <= columns
  let product = SquareMatrix(min(rows, columns))
  MatrixProduct.multiply(
    start, start, transposes: (!isWide, isWide), (product.side, product.side, max(rows, columns)),
    to: product.start)
  let polynomials = product.newtonSchulz(steps: 5)
  let source = UnsafeMutablePointer<Float>.allocate(capacity: count)
  defer { source.deallocate() }
  source.update(from: start, count: count)
  if isWide {
    MatrixProduct.multiply(polynomials.start, source, (rows, columns, rows), to: start)
  } else {
    MatrixProduct.multiply(source, polynomials.start, (rows, columns, columns), to: start)
  }
}

/// A symmetric matrix, freed with its owner.
private final class SquareMatrix {
  let side: Int
  let start: UnsafeMutablePointer<Float>

  init(_ side: Int) { (self.side, start) = (side, .allocate(capacity: side * side)) }
  deinit { start.deallocate() }

  /// The product of the polynomials of so many steps, the first of which begins with this as A.
  func newtonSchulz(steps: Int) -> SquareMatrix {
    let (a, b, c): (Float, Float, Float) = (3.4445, -4.7750, 2.0315)
    var (result, spare) = (SquareMatrix(side), SquareMatrix(side))
    var (square, polynomial) = (self, SquareMatrix(side))
    for step in 0..<steps {
      polynomial.start.update(from: square.start, count: side * side)
      polynomial.add(square, square, scale: c, keeping: b)
      for i in 0..<side { polynomial.start[i * side + i] += a }
      if step == 0 {
        result.start.update(from: polynomial.start, count: side * side)
      } else {
        spare.add(polynomial, result)
        (result, spare) = (spare, result)
      }
      guard step < steps - 1 else { break }
      spare.add(polynomial, square)
      let next = SquareMatrix(side)
      next.add(spare, polynomial)
      square = next
    }
    return result
  }

  /// This ← keeping · this + scale · left · right.
  private func add(_ left: SquareMatrix, _ right: SquareMatrix, scale: Float = 1, keeping: Float = 0) {
    MatrixProduct.multiply(
      left.start, right.start, (side, side, side), scale: scale, adding: keeping, to: start)
  }
}
