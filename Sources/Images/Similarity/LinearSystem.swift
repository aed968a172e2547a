/// Normal equations of a least-squares fit of up to six unknowns.
///
/// The rows are properties rather than an array: they are summed up over every pixel of every pair that is compared.
struct LinearSystem {
  private var row0 = SIMD8<Float>.zero
  private var row1 = SIMD8<Float>.zero
  private var row2 = SIMD8<Float>.zero
  private var row3 = SIMD8<Float>.zero
  private var row4 = SIMD8<Float>.zero
  private var row5 = SIMD8<Float>.zero

  /// Adds the equation `factors · unknowns = factors[7]`, whose right side stands last.
  @inline(__always)
  mutating func add(_ factors: SIMD8<Float>) {
    row0 += factors * factors[0]
    row1 += factors * factors[1]
    row2 += factors * factors[2]
    row3 += factors * factors[3]
    row4 += factors * factors[4]
    row5 += factors * factors[5]
  }

  /// The first `count` unknowns, by Gauss–Jordan elimination with pivots; nil where the equations do not fix them.
  ///
  /// - Parameters:
  ///   - damping: what the squares of each unknown's factors are multiplied by.
  ///   - ridge: what is added to them.
  func solution(
    _ count: Int, damping: SIMD8<Double> = .one, ridge: SIMD8<Double> = .zero
  ) -> SIMD8<Double>? {
    withUnsafeTemporaryAllocation(of: SIMD8<Double>.self, capacity: 6) { rows in
      for (i, row) in [row0, row1, row2, row3, row4, row5].enumerated() {
        rows.initializeElement(at: i, to: SIMD8<Double>(row))
        rows[i][i] = rows[i][i] * damping[i] + ridge[i]
      }
      for i in 0..<count {
        var pivot = i
        for j in i..<count where abs(rows[j][i]) > abs(rows[pivot][i]) { pivot = j }
        guard abs(rows[pivot][i]) > 1e-9 else { return nil }
        rows.swapAt(i, pivot)
        for j in 0..<count where j != i { rows[j] -= rows[i] * (rows[j][i] / rows[i][i]) }
      }
      var result = SIMD8<Double>.zero
      for i in 0..<count { result[i] = rows[i][7] / rows[i][i] }
      return result
    }
  }
}
