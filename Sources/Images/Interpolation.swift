import Foundation

/// The filter that mixes pixels when a picture changes its size.
///
/// All but `nearest` widen when shrinking, so that every pixel counts (antialiasing), as Pillow's do.
public enum Interpolation: String, Codable, Hashable, Sendable, CaseIterable {
  /// The pixel in whose square the centre falls.
  case nearest
  /// The mean of what a pixel covers.
  case box
  /// Triangle.
  case bilinear
  /// Keys' cubic with a = −0.5; doi:10.1109/TASSP.1981.1163711.
  case bicubic
  /// Lanczos' window with three lobes.
  case lanczos

  /// How far the filter reaches from its centre, in pixels of the larger grid.
  var support: Double {
    switch self {
    case .nearest, .box: 0.5
    case .bilinear: 1
    case .bicubic: 2
    case .lanczos: 3
    }
  }

  /// The weight at distance `x` from the centre.
  func weight(_ x: Double) -> Double {
    switch self {
    case .nearest, .box: return x > -0.5 && x <= 0.5 ? 1 : 0
    case .bilinear: return max(0, 1 - abs(x))
    case .bicubic:
      let (x, a) = (abs(x), -0.5)
      if x < 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
      return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0
    case .lanczos:
      return x >= -3 && x < 3 ? Interpolation.sinc(x) * Interpolation.sinc(x / 3) : 0
    }
  }

  private static func sinc(_ x: Double) -> Double {
    x == 0 ? 1 : Foundation.sin(.pi * x) / (.pi * x)
  }
}

/// Which pixels of a line make each pixel of the new line, and with what weights.
struct ResamplingWeights {
  /// 22 bits after the point: with 8 for the value and 2 for the overshoot of bicubic and Lanczos, sums fit 32 bits.
  static let precision = 22

  /// First source pixel and number of source pixels of each target pixel.
  let spans: [(first: Int, count: Int)]
  /// Fixed-point weights, `width` for each target pixel.
  let weights: [Int32]
  let width: Int

  init(from source: Int, to target: Int, _ interpolation: Interpolation) {
    let scale = Double(source) / Double(target)
    let stretch = max(scale, 1)
    let support = interpolation.support * stretch
    width = Int(support.rounded(.up)) * 2 + 1
    var spans: [(first: Int, count: Int)] = []
    var weights = [Int32](repeating: 0, count: width * target)
    for index in 0..<target {
      let center = (Double(index) + 0.5) * scale
      let first = max(0, Int(center - support + 0.5))
      let end = min(source, Int(center + support + 0.5))
      let exact = (first..<end).map { interpolation.weight((Double($0) - center + 0.5) / stretch) }
      let sum = exact.reduce(0, +)
      for (position, weight) in exact.enumerated() {
        let fixed = weight / (sum == 0 ? 1 : sum) * Double(1 << ResamplingWeights.precision)
        weights[index * width + position] = Int32(fixed.rounded(.toNearestOrAwayFromZero))
      }
      spans.append((first, end - first))
    }
    self.spans = spans
    self.weights = weights
  }
}
