import Foundation
import FoveaImages
import FoveaNetworks

/// Sets of pictures that are aligned and alike, though no two show the same thing.
enum LookAlikeSet: String, CaseIterable {
  /// Pieces of one fabric, cut side by side.
  case texture
  /// Digits, written anew each time.
  case digits
  /// Things of a few rounded bodies on white.
  case renderings
  /// One side of a drilled disc: photos of many, some with a scratch, each with a grain of its own.
  case parts

  func picture(_ number: Int) -> Image {
    var random = RandomSource(seed: 11).stream(rawValue, number)
    switch self {
    case .texture: return LookAlikeSet.texture(number)
    case .digits: return LookAlikeSet.digit(number % 10, &random)
    case .renderings: return LookAlikeSet.rendering(&random)
    case .parts: return LookAlikeSet.part(hasScratch: number % 3 > 0, &random)
    }
  }

  private static func image(_ width: Int, _ height: Int, _ level: (Float, Float) -> Float) -> Image {
    var pixels: [UInt8] = []
    pixels.reserveCapacity(width * height)
    for y in 0..<height {
      for x in 0..<width { pixels.append(UInt8(max(0, min(255, level(Float(x), Float(y)))))) }
    }
    return Image(width: width, height: height, channels: 1, pixels: pixels)
  }

  private static func number(_ range: ClosedRange<Float>, _ random: inout RandomSource) -> Float {
    range.lowerBound + random.uniform() * (range.upperBound - range.lowerBound)
  }

  /// A level between −1 and 1 for every cell, the same at each call.
  private static func lattice(_ x: Int, _ y: Int, _ seed: UInt64) -> Float {
    let bits = RandomSource.mixed(UInt64(truncatingIfNeeded: x &* 73_856_093 ^ y &* 19_349_663) ^ seed)
    return Float(bits >> 40) * 0x1p-23 - 1
  }

  /// Noise of cells of `size`, joined smoothly.
  private static func noise(_ x: Float, _ y: Float, size: Float, seed: UInt64) -> Float {
    let (u, v) = (x / size, y / size)
    let (left, top) = (u.rounded(.down), v.rounded(.down))
    func smooth(_ f: Float) -> Float { f * f * (3 - 2 * f) }
    let (fx, fy) = (smooth(u - left), smooth(v - top))
    let (i, j) = (Int(left), Int(top))
    let upper = lattice(i, j, seed) * (1 - fx) + lattice(i + 1, j, seed) * fx
    let lower = lattice(i, j + 1, seed) * (1 - fx) + lattice(i + 1, j + 1, seed) * fx
    return upper * (1 - fy) + lower * fy
  }

  private static func texture(_ number: Int) -> Image {
    let (left, top) = (Float(number % 40) * 128, Float(number / 40) * 128)
    return image(128, 128) { x, y in
      128 + 60 * noise(left + x, top + y, size: 14, seed: 1) + 40 * noise(left + x, top + y, size: 5, seed: 2)
        + 20 * sin((left + x) * 0.39)
    }
  }

  /// Strokes of each digit, in a square of side 1.
  private static let strokes: [[(Float, Float)]] = [
    [(0.3, 0.2), (0.7, 0.2), (0.8, 0.5), (0.7, 0.8), (0.3, 0.8), (0.2, 0.5), (0.3, 0.2)],
    [(0.35, 0.35), (0.5, 0.2), (0.5, 0.8)],
    [(0.25, 0.3), (0.5, 0.2), (0.75, 0.35), (0.3, 0.8), (0.75, 0.8)],
    [(0.25, 0.2), (0.7, 0.2), (0.45, 0.45), (0.75, 0.65), (0.5, 0.8), (0.25, 0.75)],
    [(0.6, 0.8), (0.6, 0.2), (0.2, 0.6), (0.8, 0.6)],
    [(0.7, 0.2), (0.3, 0.2), (0.3, 0.45), (0.65, 0.45), (0.75, 0.65), (0.6, 0.8), (0.25, 0.8)],
    [(0.65, 0.2), (0.35, 0.4), (0.25, 0.65), (0.45, 0.8), (0.7, 0.7), (0.6, 0.5), (0.3, 0.55)],
    [(0.25, 0.2), (0.75, 0.2), (0.45, 0.8)],
    [
      (0.5, 0.5), (0.3, 0.35), (0.5, 0.2), (0.7, 0.35), (0.5, 0.5), (0.25, 0.65), (0.5, 0.8), (0.75, 0.65),
      (0.5, 0.5),
    ],
    [(0.7, 0.4), (0.5, 0.5), (0.3, 0.35), (0.5, 0.2), (0.7, 0.35), (0.65, 0.8)],
  ]

  private static func digit(_ digit: Int, _ random: inout RandomSource) -> Image {
    let slant = number(-0.3...0.3, &random)
    let (wide, high) = (number(0.8...1.15, &random), number(0.85...1.15, &random))
    // A hand meets each point in another place.
    let points = strokes[digit].map { point -> (x: Float, y: Float) in
      let (x, y) = (
        point.0 - 0.5 + number(-0.06...0.06, &random), point.1 - 0.5 + number(-0.06...0.06, &random)
      )
      return (48 + 96 * (x * wide - y * slant), 48 + 96 * y * high)
    }
    let (width, ink) = (number(2.5...6, &random), number(180...255, &random))
    return image(96, 96) { x, y in
      var nearest = Float.infinity
      for (a, b) in zip(points, points.dropFirst()) {
        let (dx, dy) = (b.x - a.x, b.y - a.y)
        let along = max(0, min(1, ((x - a.x) * dx + (y - a.y) * dy) / max(1e-3, dx * dx + dy * dy)))
        nearest = min(nearest, hypot(x - a.x - along * dx, y - a.y - along * dy))
      }
      return ink * max(0, min(1, width + 0.5 - nearest))
    }
  }

  private static func rendering(_ random: inout RandomSource) -> Image {
    let bodies = (0..<5).map { _ in
      (
        x: number(58...82, &random), y: number(35...105, &random), a: number(10...32, &random),
        b: number(10...25, &random), level: number(40...170, &random)
      )
    }
    return image(140, 140) { x, y in
      var level: Float = 255
      for body in bodies {
        let (u, v) = ((x - body.x) / body.a, (y - body.y) / body.b)
        if u * u + v * v < 1 { level = body.level - 30 * u - 20 * v }
      }
      return level
    }
  }

  private static func part(hasScratch: Bool, _ random: inout RandomSource) -> Image {
    let (dx, dy) = (number(-2...2, &random), number(-2...2, &random))
    let (light, turn) = (number(158...182, &random), number(-0.03...0.03, &random))
    let seed = random.next()
    let scratch = (
      x: number(45...135, &random), y: number(45...135, &random), angle: number(0...3.1, &random)
    )
    let holes = (0..<6).map { hole -> (x: Float, y: Float) in
      let angle = turn + Float(hole) * .pi / 3
      return (90 + dx + 54 * cos(angle), 90 + dy + 54 * sin(angle))
    }
    return image(180, 180) { x, y in
      /// 1 within, 0 outside, in between at the edge.
      func disc(_ cx: Float, _ cy: Float, _ radius: Float) -> Float {
        max(0, min(1, radius + 0.5 - hypot(x - cx, y - cy)))
      }
      var level = 70 + (light - 70) * disc(90 + dx, 90 + dy, 74)
      level += (60 - level) * disc(90 + dx, 90 + dy, 20)
      for hole in holes { level += (60 - level) * disc(hole.x, hole.y, 9) }
      if hasScratch {
        let (u, v) = (x - scratch.x, y - scratch.y)
        let along = u * cos(scratch.angle) + v * sin(scratch.angle)
        let off = abs(v * cos(scratch.angle) - u * sin(scratch.angle))
        if along > 0, along < 30 { level += (230 - level) * max(0, min(1, 2 - off)) }
      }
      return level + 14 * noise(x, y, size: 7, seed: seed) + 6 * noise(x, y, size: 2, seed: seed &+ 1)
    }
  }
}
