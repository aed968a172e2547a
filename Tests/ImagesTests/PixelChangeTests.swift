import Testing

@testable import FoveaImages

/// Vectors against the plain formulas, byte for byte, in sizes around the lengths of registers.
@Suite struct PixelChangeTests {
  /// Bytes without a pattern.
  private static func noise(_ count: Int, seed: UInt64) -> [UInt8] {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: state >> 56)
    }
  }

  /// Two weights of 256 for each pixel by itself, in single precision in the order of the formula.
  private static func warped(
    _ source: [UInt8], width: Int, height: Int, channels: Int, map: [Float]
  ) -> [UInt8] {
    func tap(_ position: Float, _ count: Int) -> (first: Int, second: Int, weight: Int) {
      let inside = min(Float(count - 1), max(0, position))
      let first = Int(inside)
      return (first, min(count - 1, first + 1), Int((inside - Float(first)) * 256 + 0.5))
    }
    let (middleX, middleY) = (Float(width - 1) / 2, Float(height - 1) / 2)
    var result: [UInt8] = []
    for row in 0..<height {
      for column in 0..<width {
        let (x, y) = (Float(column) - middleX, Float(row) - middleY)
        let across = tap(map[0] * x + map[1] * y + map[2] + middleX, width)
        let down = tap(map[3] * x + map[4] * y + map[5] + middleY, height)
        for channel in 0..<channels {
          func between(_ row: Int) -> Int {
            Int(source[(row * width + across.first) * channels + channel]) * (256 - across.weight)
              + Int(source[(row * width + across.second) * channels + channel]) * across.weight
          }
          let sum = between(down.first) * (256 - down.weight) + between(down.second) * down.weight
          result.append(UInt8((sum + 32768) >> 16))
        }
      }
    }
    return result
  }

  @Test(
    arguments: [(1, 1), (1, 2), (2, 1), (2, 3), (7, 5), (8, 8), (9, 4), (16, 9), (33, 17), (96, 20)], [1, 3])
  func warpingIsThatOfTheFormula(_ size: (width: Int, height: Int), _ channels: Int) {
    let (width, height) = size
    let source = Self.noise(width * height * channels, seed: UInt64(width * 100 + height))
    // Turned a little, by a quarter and far, sheared, past the edge on all sides, and all on one pixel.
    let maps: [[Float]] = [
      [0.98, 0.17, 0.3, -0.17, 0.98, -1.2], [0, 1, 0, -1, 0, 0], [-0.7, 0.71, 0, -0.71, -0.7, 0],
      [1, 0.99, 0, 0, 1, 0], [1, 0, 0, -0.5, 1, 0], [3, 1, -9, -2, 4, 50], [0, 0, 1.3, 0, 0, -0.6],
      [1, 0.001, 1e30, 0, 1, -1e30],
    ]
    for map in maps {
      var target = [UInt8](repeating: 0, count: source.count)
      warp(source, width: width, height: height, channels: channels, map: map, to: &target)
      let expected = Self.warped(source, width: width, height: height, channels: channels, map: map)
      #expect(target == expected, "\(width)×\(height)×\(channels), \(map)")
    }
  }

  /// Weights of 256 for the two neighbours, along x and then along y, rounded once.
  private static func interpolated(
    _ source: [UInt8], width: Int, height: Int, channels: Int, x: (Int) -> Float, y: (Int) -> Float
  ) -> [UInt8] {
    func tap(_ position: Float, _ count: Int) -> (first: Int, second: Int, weight: Int) {
      let inside = min(Float(count - 1), max(0, position))
      let first = Int(inside)
      return (first, min(count - 1, first + 1), Int((inside - Float(first)) * 256 + 0.5))
    }
    var result: [UInt8] = []
    for row in 0..<height {
      let down = tap(y(row), height)
      for column in 0..<width {
        let across = tap(x(column), width)
        for channel in 0..<channels {
          func level(_ row: Int, _ column: Int) -> Int {
            Int(source[(row * width + column) * channels + channel])
          }
          let upper =
            level(down.first, across.first) * (256 - across.weight)
            + level(down.first, across.second) * across.weight
          let lower =
            level(down.second, across.first) * (256 - across.weight)
            + level(down.second, across.second) * across.weight
          result.append(UInt8((upper * (256 - down.weight) + lower * down.weight + 32768) >> 16))
        }
      }
    }
    return result
  }

  @Test(arguments: [(1, 1), (2, 3), (3, 2), (4, 4), (5, 1), (1, 7), (16, 9), (17, 33), (96, 20)], [1, 3])
  func interpolationIsThatOfTheFormula(_ size: (width: Int, height: Int), _ channels: Int) {
    let (width, height) = size
    let source = Self.noise(width * height * channels, seed: UInt64(width * 100 + height))
    // Enlarged, as it is, turned about an axis, moved past the edge, made smaller, and all on one pixel.
    let maps: [(Float, Float)] = [
      (0.6, 0.3), (1, 0), (-1, Float(width - 1)), (-0.7, 5.3), (1, 2.5), (1, -40), (3.2, -7), (0, 1),
    ]
    for (scaleX, offsetX) in maps {
      for (scaleY, offsetY) in maps {
        func x(_ index: Int) -> Float { Float(index) * scaleX + offsetX }
        func y(_ index: Int) -> Float { Float(index) * scaleY + offsetY }
        var target = [UInt8](repeating: 0, count: source.count)
        interpolate(
          source, columns: InterpolationAxis(count: width, position: x),
          rows: InterpolationAxis(count: height, position: y), channels: channels, to: &target)
        let expected = Self.interpolated(
          source, width: width, height: height, channels: channels, x: x, y: y)
        #expect(target == expected, "x \(scaleX), \(offsetX), y \(scaleY), \(offsetY)")
      }
    }
  }

  @Test(arguments: [0, 1, 7, 8, 9, 10, 11, 31, 32, 33, 100, 1000])
  func colorsAndSumsAreThoseOfTheFormula(_ count: Int) {
    let source = Self.noise(3 * count, seed: UInt64(count))
    let matrices: [[SIMD4<Float>]] = [
      [[1, 0, 0, 0.5], [0, 1, 0, 0.5], [0, 0, 1, 0.5]], [[0, 0, 1, 0], [1, 0, 0, 0], [0, 1, 0, 0]],
      [[1.7, -0.9, 0.31, 12.3], [-0.2, 0.77, 0.4, -60.5], [0.299, 0.587, 0.114, 0.5]],
      [[9, 9, 9, 0], [-3, -3, -3, 0], [0, 0, 0, 255.5]],
    ]
    for matrix in matrices {
      var pixels = source
      recolor(&pixels, count: count, matrix: matrix)
      let expected = (0..<count).flatMap { pixel in
        matrix.map { row in
          let (red, green, blue) = (source[3 * pixel], source[3 * pixel + 1], source[3 * pixel + 2])
          let sum = row.x * Float(red) + row.y * Float(green) + row.z * Float(blue) + row.w
          return UInt8(min(255, max(0, sum)))
        }
      }
      #expect(pixels == expected)
    }
    func sum(_ channel: Int) -> Int { (0..<count).reduce(0) { $0 + Int(source[3 * $1 + channel]) } }
    let sums = channelSums(source, count: count)
    #expect(sums == (sum(0), sum(1), sum(2)))
  }
}
