/// Where the pixels of one picture lie in another: stretched about the middle and moved, in shares of the side.
struct Placement {
  private(set) var scaleX: Float = 1
  private(set) var scaleY: Float = 1
  private(set) var shiftX: Float = 0
  private(set) var shiftY: Float = 0

  /// The most that copies are stretched and moved.
  private static let mostScale: Float = 0.2
  private static let mostShift: Float = 0.12
  /// The most that one step changes.
  private static let mostStep: Float = 0.05
  /// The least share of the pixels that must lie on the other picture.
  private static let leastOverlap: Float = 0.6
  private static let unknowns = 6

  func column(_ x: Int, _ side: Int) -> Float { place(x, side, scaleX, shiftX) }
  func row(_ y: Int, _ side: Int) -> Float { place(y, side, scaleY, shiftY) }

  private func place(_ index: Int, _ side: Int, _ scale: Float, _ shift: Float) -> Float {
    let middle = Float(side - 1) / 2
    return (Float(index) - middle) * scale + shift * Float(side) + middle
  }

  /// Takes `steps` towards the place where `second` differs least from `first`; goes back to where it began where that
  /// leads nowhere.
  mutating func improve(_ first: Plane, _ second: Plane, steps: Int) {
    let start = self
    for _ in 0..<steps {
      guard improve(first, second) else {
        self = start
        return
      }
    }
  }

  /// One Gauss–Newton step towards the place where `second` differs least from `first`; false where there is none.
  private mutating func improve(_ first: Plane, _ second: Plane) -> Bool {
    let (side, count) = (first.side, first.side * first.side)
    return withUnsafeTemporaryAllocation(of: Float.self, capacity: 3 * count) { memory in
      let (values, across, down) = (
        UnsafeMutableBufferPointer(rebasing: memory[..<count]),
        UnsafeMutableBufferPointer(rebasing: memory[count..<2 * count]),
        UnsafeMutableBufferPointer(rebasing: memory[(2 * count)...])
      )
      sample(second, values, across, down)
      return first.levels.withUnsafeBufferPointer { step($0, values, across, down, side: side) }
    }
  }

  /// Levels of `plane` at the places of the other one's pixels, NaN outside, and their slopes.
  private func sample(
    _ plane: Plane, _ values: UnsafeMutableBufferPointer<Float>, _ across: UnsafeMutableBufferPointer<Float>,
    _ down: UnsafeMutableBufferPointer<Float>
  ) {
    let side = plane.side
    let (last, inside) = (Float(side) - 1.001, -0.25...Float(side) - 0.75)
    plane.levels.withUnsafeBufferPointer { levels in
      for y in 0..<side {
        let v = row(y, side)
        let cv = min(max(v, 0), last)
        let fy = cv - Float(Int(cv))
        for x in 0..<side {
          let (u, i) = (column(x, side), y * side + x)
          guard inside.contains(u), inside.contains(v) else {
            values[i] = .nan
            continue
          }
          let cu = min(max(u, 0), last)
          let fx = cu - Float(Int(cu))
          let p = Int(cv) * side + Int(cu)
          let (upper, lower) = (levels[p + 1] - levels[p], levels[p + side + 1] - levels[p + side])
          let top = levels[p] + upper * fx
          let bottom = levels[p + side] + lower * fx
          values[i] = top + (bottom - top) * fy
          across[i] = upper + (lower - upper) * fy
          down[i] = bottom - top
        }
      }
    }
  }

  private mutating func step(
    _ first: UnsafeBufferPointer<Float>, _ values: UnsafeMutableBufferPointer<Float>,
    _ across: UnsafeMutableBufferPointer<Float>, _ down: UnsafeMutableBufferPointer<Float>, side: Int
  ) -> Bool {
    var (count, a, b, bb, ab): (Float, Float, Float, Float, Float) = (0, 0, 0, 0, 0)
    for i in values.indices where !values[i].isNaN {
      count += 1
      a += first[i]
      b += values[i]
      bb += values[i] * values[i]
      ab += first[i] * values[i]
    }
    guard count >= Float(values.count) * Placement.leastOverlap else { return false }
    let variance = bb - b * b / count
    guard variance > 1 else { return false }
    let gain = max(0.3, min(3, (ab - a * b / count) / variance))
    let bias = (a - gain * b) / count
    let middle = Float(side - 1) / 2
    var system = LinearSystem()
    for y in 0..<side {
      for x in 0..<side {
        let i = y * side + x
        guard !values[i].isNaN else { continue }
        let (gx, gy) = (gain * across[i], gain * down[i])
        system.add(
          SIMD8(
            gx * (Float(x) - middle), gy * (Float(y) - middle), gx * Float(side), gy * Float(side), values[i],
            1, 0, first[i] - gain * values[i] - bias))
      }
    }
    // A little damping of the place, for pictures that fix it badly.
    guard let change = system.solution(Placement.unknowns, damping: SIMD8(1.01, 1.01, 1.01, 1.01, 1, 1, 1, 1))
    else { return false }
    func bounded(_ value: Double) -> Float {
      max(-Placement.mostStep, min(Placement.mostStep, Float(value)))
    }
    scaleX += bounded(change[0])
    scaleY += bounded(change[1])
    shiftX += bounded(change[2])
    shiftY += bounded(change[3])
    return max(abs(scaleX - 1), abs(scaleY - 1)) < Placement.mostScale
      && max(abs(shiftX), abs(shiftY)) < Placement.mostShift
  }
}
