package import FoveaInference

/// Each feature freed of its mean and divided by its deviation, so that one strength of a penalty suits all.
package struct Standardization {
  private let means: [Double]
  /// One over the deviation; 0 for a feature that never changes, which says nothing.
  private let scales: [Double]

  /// Measured on `features`.
  package init(_ features: FeatureMatrix) {
    let (width, rows) = (features.width, Double(max(1, features.rows)))
    var (sums, squares) = ([Double](repeating: 0, count: width), [Double](repeating: 0, count: width))
    features.values.withUnsafeBufferPointer { values in
      for row in 0..<features.rows {
        for i in 0..<width { sums[i] += Double(values[row * width + i]) }
      }
      let means = sums.map { $0 / rows }
      for row in 0..<features.rows {
        for i in 0..<width {
          let distance = Double(values[row * width + i]) - means[i]
          squares[i] += distance * distance
        }
      }
    }
    means = sums.map { $0 / rows }
    let deviations = squares.map { ($0 / rows).squareRoot() }
    let least = 1e-6 * (deviations.max() ?? 0)
    scales = deviations.map { $0 > least ? 1 / $0 : 0 }
  }

  /// (x − mean) / deviation.
  package func applied(to features: FeatureMatrix) -> FeatureMatrix {
    let width = features.width
    var values = features.values
    values.withUnsafeMutableBufferPointer { values in
      for row in 0..<values.count / width {
        for i in 0..<width {
          values[row * width + i] = Float((Double(values[row * width + i]) - means[i]) * scales[i])
        }
      }
    }
    return FeatureMatrix(width: width, values: values)
  }

  /// The layer on features as they are that gives what one with `weights` `[outputs, width]` and `biases` gives on
  /// standardised ones.
  func folded(weights: [Double], biases: [Double]) -> FeatureHead.Layer {
    let width = means.count
    var folded = [Float](repeating: 0, count: weights.count)
    let shifted = biases.indices.map { output in
      var bias = biases[output]
      for i in 0..<width {
        let weight = weights[output * width + i] * scales[i]
        folded[output * width + i] = Float(weight)
        // What is left of the rounding of the weight would be a shift of all samples.
        bias -= Double(Float(weight)) * means[i]
      }
      return Float(bias)
    }
    return FeatureHead.Layer(weight: folded, bias: shifted)
  }
}
