import CTensorLoops

/// Batch normalisation in bfloat16 for training, by loops of our own.
///
/// Stands in for oneDNN's kernel, whose threads wait for each other in a loop: beside a busy process that takes a hundred times
/// as long as the work. Alone it takes half of the time, see `Docs/Performance.md`.
struct BFloat16Normalization: Sendable {
  private let shape: fovea_bfloat16_norm_shape

  /// The same normalisation as oneDNN's of `data`, `[rows, features]` with features innermost; nil where it is of other numbers or
  /// in another order.
  init?(_ data: Layout, rows: Int, features: Int, epsilon: Float, appliesReLU: Bool) throws(ExecutionError) {
    guard data.element == .bfloat16, features % 16 == 0, fovea_bfloat16_norm_available() != 0,
      try data.isChannelsLast
    else { return nil }
    shape = fovea_bfloat16_norm_shape(
      rows: Int64(rows), channels: Int64(features), epsilon: epsilon, applies_relu: appliesReLU ? 1 : 0,
      threads: Int32(Threads.count))
  }

  /// Of what a pass needs beside its operands.
  func scratchLayout() throws(ExecutionError) -> Layout {
    try Layout([withUnsafePointer(to: shape) { Int(fovea_bfloat16_norm_scratch_size($0)) }])
  }

  // Pointers are to memory in the layout of the data, to one number a feature, and to scratch of the layout above.

  /// Writes the mean and the variance of the batch, and the result.
  ///
  /// - Parameter operands: source, scale, shift, mean, variance, destination, scratch.
  func run(_ operands: LoopArguments) {
    withUnsafePointer(to: shape) {
      fovea_bfloat16_norm_forward(
        $0, numbers(operands, 0), operands.floats(1), operands.floats(2), operands.floats(3),
        operands.floats(4),
        numbers(operands, 5), operands.floats(6))
    }
  }

  /// Writes the gradients of the source, which may take the place of that of the result, of scale and of shift.
  ///
  /// - Parameter operands: source, mean, variance, scale, shift, gradient of the result, of the source, of scale, of shift,
  ///   scratch.
  func runBackward(_ operands: LoopArguments) {
    withUnsafePointer(to: shape) {
      fovea_bfloat16_norm_backward(
        $0, numbers(operands, 0), operands.floats(1), operands.floats(2), operands.floats(3),
        operands.floats(4),
        numbers(operands, 5), numbers(operands, 6), operands.floats(7), operands.floats(8), operands.floats(9)
      )
    }
  }

  private func numbers(_ operands: LoopArguments, _ index: Int) -> UnsafeMutablePointer<UInt16> {
    operands.addresses[index].assumingMemoryBound(to: UInt16.self)
  }
}
