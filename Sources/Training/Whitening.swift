import FoveaDatasets
import FoveaExecution
import FoveaNetworks

/// First weights of a stem that takes patches to uncorrelated numbers of like size.
enum Whitening {
  /// So many pictures are enough: a picture has hundreds of patches.
  private static let pictures = 2000
  /// Added to the variances, on the scale of normalised pixels, so that directions of mere noise are not blown up.
  private static let floor = 5e-4

  /// Replaces the weights of convolutions of the input that want it.
  ///
  /// - Parameter parameters: the drawn ones, by name.
  static func apply(
    to parameters: inout [String: Tensor], of network: Network, pixels: PixelStore,
    preprocessing: Preprocessing, random: RandomSource
  ) throws {
    for (index, node) in network.nodes.enumerated() {
      guard case .convolution(let layer) = node.operation, layer.initializer == .whitening,
        layer.groups == 1, node.inputs == [.input], let extent = network.input.extent
      else { continue }
      let (height, width) = (layer.kernelSize.height, layer.kernelSize.width)
      let covariance = try covariance(
        of: pixels, preprocessing, channels: network.input[0], extent: extent, (height, width), random)
      let size = network.input[0] * height * width
      let weights = weights(covariance, size: size, outputs: layer.outputChannels)
      for spec in network.parameters(of: index) where spec.role == .weight {
        parameters[spec.name] = Tensor(spec.shape, weights)
      }
    }
  }

  /// The rows of the matrix that whitens, [outputs, size]: strongest direction first, each followed by its negative.
  static func weights(_ covariance: [Double], size: Int, outputs: Int) -> [Float] {
    let (values, vectors) = SymmetricEigen.decompose(covariance, size: size)
    let order = values.indices.sorted { values[$0] > values[$1] }
    var weights: [Float] = []
    for output in 0..<outputs {
      let direction = order[output / 2 % size]
      let scale = (output % 2 == 0 ? 1 : -1) / (max(0, values[direction]) + floor).squareRoot()
      weights += (0..<size).map { Float(vectors[$0 * size + direction] * scale) }
    }
    return weights
  }

  /// The mean of x·xᵀ over patches, [size, size], in the order of a kernel: channel, row, column.
  private static func covariance(
    of pixels: PixelStore, _ preprocessing: Preprocessing, channels: Int, extent: Extent,
    _ kernel: (height: Int, width: Int), _ random: RandomSource
  ) throws -> [Double] {
    var shuffling = random.stream("whitening")
    let samples = Array(Array(0..<pixels.count).shuffled(using: &shuffling).prefix(pictures))
    let size = channels * kernel.height * kernel.width
    let count = preprocessing.shape.count
    var picture = Array(repeating: Float(0), count: count)
    var sums = Array(repeating: 0.0, count: size * size)
    var patch = Array(repeating: 0.0, count: size)
    var patches = 0
    for sample in samples {
      try picture.withUnsafeMutableBufferPointer { buffer in
        try pixels.fill(buffer, samples: [sample], preprocessing: preprocessing) { count, body in
          for index in 0..<count { body(index) }
        }
      }
      // Every second patch: neighbours say the same.
      for top in stride(from: 0, through: extent.height - kernel.height, by: 2) {
        for left in stride(from: 0, through: extent.width - kernel.width, by: 2) {
          var next = 0
          for channel in 0..<channels {
            for y in top..<top + kernel.height {
              for x in left..<left + kernel.width {
                patch[next] = Double(picture[(channel * extent.height + y) * extent.width + x])
                next += 1
              }
            }
          }
          for row in 0..<size {
            for column in 0...row { sums[row * size + column] += patch[row] * patch[column] }
          }
          patches += 1
        }
      }
    }
    for row in 0..<size {
      for column in 0...row {
        sums[row * size + column] /= Double(max(1, patches))
        sums[column * size + row] = sums[row * size + column]
      }
    }
    return sums
  }
}

/// Eigenvalues and eigenvectors of small symmetric matrices.
enum SymmetricEigen {
  /// Jacobi's method: rotations that clear one element after the other, until what is left is nothing.
  ///
  /// Golub, Van Loan: *Matrix Computations*, 4th edition, section 8.5.
  /// - Returns: values, and vectors as columns of a row-major matrix.
  static func decompose(_ matrix: [Double], size: Int) -> (values: [Double], vectors: [Double]) {
    var a = matrix
    var v = (0..<size * size).map { $0 / size == $0 % size ? 1.0 : 0 }
    let total = a.reduce(0) { $0 + $1 * $1 }
    for _ in 0..<60 {
      var rest = 0.0
      for p in 0..<size { for q in 0..<size where p != q { rest += a[p * size + q] * a[p * size + q] } }
      if rest <= 1e-26 * total { break }
      for p in 0..<size {
        for q in p + 1..<size where a[p * size + q] != 0 {
          let theta = (a[q * size + q] - a[p * size + p]) / (2 * a[p * size + q])
          let t = (theta >= 0 ? 1 : -1) / (abs(theta) + (theta * theta + 1).squareRoot())
          let c = 1 / (t * t + 1).squareRoot()
          let s = t * c
          for k in 0..<size {
            let (x, y) = (a[k * size + p], a[k * size + q])
            (a[k * size + p], a[k * size + q]) = (c * x - s * y, s * x + c * y)
          }
          for k in 0..<size {
            let (x, y) = (a[p * size + k], a[q * size + k])
            (a[p * size + k], a[q * size + k]) = (c * x - s * y, s * x + c * y)
            let (i, j) = (v[k * size + p], v[k * size + q])
            (v[k * size + p], v[k * size + q]) = (c * i - s * j, s * i + c * j)
          }
        }
      }
    }
    return ((0..<size).map { a[$0 * size + $0] }, v)
  }
}
