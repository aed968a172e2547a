/// Which pixels of a line make each pixel of a new line, and with what weights.
struct ResamplingAxis {
  /// The pixels that are used: `lower ..< upper`.
  let lower: Int
  let upper: Int
  /// Whether the new line is another one; else it is the used pixels as they are.
  let changes: Bool
  /// The first source pixel of each target pixel, counted from `lower`, and how many there are.
  private(set) var firsts: [Int32] = []
  private(set) var counts: [Int32] = []
  /// `stride` weights for each target pixel, in units of 1 / 2^precision.
  private(set) var weights: [Int16] = []
  private(set) var stride = 0
  private(set) var precision = 0

  /// Brings the pixels from `start` to `start + length` of a line of `count` pixels to `target` pixels.
  ///
  /// Where the two are no whole numbers, the pixels that they cut are used whole.
  init(_ start: Double, _ length: Double, of count: Int, to target: Int, _ interpolation: Interpolation) {
    // A hair of tolerance: a box that was scaled down may miss its whole number by a rounding.
    lower = min(count - 1, max(0, Int((start + 1e-6).rounded(.down))))
    upper = min(count, max(lower + 1, Int((start + length - 1e-6).rounded(.up))))
    changes = Double(lower) != start || Double(target) != length
    guard changes else { return }

    let scale = length / Double(target)
    let stretch = interpolation == .nearest ? 1 : max(scale, 1)
    let support = interpolation.support * stretch
    let (begin, pixels) = (start - Double(lower), upper - lower)
    let most = Int(support.rounded(.up)) * 2 + 1
    // Vectors of 16 weights, zeros behind the last.
    stride = (most + 15) / 16 * 16
    firsts = Array(repeating: 0, count: target)
    counts = Array(repeating: 0, count: target)
    // All exact weights first: the largest of them decides how many bits the others get.
    var exact = [Double](repeating: 0, count: target * most)
    var largest = 0.0
    for index in 0..<target {
      let center = begin + (Double(index) + 0.5) * scale
      let row = index * most
      if interpolation == .nearest {
        firsts[index] = Int32(min(pixels - 1, max(0, Int(center))))
        counts[index] = 1
        exact[row] = 1
        largest = 1
        continue
      }
      let first = min(pixels - 1, max(0, Int(center - support + 0.5)))
      let end = max(first + 1, min(pixels, Int(center + support + 0.5)))
      firsts[index] = Int32(first)
      counts[index] = Int32(end - first)
      var sum = 0.0
      for pixel in first..<end {
        let weight = interpolation.weight((Double(pixel) - center + 0.5) / stretch)
        exact[row + pixel - first] = weight
        sum += weight
      }
      let factor = sum == 0 ? 1 : 1 / sum
      for position in row..<row + end - first {
        exact[position] *= factor
        largest = max(largest, abs(exact[position]))
      }
    }
    precision = ResamplingAxis.precision(largest: largest)
    let unit = Double(1 << precision)
    weights = Array(repeating: 0, count: target * stride)
    for index in 0..<target {
      for position in 0..<Int(counts[index]) {
        let weight = exact[index * most + position]
        // Halves away from zero; cutting is an instruction, rounding a call.
        weights[index * stride + position] = Int16(weight * unit + (weight < 0 ? -0.5 : 0.5))
      }
    }
  }

  /// The most bits after the point with which `largest` fits 16 bits; 22 at most, so that sums of bytes fit 32.
  private static func precision(largest: Double) -> Int {
    (1...22).last { largest * Double(1 << $0) + 1 <= Double(Int16.max) } ?? 1
  }
}
