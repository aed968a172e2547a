/// A thumbnail as it is laid over others: smoothed, at two sizes.
package struct AlignedPicture: Sendable {
  let fine: Plane
  let coarse: Plane

  package init(_ signature: PictureSignature, mirrored: Bool = false) {
    let side = PictureSignature.side
    var levels: [Float] = []
    levels.reserveCapacity(side * side)
    for y in 0..<side {
      for x in 0..<side {
        levels.append(Float(signature.thumbnail[y * side + (mirrored ? side - 1 - x : x)]))
      }
    }
    fine = Plane(side: side, levels: levels).smoothed
    coarse = fine.halved.smoothed
  }
}

/// How one picture lies on another when it is moved, stretched and made lighter so that they differ least.
///
/// The place is found by Gauss–Newton steps (Lucas, Kanade: *An Iterative Image Registration Technique*, IJCAI 1981)
/// over shift, scale, gain and bias, first at half the size. What is compared there are differences between
/// neighbouring pixels after a curve of tones, a polynomial of the third degree, has made the one as light as the
/// other: a copy that was made lighter until parts of it became white still fits.
package struct PictureAlignment: Sendable {
  /// Mean square of the edges of what is left after the fit, over that of the edges of the pictures: 0 for equal
  /// pictures, 1 and more for unrelated ones.
  package let difference: Float

  /// Nil where the two differ more than `limit`, or cannot be brought to lie on each other.
  package init?(_ first: AlignedPicture, _ second: AlignedPicture, limit: Float) {
    var place = Placement()
    place.improve(first.coarse, second.coarse, steps: 5)
    // What differs much at half the size differs more at the whole, which takes four times as long.
    guard let coarse = TonedDifference(first.coarse, second.coarse, place), coarse.edges < 2 * limit + 0.02
    else { return nil }
    place.improve(first.fine, second.fine, steps: 4)
    guard let fine = TonedDifference(first.fine, second.fine, place), fine.edges <= limit else { return nil }
    difference = fine.edges
  }

  /// The difference of two pictures that need not be alike; nil where they cannot be compared at all.
  package static func difference(_ first: AlignedPicture, _ second: AlignedPicture) -> Float? {
    var place = Placement()
    place.improve(first.coarse, second.coarse, steps: 5)
    place.improve(first.fine, second.fine, steps: 4)
    return TonedDifference(first.fine, second.fine, place)?.edges
  }
}

/// Square levels of luma.
struct Plane: Sendable {
  let side: Int
  let levels: [Float]

  /// Weighted 1, 2, 1 both ways: noise and what was lost in resampling count less.
  var smoothed: Plane {
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
    return Plane(side: side, levels: result)
  }

  /// Means of two by two.
  var halved: Plane {
    let half = side / 2
    var result: [Float] = []
    result.reserveCapacity(half * half)
    for y in 0..<half {
      for x in 0..<half {
        let i = 2 * y * side + 2 * x
        result.append((levels[i] + levels[i + 1] + levels[i + side] + levels[i + side + 1]) / 4)
      }
    }
    return Plane(side: half, levels: result)
  }
}
