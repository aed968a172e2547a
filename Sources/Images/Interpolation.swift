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
