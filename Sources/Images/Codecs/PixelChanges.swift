import CPixelLoops

/// Where the pixels of one axis come from in a bilinear interpolation to the same number of pixels.
package struct InterpolationAxis {
  fileprivate let taps: [fovea_tap]

  /// - Parameter position: where target pixel i lies among the source pixels; outside of them the edge is taken.
  package init(count: Int, position: (Int) -> Float) {
    taps = (0..<count).map { index in
      let inside = min(Float(count - 1), max(0, position(index)))
      let lower = Int(inside)
      return fovea_tap(
        first: UInt32(lower), weight: UInt32((inside - Float(lower)) * 256 + 0.5))
    }
  }
}

/// Interpolates a picture of `columns` by `rows` pixels of 1 or 3 interleaved channels; weights are of 256, so the
/// result is within half a level of exact ones.
package func interpolate(
  _ source: UnsafePointer<UInt8>, columns: InterpolationAxis, rows: InterpolationAxis, channels: Int,
  to target: UnsafeMutablePointer<UInt8>
) {
  let (width, height) = (columns.taps.count, rows.taps.count)
  columns.taps.withUnsafeBufferPointer { columns in
    rows.taps.withUnsafeBufferPointer { rows in
      withUnsafeTemporaryAllocation(of: Int16.self, capacity: 2 * (width * channels + 2)) { lines in
        fovea_interpolate(
          source, UInt32(width), UInt32(height), UInt32(channels), columns.baseAddress, rows.baseAddress,
          lines.baseAddress, target)
      }
    }
  }
}

/// Moves a picture of 1 or 3 interleaved channels along any direction: the pixel at (x, y) from the middle comes from
/// (map[0]·x + map[1]·y + map[2], map[3]·x + map[4]·y + map[5]) from the middle, and from the edge where that is outside.
package func warp(
  _ source: UnsafePointer<UInt8>, width: Int, height: Int, channels: Int, map: [Float],
  to target: UnsafeMutablePointer<UInt8>
) {
  precondition(map.count == 6, "expected 6 numbers, received \(map.count)")
  fovea_warp(source, UInt32(width), UInt32(height), UInt32(channels), map, target)
}

/// Replaces each of `count` RGB pixels p by matrix · (p, 1), clamped to 0…255 and cut to a whole number.
package func recolor(_ pixels: UnsafeMutablePointer<UInt8>, count: Int, matrix: [SIMD4<Float>]) {
  precondition(matrix.count == 3, "expected 3 rows, received \(matrix.count)")
  let numbers = matrix.flatMap { [$0.x, $0.y, $0.z, $0.w] }
  fovea_recolor(pixels, count, numbers)
}

/// The sums of the levels of `count` RGB pixels.
package func channelSums(
  _ pixels: UnsafePointer<UInt8>, count: Int
) -> (red: Int, green: Int, blue: Int) {
  var sums: (UInt64, UInt64, UInt64) = (0, 0, 0)
  withUnsafeMutableBytes(of: &sums) {
    fovea_channel_sums(pixels, count, $0.bindMemory(to: UInt64.self).baseAddress)
  }
  return (Int(sums.0), Int(sums.1), Int(sums.2))
}
