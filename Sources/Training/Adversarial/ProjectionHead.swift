/// How the outputs of a discriminator become a score for each picture.
///
/// With classes it is a projection, D(x, y) = ψ(φ(x)) + v_y · φ(x): ψ and every v_y are rows of one linear layer, so the
/// score is output 0 plus output 1 + y, and its slope goes to both of them.
/// Source: Miyato, Koyama: *cGANs with Projection Discriminator*, arXiv:1802.05637, equation 3.
struct ProjectionHead {
  /// Classes that the score depends on; 0 for none.
  let classes: Int

  var outputs: Int { 1 + classes }

  /// The score of each picture, of the class `labels` says where there are classes.
  func scores(_ outputs: UnsafeBufferPointer<Float>, labels: [Int]) -> [Float] {
    labels.indices.map { row in
      let first = row * self.outputs
      return classes == 0 ? outputs[first] : outputs[first] + outputs[first + 1 + labels[row]]
    }
  }

  /// Writes the gradient of all outputs, given the slope of each score.
  func write(_ slopes: [Float], labels: [Int], to gradient: UnsafeMutableBufferPointer<Float>) {
    gradient.update(repeating: 0)
    for (row, slope) in slopes.enumerated() {
      let first = row * outputs
      gradient[first] = slope
      if classes > 0 { gradient[first + 1 + labels[row]] = slope }
    }
  }
}
