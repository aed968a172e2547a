import COneDNN

/// Products of row-major matrices outside of a network.
package enum MatrixProduct {
  /// C ← scale · op(A) · op(B) + adding · C.
  ///
  /// - Parameters:
  ///   - transposes: whether A and B lie transposed in memory.
  ///   - size: rows of C, columns of C, and the length of the sums.
  package static func multiply(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, transposes: (Bool, Bool) = (false, false),
    _ size: (rows: Int, columns: Int, inner: Int), scale: Float = 1, adding: Float = 0,
    to c: UnsafeMutablePointer<Float>
  ) {
    let status = fovea_dnn_matrix_product(
      transposes.0 ? 1 : 0, transposes.1 ? 1 : 0, Int64(size.rows), Int64(size.columns), Int64(size.inner),
      scale, a, b, adding, c)
    // oneDNN refuses negative sizes and short rows only, which the sizes above exclude.
    precondition(status == 0, "a product of \(size) was refused with status \(status)")
  }
}
