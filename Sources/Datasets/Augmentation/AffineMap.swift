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
  /// Maps along the axes, which most are, know the columns of a row once and for all.
  func render(
    _ source: UnsafePointer<UInt8>, width: Int, height: Int, channels: Int,
    to target: UnsafeMutablePointer<UInt8>
  ) {
    guard b == 0, d == 0 else {
      return warp(
        source, width: width, height: height, channels: channels, map: [a, b, c, d, e, f], to: target)
    }
    let (middleX, middleY) = (Float(width - 1) / 2, Float(height - 1) / 2)
    let columns = InterpolationAxis(count: width) { a * (Float($0) - middleX) + c + middleX }
    let rows = InterpolationAxis(count: height) { e * (Float($0) - middleY) + f + middleY }
    interpolate(source, columns: columns, rows: rows, channels: channels, to: target)
  }
}
