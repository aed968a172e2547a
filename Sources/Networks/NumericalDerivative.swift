/// The gradient of a scalar function by central differences, for checking derivatives.
///
/// - Formula: ∂f/∂xᵢ ≈ (f(x + h eᵢ) − f(x − h eᵢ)) / 2h, with an error of order h².
/// - Parameters:
///   - function: evaluated twice for each element, in double precision so that the difference of two close
///     values still has digits.
///   - point: where the gradient is taken.
///   - step: h; near the cube root of the machine's precision the two errors balance.
/// - Returns: one derivative for each element of `point`.
///
/// Not for training: it costs two evaluations for every element, and near a kink (ReLU at zero) it is wrong.
public func numericalGradient(
  of function: ([Double]) throws -> Double, at point: [Double], step: Double = 1e-5
) rethrows -> [Double] {
  var point = point
  var gradient: [Double] = []
  gradient.reserveCapacity(point.count)
  for index in point.indices {
    let value = point[index]
    point[index] = value + step
    let above = try function(point)
    point[index] = value - step
    let below = try function(point)
    point[index] = value
    gradient.append((above - below) / (2 * step))
  }
  return gradient
}
