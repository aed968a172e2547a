import CTensorLoops

/// A linear layer over many samples in double precision, on all threads: what a solver that goes on to convergence needs.
///
/// The same samples give the same bits, whatever the number of threads.
package enum LinearSums {
  /// Samples that one thread takes at a time, and features.
  private static let (rowGrain, featureGrain) = (64, 64)

  /// y = x Wᵀ, `[rows, count]`.
  ///
  /// - Parameters:
  ///   - samples: x, `[rows, width]`.
  ///   - weights: W, `[count, width]`.
  package static func products(
    _ samples: UnsafeBufferPointer<Float>, width: Int, weights: UnsafeBufferPointer<Double>,
    to outputs: UnsafeMutableBufferPointer<Double>
  ) {
    let (rows, count) = (samples.count / width, weights.count / width)
    precondition(
      samples.count == rows * width && weights.count == count * width && outputs.count == rows * count,
      "\(rows) samples of \(width) features give \(rows * count) numbers, received \(outputs.count)")
    guard let x = samples.baseAddress, let w = weights.baseAddress, let y = outputs.baseAddress else {
      return
    }
    Threads.perform(over: rows, grain: rowGrain) { part in
      fovea_linear_products(
        Int64(part.count), Int64(width), Int64(count), x + part.lowerBound * width, w,
        y + part.lowerBound * count)
    }
  }

  /// G = rᵀ x, `[count, width]`.
  ///
  /// - Parameters:
  ///   - samples: x, `[rows, width]`.
  ///   - factors: r, `[rows, count]`.
  package static func sums(
    _ samples: UnsafeBufferPointer<Float>, width: Int, factors: UnsafeBufferPointer<Double>,
    to sums: UnsafeMutableBufferPointer<Double>
  ) {
    let (rows, count) = (samples.count / width, sums.count / width)
    precondition(
      samples.count == rows * width && sums.count == count * width && factors.count == rows * count,
      "\(rows) samples and \(count) sums take \(rows * count) factors, received \(factors.count)")
    guard let x = samples.baseAddress, let r = factors.baseAddress, let g = sums.baseAddress else { return }
    let parts = (width + featureGrain - 1) / featureGrain
    Threads.perform(parts) { part in
      fovea_linear_sums(
        Int64(rows), Int64(width), Int64(count), Int64(part * featureGrain),
        Int64(min(width, (part + 1) * featureGrain)), x, r, g)
    }
  }
}
