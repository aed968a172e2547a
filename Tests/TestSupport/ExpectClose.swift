package import Testing

/// How far a computed value may lie from the true one: a share of the largest true magnitude.
///
/// Sums in single precision round relative to their largest term, not to their result, so an element that is
/// small by cancellation cannot be asked for more digits than its neighbours have.
package struct Tolerance: Hashable, Sendable {
  package let share: Double
  /// The least magnitude that `share` is taken of, for tensors whose true value is zero.
  package let floor: Double

  package init(_ share: Double, floor: Double = 1e-2) {
    self.share = share
    self.floor = floor
  }

  /// Equal to the last bit.
  package static let exact = Tolerance(0, floor: 0)
  /// One operation in single precision: a few units in the last place, 6e-8 each.
  package static let rounding = Tolerance(1e-6)
  /// A chain of operations in single precision, or kernels with vectorised exponentials (about 1e-6 each).
  package static let chain = Tolerance(2e-5)

  package func bound(for expected: some Sequence<Double>) -> Double {
    share * expected.reduce(floor) { max($0, abs($1)) }
  }
}

/// Expects every element of `actual` to be close to `expected`; a failure names the case and the worst element.
package func expectClose(
  _ actual: some Collection<Float>, _ expected: some Collection<Double>, _ tolerance: Tolerance = .chain,
  _ name: @autoclosure () -> String, sourceLocation: SourceLocation = #_sourceLocation
) {
  guard actual.count == expected.count else {
    Issue.record(
      "\(name()): expected \(expected.count) elements, received \(actual.count)",
      sourceLocation: sourceLocation)
    return
  }
  let bound = tolerance.bound(for: expected)
  var worst = (position: 0, actual: Float(0), expected: 0.0, distance: 0.0)
  for (position, (actual, expected)) in zip(actual, expected).enumerated() {
    // A NaN is further than anything.
    let distance = actual.isNaN ? .infinity : abs(Double(actual) - expected)
    if distance > worst.distance { worst = (position, actual, expected, distance) }
  }
  if !(worst.distance <= bound) {
    Issue.record(
      "\(name()): element \(worst.position) is \(worst.actual), expected \(worst.expected) ± \(bound)",
      sourceLocation: sourceLocation)
  }
}

/// Expects single values to be close.
package func expectClose(
  _ actual: Float, _ expected: Double, _ tolerance: Tolerance = .chain, _ name: @autoclosure () -> String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  expectClose(
    CollectionOfOne(actual), CollectionOfOne(expected), tolerance, name(), sourceLocation: sourceLocation)
}
