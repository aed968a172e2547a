/// What differs between two pictures that lie on each other, apart from how light they are.
struct TonedDifference {
  /// Mean square of the edges of the rest, over that of the edges of both.
  let edges: Float
  /// Mean square of the rest, over the variance.
  let levels: Float

  /// The least pixels, of a plane's, that can be compared.
  private static let leastShare = 0.5

  /// Nil where too little of the two lies on each other.
  init?(_ first: Plane, _ second: Plane, _ place: Placement) {
    let count = first.side * first.side
    var best: TonedDifference?
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 4 * count) { memory in
      func part(_ number: Int) -> UnsafeMutableBufferPointer<Float> {
        UnsafeMutableBufferPointer(rebasing: memory[number * count..<(number + 1) * count])
      }
      let (moved, still, fit, rest) = (part(0), part(1), part(2), part(3))
      TonedDifference.sample(second, place, moved)
      for i in 0..<count { still[i] = moved[i].isNaN ? .nan : first.levels[i] }
      // A picture that was made lighter until parts of it became white is a function of the other one, but not the
      // other way round.
      for (target, source) in [(still, moved), (moved, still)] {
        let found = TonedDifference(target, source, fit: fit, rest: rest, side: first.side)
        if let found, found.edges < best?.edges ?? .infinity { best = found }
      }
    }
    guard let best else { return nil }
    self = best
  }

  /// Levels of `plane` at `place`, NaN outside and at the border, where smoothing knew one side only.
  private static func sample(_ plane: Plane, _ place: Placement, _ values: UnsafeMutableBufferPointer<Float>)
  {
    let side = plane.side
    let inside = 0.75...Float(side) - 1.75
    values.update(repeating: .nan)
    plane.levels.withUnsafeBufferPointer { levels in
      for y in 1..<side - 1 {
        let v = place.row(y, side)
        guard inside.contains(v) else { continue }
        let top = min(max(Int(v), 1), side - 3)
        let down = cubic(v - Float(top))
        for x in 1..<side - 1 {
          let u = place.column(x, side)
          guard inside.contains(u) else { continue }
          let left = min(max(Int(u), 1), side - 3)
          let across = cubic(u - Float(left))
          var sum = SIMD4<Float>.zero
          for row in 0..<4 {
            let p = (top - 1 + row) * side + left - 1
            sum += down[row] * SIMD4(levels[p], levels[p + 1], levels[p + 2], levels[p + 3])
          }
          values[y * side + x] = (sum * across).sum()
        }
      }
    }
  }

  /// Weights of four neighbours, the place `f` behind the second: Catmull–Rom, because linear ones blur.
  private static func cubic(_ f: Float) -> SIMD4<Float> {
    let (f2, f3) = (f * f, f * f * f)
    return SIMD4(
      -0.5 * f + f2 - 0.5 * f3, 1 - 2.5 * f2 + 1.5 * f3, 0.5 * f + 2 * f2 - 1.5 * f3, -0.5 * f2 + 0.5 * f3)
  }

  /// Fits `source` to `target` by a curve of tones, and compares.
  private init?(
    _ target: UnsafeMutableBufferPointer<Float>, _ source: UnsafeMutableBufferPointer<Float>,
    fit: UnsafeMutableBufferPointer<Float>, rest: UnsafeMutableBufferPointer<Float>, side: Int
  ) {
    var tones = LinearSystem()
    var (count, sum): (Float, Float) = (0, 0)
    for i in target.indices where !target[i].isNaN {
      let q = source[i] / 128 - 1
      tones.add(SIMD8(1, q, q * q, q * q * q, 0, 0, 0, target[i]))
      count += 1
      sum += target[i]
    }
    guard count >= Float(Double(target.count) * TonedDifference.leastShare),
      let curve = tones.solution(4, ridge: SIMD8(0, 0, 0.5, 0.5, 0, 0, 0, 0)).map(SIMD8<Float>.init)
    else { return nil }
    let mean = sum / count
    var (square, variance): (Float, Float) = (0, 0)
    for i in target.indices {
      let q = source[i] / 128 - 1
      fit[i] = curve[0] + q * (curve[1] + q * (curve[2] + q * curve[3]))
      rest[i] = target[i] - fit[i]
      guard !target[i].isNaN else { continue }
      square += rest[i] * rest[i]
      variance += (target[i] - mean) * (target[i] - mean)
    }
    var (ofRest, ofTarget, ofFit): (Float, Float, Float) = (0, 0, 0)
    for y in 0..<side - 1 {
      for i in y * side..<(y + 1) * side - 1 {
        func edge(_ values: UnsafeMutableBufferPointer<Float>) -> Float {
          let (across, down) = (values[i + 1] - values[i], values[i + side] - values[i])
          return across * across + down * down
        }
        let left = edge(rest)
        guard !left.isNaN else { continue }
        ofRest += left
        ofTarget += edge(target)
        ofFit += edge(fit)
      }
    }
    edges = ofRest / max((ofTarget * ofFit).squareRoot(), 1)
    levels = square / max(variance, 1)
  }
}
