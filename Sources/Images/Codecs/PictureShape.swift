import CPixelLoops
import Foundation

/// The lowest frequencies of a picture without its mean, as a vector of length 1: what brightness and contrast leave.
package struct PictureShape: Hashable, Sendable {
  /// `count` coefficients, `across` of them in a row, rows for frequencies downwards.
  package let values: [Float]

  package static let across = Int(FOVEA_SHAPE_ACROSS)
  package static let count = across * across

  private init(values: [Float]) { self.values = values }

  /// The shape of `thumbnail`, or of the part of it that the bases are of.
  init(_ thumbnail: [UInt8], columns: Basis, rows: Basis) {
    precondition(thumbnail.count == Basis.side * Basis.side, "\(thumbnail.count) levels")
    var result = [Float](repeating: 0, count: PictureShape.count)
    fovea_lowest_frequencies(thumbnail, columns.values, rows.values, &result)
    result[0] = 0
    let norm = result.reduce(0) { $0 + $1 * $1 }.squareRoot()
    values = result.map { $0 / max(norm, 1e-6) }
  }

  /// The shape of the mirrored picture: frequencies that are odd across change their sign.
  package var mirrored: PictureShape {
    PictureShape(values: values.enumerated().map { $0.offset % 2 == 0 ? $0.element : -$0.element })
  }

  /// What a row or column of levels is multiplied by for its lowest frequencies.
  package struct Basis: Hashable, Sendable {
    /// For each level of the row the weights that it has in each frequency.
    let values: [Float]

    static let side = PictureSignature.side

    /// Of a whole row: cos(π (2x + 1) u / 64), as of a DCT-II.
    package static let whole = Basis(
      values: (0..<side).flatMap { x in
        (0..<PictureShape.across).map { u in
          Float(cos(Double.pi * Double((2 * x + 1) * u) / Double(2 * side)))
        }
      })

    /// Of a row that is trimmed by a twentieth and enlarged to the whole, at each of `places` places from end to end.
    package static func trimmed(places: Int) -> [Basis] {
      let (scale, room) = (Float(0.95), Float(side) * 0.05)
      return (0..<places).map { place in
        let start = room * Float(place) / Float(max(1, places - 1))
        var values = [Float](repeating: 0, count: side * PictureShape.across)
        for x in 0..<side {
          let position = min(Float(side - 1), max(0, (Float(x) + 0.5) * scale + start - 0.5))
          let lower = Int(position)
          let (upper, share) = (min(side - 1, lower + 1), position - Float(lower))
          for u in 0..<PictureShape.across {
            values[lower * PictureShape.across + u] += (1 - share) * whole.values[x * PictureShape.across + u]
            values[upper * PictureShape.across + u] += share * whole.values[x * PictureShape.across + u]
          }
        }
        return Basis(values: values)
      }
    }
  }
}
