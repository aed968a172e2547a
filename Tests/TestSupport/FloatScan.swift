/// Loops over many numbers, in the target that is optimised even in debug builds.
package enum FloatScan {
  /// How many of `values` are zero.
  package static func zeros(in values: UnsafeBufferPointer<Float>) -> Int {
    var count = 0
    for value in values where value == 0 { count += 1 }
    return count
  }

  /// Fills `values` with whole numbers that bfloat16 holds exactly, none of them zero.
  package static func count(into values: UnsafeMutableBufferPointer<Float>) {
    for i in values.indices { values[i] = Float(i % 251 + 1) }
  }

  /// Whether `values` begins with what `count(into:)` writes to as many.
  package static func isCounted(_ values: UnsafeBufferPointer<Float>) -> Bool {
    for i in values.indices where values[i] != Float(i % 251 + 1) { return false }
    return true
  }
}
