import CPixelLoops

/// A thumbnail as it is laid over others: smoothed, at two sizes.
package struct AlignedPicture: Sendable {
  /// The whole size, and behind it half of it.
  private let levels: [Float]

  package init(_ signature: PictureSignature, mirrored: Bool = false) {
    let side = PictureSignature.side
    precondition(side == Int(FOVEA_ALIGNMENT_SIDE), "a side of \(side)")
    var pixels: [Float] = []
    pixels.reserveCapacity(side * side)
    for y in 0..<side {
      for x in 0..<side {
        pixels.append(Float(signature.thumbnail[y * side + (mirrored ? side - 1 - x : x)]))
      }
    }
    let fine = AlignedPicture.smoothed(pixels, side)
    levels = fine + AlignedPicture.smoothed(AlignedPicture.halved(fine, side), side / 2)
  }

  /// How much the two differ when one of them is moved, stretched and made lighter to lie on the other.
  ///
  /// That is the mean square of the edges of what is left, over that of the edges of the pictures: 0 for equal pictures,
  /// 1 and more for unrelated ones; nil where they cannot be compared or differ more than `limit`.
  ///
  /// The place is found by Gauss–Newton steps (Lucas, Kanade: *An Iterative Image Registration Technique*, IJCAI 1981)
  /// over shift, scale, gain and bias, first at half the size. Then a curve of tones, a polynomial of the third degree,
  /// makes the one as light as the other: a copy that was made lighter until parts of it became white still fits.
  package func difference(from other: AlignedPicture, limit: Float = .infinity) -> Float? {
    let difference = fovea_aligned_difference(levels, other.levels, limit)
    return difference.isFinite && difference <= limit ? difference : nil
  }

  /// Weighted 1, 2, 1 both ways: noise and what was lost in resampling count less.
  private static func smoothed(_ levels: [Float], _ side: Int) -> [Float] {
    var rows = levels
    var result = levels
    for y in 0..<side {
      for x in 0..<side {
        let (left, right) = (levels[y * side + max(0, x - 1)], levels[y * side + min(side - 1, x + 1)])
        rows[y * side + x] = (left + 2 * levels[y * side + x] + right) / 4
      }
    }
    for y in 0..<side {
      for x in 0..<side {
        let (above, below) = (rows[max(0, y - 1) * side + x], rows[min(side - 1, y + 1) * side + x])
        result[y * side + x] = (above + 2 * rows[y * side + x] + below) / 4
      }
    }
    return result
  }

  /// Means of two by two.
  private static func halved(_ levels: [Float], _ side: Int) -> [Float] {
    (0..<side * side / 4).map { position in
      let i = 2 * (position / (side / 2)) * side + 2 * (position % (side / 2))
      return (levels[i] + levels[i + 1] + levels[i + side] + levels[i + side + 1]) / 4
    }
  }
}
