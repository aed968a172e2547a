import Foundation
import FoveaImages
import Testing

/// What near-duplicates are found by, against loops that are written out.
@Suite struct PictureShapeTests {
  private static let side = PictureSignature.side

  private func thumbnail(_ seed: Int) -> [UInt8] {
    (0..<Self.side * Self.side).map { index in
      let (x, y) = (Double(index % Self.side), Double(index / Self.side))
      let wave = sin(x * 0.2 + Double(seed)) * cos(y * 0.13 * Double(seed + 1)) + sin((x + y) * 0.31)
      return UInt8(128 + 55 * wave)
    }
  }

  /// The lowest frequencies of a DCT-II without the mean, of length 1.
  private func shape(_ levels: [Double]) -> [Double] {
    let (side, across) = (Self.side, PictureShape.across)
    var result: [Double] = []
    for v in 0..<across {
      for u in 0..<across {
        var sum = 0.0
        for y in 0..<side {
          for x in 0..<side {
            let (cx, cy) = (Double((2 * x + 1) * u), Double((2 * y + 1) * v))
            sum += levels[y * side + x] * cos(.pi * cx / Double(2 * side)) * cos(.pi * cy / Double(2 * side))
          }
        }
        result.append(u + v == 0 ? 0 : sum)
      }
    }
    let norm = result.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return result.map { $0 / norm }
  }

  private func distance(_ first: [Float], _ second: [Double]) -> Double {
    zip(first, second).reduce(0) { max($0, abs(Double($1.0) - $1.1)) }
  }

  @Test(arguments: 0..<4)
  func theShapeIsThatOfTheTransform(_ seed: Int) {
    let levels = thumbnail(seed)
    let found = PictureSignature(thumbnail: levels).shape
    #expect(distance(found.values, shape(levels.map(Double.init))) < 1e-5)
    let flipped = (0..<levels.count).map { index in
      Double(levels[index / Self.side * Self.side + Self.side - 1 - index % Self.side])
    }
    #expect(distance(found.mirrored.values, shape(flipped)) < 1e-5)
  }

  @Test func aTrimmedShapeIsThatOfTheTrimmedPicture() {
    let (levels, side) = (thumbnail(2).map(Double.init), Self.side)
    let found = PictureSignature(thumbnail: thumbnail(2)).trimmedShapes(PictureShape.Basis.trimmed(places: 3))
    #expect(found.count == 9)
    func at(_ index: Int, _ place: Int) -> Double {
      min(
        Double(side - 1), max(0, (Double(index) + 0.5) * 0.95 + Double(side) * 0.05 * Double(place) / 2 - 0.5)
      )
    }
    for (number, trimmed) in found.enumerated() {
      let (across, down) = (number % 3, number / 3)
      let part = (0..<side * side).map { index -> Double in
        let (u, v) = (at(index % side, across), at(index / side, down))
        let (x, y) = (Int(u), Int(v))
        let (right, below, fx, fy) = (
          min(x + 1, side - 1), min(y + 1, side - 1), u - Double(x), v - Double(y)
        )
        let upper = levels[y * side + x] * (1 - fx) + levels[y * side + right] * fx
        let lower = levels[below * side + x] * (1 - fx) + levels[below * side + right] * fx
        return upper * (1 - fy) + lower * fy
      }
      #expect(distance(trimmed.values, shape(part)) < 1e-4, "place \(across), \(down)")
    }
  }

  @Test func aMirroredPictureLiesOnItsMirrorImage() {
    let levels = thumbnail(1)
    let flipped = levels.indices.map { levels[$0 / Self.side * Self.side + Self.side - 1 - $0 % Self.side] }
    let (plain, other) = (PictureSignature(thumbnail: levels), PictureSignature(thumbnail: flipped))
    #expect(AlignedPicture(plain).difference(from: AlignedPicture(other, mirrored: true)) ?? 1 < 1e-4)
    #expect(AlignedPicture(plain, mirrored: true).difference(from: AlignedPicture(other)) ?? 1 < 1e-4)
    #expect(AlignedPicture(plain).difference(from: AlignedPicture(other)) ?? 1 > 0.1)
  }
}
