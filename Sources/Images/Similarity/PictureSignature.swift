import Foundation

/// What a picture keeps when it is encoded again, resized, trimmed a little, made lighter or darker, or mirrored.
///
/// A 63-bit hash of the signs of its lowest frequencies finds candidates; a thumbnail decides, by how well its edges
/// lie on each other.
package struct PictureSignature: Hashable, Sendable {
  /// Signs of the DCT coefficients of 8×8 lowest frequencies without the mean, after Zauner, *Implementation and
  /// Benchmarking of Perceptual Image Hash Functions*, 2010, 3.2.1.
  package let hash: UInt64
  /// The hash of the mirrored picture: frequencies that are odd across change their sign.
  package let mirroredHash: UInt64
  /// The lowest frequencies without the mean, as a vector of length 1.
  private let shape: [Float]
  /// `side × side` bytes of luma.
  package let thumbnail: [UInt8]

  package static let side = 32
  /// Bits in which the hashes of copies may differ.
  package static let hashLimit = 18
  /// The least correlation of the coarse shapes of two copies.
  private static let shapeLikeness: Float = 0.8
  /// The least correlation of edges of two copies; `Docs/Checking.md` has how it was chosen.
  package static let likeness: Float = 0.7

  /// The signature of a picture; nil for one without contrast, which is like every other one of its kind.
  package init?(_ image: Image) {
    let gray = image.converted(to: .gray)
      .resized(width: PictureSignature.side, height: PictureSignature.side, interpolation: .box)
    let mean = gray.pixels.reduce(0) { $0 + Int($1) } / gray.pixels.count
    guard gray.pixels.contains(where: { abs(Int($0) - mean) > 8 }) else { return nil }
    self.init(thumbnail: gray.pixels)
  }

  /// The signature of a thumbnail that has contrast.
  package init(thumbnail: [UInt8]) {
    precondition(thumbnail.count == PictureSignature.side * PictureSignature.side, "\(thumbnail.count) bytes")
    self.thumbnail = thumbnail
    var coefficients = Frequencies.lowest(thumbnail)
    coefficients[0] = 0
    let norm = coefficients.reduce(0) { $0 + $1 * $1 }.squareRoot()
    shape = coefficients.map { $0 / max(norm, 1e-6) }
    var (hash, mirrored) = (UInt64(0), UInt64(0))
    for (index, value) in coefficients.enumerated() where index > 0 {
      let across = index % Frequencies.count
      if value > 0 { hash |= 1 << UInt64(index) }
      if (across % 2 == 0 ? value : -value) > 0 { mirrored |= 1 << UInt64(index) }
    }
    self.hash = hash
    mirroredHash = mirrored
  }

  /// How well the edges of the two pictures lie on each other at best, −1 to 1: as they are, mirrored, and one of them
  /// trimmed by up to a tenth of its sides.
  package func likeness(to other: PictureSignature, mirrored: Bool) -> Float {
    let second = mirrored ? PictureSignature.mirror(other.thumbnail) : other.thumbnail
    return max(
      Edges(thumbnail).bestCorrelation(trimming: second), Edges(second).bestCorrelation(trimming: thumbnail))
  }

  /// Whether the coarse shapes are so alike that comparing edges, which takes a thousand times longer, is worth it.
  package func mayBeCopy(of other: PictureSignature, mirrored: Bool) -> Bool {
    var (even, odd): (Float, Float) = (0, 0)
    shape.withUnsafeBufferPointer { a in
      other.shape.withUnsafeBufferPointer { b in
        for i in stride(from: 0, to: a.count, by: 2) {
          even += a[i] * b[i]
          odd += a[i + 1] * b[i + 1]
        }
      }
    }
    return even + (mirrored ? -odd : odd) >= PictureSignature.shapeLikeness
  }

  private static func mirror(_ pixels: [UInt8]) -> [UInt8] {
    (0..<side * side).map { pixels[$0 / side * side + side - 1 - $0 % side] }
  }
}

/// The two-dimensional DCT-II of a thumbnail, as far as it is needed.
private enum Frequencies {
  static let count = 8

  /// cos(π (2x + 1) u / 64) for u of 8 and x of 32.
  private static let cosines: [Float] = (0..<count).flatMap { u in
    (0..<PictureSignature.side).map { x in
      Float(cos(Double.pi * Double((2 * x + 1) * u) / Double(2 * PictureSignature.side)))
    }
  }

  /// 8 rows of 8 coefficients, rows for frequencies downwards.
  static func lowest(_ pixels: [UInt8]) -> [Float] {
    let side = PictureSignature.side
    var rows = [Float](repeating: 0, count: side * count)
    for y in 0..<side {
      for u in 0..<count {
        var sum: Float = 0
        for x in 0..<side { sum += Float(pixels[y * side + x]) * cosines[u * side + x] }
        rows[y * count + u] = sum
      }
    }
    var result = [Float](repeating: 0, count: count * count)
    for v in 0..<count {
      for u in 0..<count {
        var sum: Float = 0
        for y in 0..<side { sum += rows[y * count + u] * cosines[v * side + y] }
        result[v * count + u] = sum
      }
    }
    return result
  }
}

/// Differences between neighbouring pixels of a thumbnail, which brightness does not change.
private struct Edges {
  private let values: [Float]
  private let norm: Float

  init(_ pixels: [UInt8]) { self.init(pixels.map(Float.init)) }

  private init(_ pixels: [Float]) {
    let side = PictureSignature.side
    var values: [Float] = []
    values.reserveCapacity(2 * side * side)
    for y in 0..<side - 1 {
      for x in 0..<side - 1 {
        let here = pixels[y * side + x]
        values.append(pixels[y * side + x + 1] - here)
        values.append(pixels[(y + 1) * side + x] - here)
      }
    }
    self.values = values
    norm = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
  }

  private func correlation(_ other: Edges) -> Float {
    guard norm > 0, other.norm > 0 else { return 0 }
    var sum: Float = 0
    for i in values.indices { sum += values[i] * other.values[i] }
    return sum / (norm * other.norm)
  }

  /// The best correlation with `pixels`, whole or trimmed at any of its sides.
  func bestCorrelation(trimming pixels: [UInt8]) -> Float {
    var best = correlation(Edges(pixels))
    for scale in [Float(0.95), 0.9] {
      for across in [Float(0), 0.5, 1] {
        for down in [Float(0), 0.5, 1] {
          best = max(best, correlation(Edges(Edges.trimmed(pixels, scale, across, down))))
        }
      }
    }
    return best
  }

  /// The part of `scale` of each side, enlarged to the whole; `across` and `down` say where it lies, 0 to 1.
  private static func trimmed(_ pixels: [UInt8], _ scale: Float, _ across: Float, _ down: Float) -> [Float] {
    let side = PictureSignature.side
    let room = Float(side) * (1 - scale)
    func tap(_ index: Int, _ start: Float) -> (Int, Int, Float) {
      let position = min(Float(side - 1), max(0, (Float(index) + 0.5) * scale + start - 0.5))
      let lower = Int(position)
      return (lower, min(side - 1, lower + 1), position - Float(lower))
    }
    let columns = (0..<side).map { tap($0, room * across) }
    var result: [Float] = []
    result.reserveCapacity(side * side)
    for y in 0..<side {
      let (top, bottom, fy) = tap(y, room * down)
      for (left, right, fx) in columns {
        let upper = Float(pixels[top * side + left]) * (1 - fx) + Float(pixels[top * side + right]) * fx
        let lower = Float(pixels[bottom * side + left]) * (1 - fx) + Float(pixels[bottom * side + right]) * fx
        result.append(upper * (1 - fy) + lower * fy)
      }
    }
    return result
  }
}
