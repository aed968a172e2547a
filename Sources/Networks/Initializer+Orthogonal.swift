extension Initializer {
  /// Rows drawn from the normal distribution and made orthogonal one after the other, in blocks of as many rows as there are
  /// columns.
  func orthogonal(_ shape: Shape, random: inout RandomSource) -> Tensor {
    guard shape.rank == 2 else { return Initializer.he.tensor(shape, random: &random) }
    let (rows, columns) = (shape[0], shape[1])
    var elements = (0..<shape.count).map { _ in Double(random.normal()) }
    elements.withUnsafeMutableBufferPointer { buffer in
      guard let values = buffer.baseAddress else { return }
      for row in 0..<rows {
        let own = values + row * columns
        let block = row / columns * columns
        // Once more than the arithmetic of exact numbers takes, as the first leaves rounding of the size of what it took away.
        for other in Array(block..<row) + Array(block..<row) {
          let done = values + other * columns
          var product = 0.0
          for i in 0..<columns { product += own[i] * done[i] }
          for i in 0..<columns { own[i] -= product * done[i] }
        }
        var square = 0.0
        for i in 0..<columns { square += own[i] * own[i] }
        let length = square.squareRoot()
        for i in 0..<columns { own[i] /= length }
      }
    }
    return Tensor(shape, elements.map(Float.init))
  }
}
