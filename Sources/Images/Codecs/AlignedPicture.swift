import CPixelLoops

/// A thumbnail as it is laid over others: smoothed, at two sizes.
package struct AlignedPicture: Sendable {
  /// The whole size, and behind it half of it.
  private let levels: [Float]

  package init(_ signature: PictureSignature, mirrored: Bool = false) {
    let side = PictureSignature.side
    precondition(side == Int(FOVEA_ALIGNMENT_SIDE), "a side of \(side)")
    levels = [Float](unsafeUninitializedCapacity: side * side * 5 / 4) { buffer, count in
      fovea_aligned_levels(signature.thumbnail, mirrored ? 1 : 0, buffer.baseAddress)
      count = side * side * 5 / 4
    }
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
}
