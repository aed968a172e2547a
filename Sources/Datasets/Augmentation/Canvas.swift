import FoveaNetworks

/// A picture while it is changed: moves are collected and made at once, so that pixels are interpolated once.
struct Canvas {
  let width: Int
  let height: Int
  let channels: Int
  private(set) var pixels: [UInt8]
  private var other: [UInt8]
  private var map = AffineMap.identity

  init(width: Int, height: Int, channels: Int) {
    self.width = width
    self.height = height
    self.channels = channels
    pixels = Array(repeating: 0, count: width * height * channels)
    other = pixels
  }

  /// Starts with another picture of the same size.
  mutating func load(_ source: UnsafePointer<UInt8>) {
    map = .identity
    pixels.withUnsafeMutableBufferPointer { target in
      target.baseAddress?.update(from: source, count: target.count)
    }
  }

  mutating func move(_ step: AffineMap) { map = step.then(map) }

  /// Makes the moves that were collected.
  mutating func settle() {
    guard map != .identity else { return }
    pixels.withUnsafeBufferPointer { source in
      other.withUnsafeMutableBufferPointer { target in
        guard let source = source.baseAddress, let target = target.baseAddress else { return }
        map.render(source, width: width, height: height, channels: channels, to: target)
      }
    }
    swap(&pixels, &other)
    map = .identity
  }

  /// Changes colours; the change may depend on the mean luma.
  mutating func recolor(_ change: (_ meanLuma: Float) -> ColorMap) {
    settle()
    let count = width * height
    pixels.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      let color = change(ColorMap.meanLuma(base, count: count, channels: channels))
      if channels == 3 { color.apply(base, count: count) } else { color.applyGray(base, count: count) }
    }
  }

  mutating func replaceLevels(_ level: (Int) -> UInt8) {
    settle()
    let table = (0..<256).map(level)
    for i in pixels.indices { pixels[i] = table[Int(pixels[i])] }
  }

  /// Replaces levels by a table made from the histogram of each channel.
  mutating func replaceLevels(perChannel table: ([Int]) -> [UInt8]) {
    settle()
    for channel in 0..<channels {
      var histogram = Array(repeating: 0, count: 256)
      for i in stride(from: channel, to: pixels.count, by: channels) { histogram[Int(pixels[i])] += 1 }
      let levels = table(histogram)
      for i in stride(from: channel, to: pixels.count, by: channels) { pixels[i] = levels[Int(pixels[i])] }
    }
  }

  /// Away from (above 1) or towards (below 1) a smoothed picture; the smoothing is Pillow's: 5 in the middle, 1 around.
  mutating func sharpen(_ factor: Float) {
    settle()
    guard width > 2, height > 2 else { return }
    other = pixels
    let row = width * channels
    for y in 1..<height - 1 {
      for i in y * row + channels..<(y + 1) * row - channels {
        var sum = 4 * Int(other[i])
        for dy in [-row, 0, row] {
          sum += Int(other[i + dy - channels]) + Int(other[i + dy]) + Int(other[i + dy + channels])
        }
        let smooth = Float(sum) / 13
        pixels[i] = UInt8(min(255, max(0, smooth + (Float(other[i]) - smooth) * factor + 0.5)))
      }
    }
  }

  /// A Gaussian of `sigma` pixels, along rows and columns.
  mutating func blur(sigma: Double) {
    settle()
    let reach = max(1, Int((3 * sigma).rounded(.up)))
    let exact = (-reach...reach).map { Gaussian.weight(Double($0), sigma: sigma) }
    let weights = exact.map { Float($0 / exact.reduce(0, +)) }
    for (step, length) in [(channels, width), (width * channels, height)] {
      other = pixels
      for i in pixels.indices {
        let position = step == channels ? i / channels % width : i / (width * channels)
        var sum: Float = 0.5
        for k in -reach...reach {
          let inside = min(length - 1, max(0, position + k))
          sum += weights[k + reach] * Float(other[i + (inside - position) * step])
        }
        pixels[i] = UInt8(min(255, max(0, sum)))
      }
    }
  }

  /// Fills a rectangle with noise.
  mutating func erase(x: Int, y: Int, width: Int, height: Int, _ random: inout RandomSource) {
    settle()
    for row in y..<y + height {
      for i in (row * self.width + x) * channels..<(row * self.width + x + width) * channels {
        pixels[i] = UInt8(truncatingIfNeeded: random.next() >> 56)
      }
    }
  }
}
