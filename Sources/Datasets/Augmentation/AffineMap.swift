import Foundation
import FoveaImages

/// Where a pixel of the changed picture comes from: x' = a·x + b·y + c, y' = d·x + e·y + f, in pixels from the
/// middle of the picture.
struct AffineMap: Hashable {
  var a: Float = 1
  var b: Float = 0
  var c: Float = 0
  var d: Float = 0
  var e: Float = 1
  var f: Float = 0

  static let identity = AffineMap()

  /// `inner`, applied to what this map gives: the change that comes first is the outer one of the two in the picture,
  /// because maps go from the result to the source.
  func then(_ source: AffineMap) -> AffineMap {
    AffineMap(
      a: source.a * a + source.b * d, b: source.a * b + source.b * e,
      c: source.a * c + source.b * f + source.c,
      d: source.d * a + source.e * d, e: source.d * b + source.e * e,
      f: source.d * c + source.e * f + source.f)
  }

  static func rotation(_ degrees: Float) -> AffineMap {
    let angle = Double(degrees) * .pi / 180
    let (sine, cosine) = (Float(sin(angle)), Float(cos(angle)))
    return AffineMap(a: cosine, b: sine, d: -sine, e: cosine)
  }

  static func translation(_ x: Float, _ y: Float) -> AffineMap { AffineMap(c: x, f: y) }

  static func scaling(_ x: Float, _ y: Float) -> AffineMap { AffineMap(a: x, e: y) }

  static func shear(_ x: Float, _ y: Float) -> AffineMap { AffineMap(b: x, d: y) }
}

extension AffineMap {
  /// Writes the picture that this map makes of `source`; pixels outside are those at its edge.
  ///
  /// Maps along the axes, which most are, know the columns of a row once and for all, and take vectors.
  func render(
    _ source: UnsafePointer<UInt8>, width: Int, height: Int, channels: Int,
    to target: UnsafeMutablePointer<UInt8>
  ) {
    let (middleX, middleY) = (Float(width - 1) / 2, Float(height - 1) / 2)
    if b == 0, d == 0 {
      let columns = InterpolationAxis(count: width) { a * (Float($0) - middleX) + c + middleX }
      let rows = InterpolationAxis(count: height) { e * (Float($0) - middleY) + f + middleY }
      return interpolate(source, columns: columns, rows: rows, channels: channels, to: target)
    }
    for y in 0..<height {
      let offset = Float(y) - middleY
      for x in 0..<width {
        let across = Float(x) - middleX
        let column = Tap(a * across + b * offset + c + middleX, count: width)
        let row = Tap(d * across + e * offset + f + middleY, count: height)
        AffineMap.mix(
          source + row.first * width * channels, source + row.second * width * channels, column,
          row.weight, channels, target + (y * width + x) * channels)
      }
    }
  }

  /// Two neighbouring pixels of a line and the weight of the second, of 256.
  private struct Tap {
    let first: Int
    let second: Int
    let weight: Int32

    init(_ position: Float, count: Int) {
      let inside = min(Float(count - 1), max(0, position))
      let lower = Int(inside)
      weight = Int32((inside - Float(lower)) * 256 + 0.5)
      first = lower
      second = min(count - 1, lower + 1)
    }
  }

  /// One pixel between four.
  @inline(__always)
  private static func mix(
    _ upper: UnsafePointer<UInt8>, _ lower: UnsafePointer<UInt8>, _ column: Tap, _ down: Int32,
    _ channels: Int, _ target: UnsafeMutablePointer<UInt8>
  ) {
    let (left, right) = (column.first &* channels, column.second &* channels)
    let across = column.weight
    for channel in 0..<channels {
      let top = Int32(upper[left &+ channel]) &* (256 &- across) &+ Int32(upper[right &+ channel]) &* across
      let bottom =
        Int32(lower[left &+ channel]) &* (256 &- across) &+ Int32(lower[right &+ channel]) &* across
      target[channel] = UInt8(truncatingIfNeeded: (top &* (256 &- down) &+ bottom &* down &+ 32768) >> 16)
    }
  }
}
