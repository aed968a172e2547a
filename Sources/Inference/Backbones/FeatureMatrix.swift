import FoveaExecution

/// Features of samples, `[rows, width]`, row-major.
package struct FeatureMatrix: Hashable, Sendable {
  /// Numbers of a sample.
  package let width: Int
  /// All of them, row by row.
  package private(set) var values: [Float]

  /// Takes up rows of `width` numbers each.
  package init(width: Int, values: [Float] = []) {
    precondition(
      width > 0 && values.count % width == 0,
      "expected rows of \(width) numbers, received \(values.count) in all")
    self.width = width
    self.values = values
  }

  /// How many samples there are.
  package var rows: Int { values.count / width }

  /// The numbers of one sample.
  package subscript(row: Int) -> ArraySlice<Float> { values[row * width..<(row + 1) * width] }

  /// The rows at `positions`, in that order.
  package func rows(_ positions: some Sequence<Int>) -> FeatureMatrix {
    var chosen = FeatureMatrix(width: width)
    for position in positions { chosen.values += self[position] }
    return chosen
  }

  /// These rows, and those of `other` after them.
  package func appending(_ other: FeatureMatrix) -> FeatureMatrix {
    precondition(other.width == width, "expected rows of \(width) numbers, received \(other.width)")
    var all = self
    all.values += other.values
    return all
  }
}

/// Linear layers on features, with max(x, 0) between them: what makes classes of them.
package struct FeatureHead: Hashable, Sendable {
  /// y = W x + b.
  package struct Layer: Hashable, Sendable {
    /// `[outputs, width]`, row-major.
    package let weight: [Float]
    /// `[outputs]`.
    package let bias: [Float]

    package init(weight: [Float], bias: [Float]) {
      precondition(
        !bias.isEmpty && weight.count % bias.count == 0,
        "\(weight.count) weights cannot be shared by \(bias.count) outputs")
      self.weight = weight
      self.bias = bias
    }

    /// Features that it takes.
    package var width: Int { weight.count / bias.count }
  }

  /// The layers, the last of which gives the logits.
  package let layers: [Layer]

  package init(_ layers: [Layer]) { self.layers = layers }

  /// The logits of each sample, `[rows, outputs]`, summed in double precision.
  package func logits(of features: FeatureMatrix) -> [Float] {
    var values = features.values
    for (index, layer) in layers.enumerated() {
      let rows = values.count / layer.width
      var outputs = [Double](repeating: 0, count: rows * layer.bias.count)
      outputs.withUnsafeMutableBufferPointer { outputs in
        values.withUnsafeBufferPointer { values in
          layer.weight.map { Double($0) }.withUnsafeBufferPointer { weights in
            LinearSums.products(values, width: layer.width, weights: weights, to: outputs)
          }
        }
      }
      let isLast = index == layers.count - 1
      values = outputs.indices.map {
        let value = Float(outputs[$0] + Double(layer.bias[$0 % layer.bias.count]))
        return isLast ? value : max(0, value)
      }
    }
    return values
  }
}
