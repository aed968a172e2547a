import CPixelLoops
import Foundation

/// The lowest frequencies of a picture without its mean, as a vector of length 1: what brightness and contrast leave.
package struct PictureShape: Hashable, Sendable {
  /// `count` coefficients, `across` of them in a row, rows for frequencies downwards.
  package let values: [Float]

  package static let across = 8
  package static let count = across * across

  private init(values: [Float]) { self.values = values }

  /// The shape of `side × side` levels, from their two-dimensional DCT-II.
  init(levels: [Float]) {
    let (side, across) = (PictureSignature.side, PictureShape.across)
    var result = [Float](repeating: 0, count: PictureShape.count)
    precondition(levels.count == side * side, "\(levels.count) levels")
    fovea_lowest_frequencies(levels, Int32(side), PictureShape.cosines, Int32(across), &result)
    result[0] = 0
    let norm = result.reduce(0) { $0 + $1 * $1 }.squareRoot()
    values = result.map { $0 / max(norm, 1e-6) }
  }

  /// The shape of the mirrored picture: frequencies that are odd across change their sign.
  package var mirrored: PictureShape {
    PictureShape(values: values.enumerated().map { $0.offset % 2 == 0 ? $0.element : -$0.element })
  }

  /// cos(π (2x + 1) u / 64) for u of 8 and x of 32.
  private static let cosines: [Float] = (0..<across).flatMap { u in
    (0..<PictureSignature.side).map { x in
      Float(cos(Double.pi * Double((2 * x + 1) * u) / Double(2 * PictureSignature.side)))
    }
  }
}
