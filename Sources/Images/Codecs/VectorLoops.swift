import CPixelLoops

/// Products and distances of vectors whose length is a multiple of 8.
package enum VectorLoops {
  /// The sum of products of `count` numbers.
  package static func dot(
    _ first: UnsafeBufferPointer<Float>, from start: Int, _ second: UnsafeBufferPointer<Float>,
    from other: Int = 0, count: Int
  ) -> Float {
    precondition(count % 8 == 0 && first.count >= start + count && second.count >= other + count, "\(count)")
    guard let a = first.baseAddress, let b = second.baseAddress else { return 0 }
    return fovea_dot(a + start, b + other, Int32(count))
  }

  /// Squares of the distances of `query` to the vectors numbered by `indices`, into `result`.
  package static func squareDistances(
    _ vectors: UnsafeBufferPointer<Float>, _ indices: ArraySlice<Int32>, to query: UnsafeBufferPointer<Float>,
    _ result: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(query.count % 8 == 0 && result.count >= indices.count, "\(query.count)")
    indices.withUnsafeBufferPointer { indices in
      guard let a = vectors.baseAddress, let b = indices.baseAddress, let c = query.baseAddress,
        let d = result.baseAddress
      else { return }
      fovea_square_distances(a, Int32(query.count), b, indices.count, c, d)
    }
  }
}
