import Foundation
import FoveaImages

/// A linear change of colours: each new channel is a weighted sum of the old ones and a constant, clamped to 0…255.
struct ColorMap: Hashable {
  /// What red, green and blue give to red, green and blue, and the constant.
  var red = SIMD4<Float>(1, 0, 0, 0)
  var green = SIMD4<Float>(0, 1, 0, 0)
  var blue = SIMD4<Float>(0, 0, 1, 0)
  var constant = SIMD4<Float>.zero

  static let identity = ColorMap()

  /// ITU-R 601 luma.
  private static let luma = SIMD3<Float>(0.299, 0.587, 0.114)

  /// This change, and then `next` on its result.
  func then(_ next: ColorMap) -> ColorMap {
    func applied(_ color: SIMD4<Float>) -> SIMD4<Float> {
      next.red * color.x + next.green * color.y + next.blue * color.z
    }
    return ColorMap(
      red: applied(red), green: applied(green), blue: applied(blue),
      constant: applied(constant) + next.constant)
  }

  static func brightness(_ factor: Float) -> ColorMap {
    ColorMap(
      red: SIMD4(factor, 0, 0, 0), green: SIMD4(0, factor, 0, 0), blue: SIMD4(0, 0, factor, 0))
  }

  /// Away from `mean`, the mean luma of the picture.
  static func contrast(_ factor: Float, mean: Float) -> ColorMap {
    var map = brightness(factor)
    map.constant = SIMD4(repeating: (1 - factor) * mean)
    return map
  }

  /// Away from each pixel's own luma; 0 is gray.
  static func saturation(_ factor: Float) -> ColorMap {
    let (gray, luma) = (1 - factor, ColorMap.luma)
    return ColorMap(
      red: SIMD4(gray * luma.x + factor, gray * luma.x, gray * luma.x, 0),
      green: SIMD4(gray * luma.y, gray * luma.y + factor, gray * luma.y, 0),
      blue: SIMD4(gray * luma.z, gray * luma.z, gray * luma.z + factor, 0))
  }

  /// Turned about the gray axis, in YIQ, by a share of a turn.
  static func hue(_ turn: Float) -> ColorMap {
    let angle = 2 * Double.pi * Double(turn)
    let (cosine, sine) = (Float(cos(angle)), Float(sin(angle)))
    func row(_ gray: Float, _ cosines: Float, _ sines: Float) -> Float {
      gray + cosine * cosines + sine * sines
    }
    return ColorMap(
      red: SIMD4(row(0.299, 0.701, 0.168), row(0.299, -0.299, -0.328), row(0.299, -0.3, 1.25), 0),
      green: SIMD4(row(0.587, -0.587, 0.33), row(0.587, 0.413, 0.035), row(0.587, -0.588, -1.05), 0),
      blue: SIMD4(row(0.114, -0.114, -0.497), row(0.114, -0.114, 0.292), row(0.114, 0.886, -0.203), 0))
  }

  /// Changes `count` pixels of RGB in place.
  func apply(_ pixels: UnsafeMutablePointer<UInt8>, count: Int) {
    guard self != .identity else { return }
    // One half, so that the conversion, which cuts, rounds.
    let base = constant + SIMD4<Float>(repeating: 0.5)
    FoveaImages.recolor(
      pixels, count: count,
      matrix: (0..<3).map { SIMD4(red[$0], green[$0], blue[$0], base[$0]) })
  }

  /// Changes `count` gray pixels in place: by what the change does to a gray colour.
  func applyGray(_ pixels: UnsafeMutablePointer<UInt8>, count: Int) {
    let factor = red.x + green.x + blue.x
    let table = (0..<256).map { UInt8(min(255, max(0, Float($0) * factor + constant.x + 0.5))) }
    for i in 0..<count { pixels[i] = table[Int(pixels[i])] }
  }

  /// The mean luma of `count` pixels.
  static func meanLuma(_ pixels: UnsafePointer<UInt8>, count: Int, channels: Int) -> Float {
    if channels == 1 {
      var sum = 0
      for i in 0..<count { sum &+= Int(pixels[i]) }
      return Float(sum) / Float(max(1, count))
    }
    let (red, green, blue) = channelSums(pixels, count: count)
    let sum = luma * SIMD3(Float(red), Float(green), Float(blue))
    return (sum.x + sum.y + sum.z) / Float(max(1, count))
  }
}
