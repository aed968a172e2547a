import Foundation

/// Limited-memory BFGS: minimises a smooth function by its values and gradients.
///
/// Liu, Nocedal: *On the limited memory BFGS method for large scale optimization*, 1989, doi:10.1007/BF01589116. The step
/// fulfils the weak Wolfe conditions, found by doubling and halving: Lewis, Overton: *Nonsmooth optimization via
/// quasi-Newton methods*, 2013, doi:10.1007/s10107-012-0514-2, algorithm 2.6.
struct LBFGS {
  /// Steps that the curvature is taken from.
  var memory = 10
  /// Where it stops: the largest element of the gradient.
  var tolerance = 1e-6
  /// Where it gives up.
  var iterationLimit = 2000

  /// Where a minimisation ended.
  struct Result {
    let position: [Double]
    let value: Double
    let iterations: Int
    /// The largest element of the gradient there.
    let gradient: Double
  }

  /// Minimises `function`, which gives the value at its first argument and writes the gradient there to its second.
  func minimize(
    from start: [Double], _ function: (_ position: [Double], _ gradient: inout [Double]) throws -> Double
  ) rethrows -> Result {
    var position = start
    var gradient = [Double](repeating: 0, count: start.count)
    var value = try function(position, &gradient)
    var pairs: [Pair] = []
    var iteration = 0
    while LBFGS.largest(gradient) > tolerance, iteration < iterationLimit {
      var direction = LBFGS.direction(gradient, pairs)
      var slope = LBFGS.dot(direction, gradient)
      if !(slope < 0) {
        // Rounding has spoiled what is known of the curvature.
        pairs = []
        direction = gradient.map { -$0 }
        slope = LBFGS.dot(direction, gradient)
      }
      // Nothing is known of the scale before the first step.
      var step = pairs.isEmpty ? min(1, 1 / LBFGS.dot(gradient, gradient).squareRoot()) : 1
      var (low, high) = (0.0, Double.infinity)
      var next = position
      var nextGradient = gradient
      var nextValue = value
      var isFound = false
      for _ in 0..<60 {
        for i in next.indices { next[i] = position[i] + step * direction[i] }
        nextValue = try function(next, &nextGradient)
        if !(nextValue <= value + 1e-4 * step * slope) {
          high = step
        } else if LBFGS.dot(direction, nextGradient) < 0.9 * slope {
          low = step
        } else {
          isFound = true
          break
        }
        step = high.isFinite ? (low + high) / 2 : 2 * low
      }
      // Where no step is lower, rounding is all that is left of the way.
      guard isFound || nextValue < value else { break }
      pairs.append(Pair(position, next, gradient, nextGradient))
      if pairs.count > memory { pairs.removeFirst() }
      pairs.removeAll { !($0.product > 0) }
      (position, gradient, value) = (next, nextGradient, nextValue)
      iteration += 1
    }
    return Result(
      position: position, value: value, iterations: iteration, gradient: LBFGS.largest(gradient))
  }

  /// A step and how the gradient changed over it.
  private struct Pair {
    let step: [Double]
    let change: [Double]
    /// step · change, positive for a convex function.
    let product: Double

    init(_ from: [Double], _ to: [Double], _ gradient: [Double], _ next: [Double]) {
      var (step, change) = (to, next)
      for i in step.indices {
        step[i] -= from[i]
        change[i] -= gradient[i]
      }
      (self.step, self.change) = (step, change)
      product = LBFGS.dot(step, change)
    }
  }

  /// −H g by two loops over the pairs.
  private static func direction(_ gradient: [Double], _ pairs: [Pair]) -> [Double] {
    var result = gradient
    var factors: [Double] = []
    for pair in pairs.reversed() {
      let factor = dot(pair.step, result) / pair.product
      factors.append(factor)
      add(-factor, pair.change, to: &result)
    }
    if let last = pairs.last {
      let scale = last.product / dot(last.change, last.change)
      for i in result.indices { result[i] *= scale }
    }
    for (pair, factor) in zip(pairs, factors.reversed()) {
      add(factor - dot(pair.change, result) / pair.product, pair.step, to: &result)
    }
    for i in result.indices { result[i] = -result[i] }
    return result
  }

  private static func add(_ factor: Double, _ values: [Double], to result: inout [Double]) {
    for i in result.indices { result[i] += factor * values[i] }
  }

  private static func dot(_ left: [Double], _ right: [Double]) -> Double {
    var sum = 0.0
    for i in left.indices { sum += left[i] * right[i] }
    return sum
  }

  private static func largest(_ values: [Double]) -> Double { values.reduce(0) { max($0, abs($1)) } }
}
