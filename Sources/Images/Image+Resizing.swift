extension Image {
  /// The picture in another size, stretched where the aspect ratio differs.
  ///
  /// Half-pixel centres, 8-bit fixed point, first along rows and then along columns: within one level of Pillow's
  /// `resize` on the same pixels.
  public func resized(width: Int, height: Int, interpolation: Interpolation = .bilinear) -> Image {
    precondition(width > 0 && height > 0, "expected a positive size, received \(width)×\(height)")
    guard width != self.width || height != self.height else { return self }
    if interpolation == .nearest { return nearest(width: width, height: height) }
    var image = self
    if width != self.width {
      image = image.resampledRows(ResamplingWeights(from: self.width, to: width, interpolation))
    }
    if height != self.height {
      image = image.resampledColumns(ResamplingWeights(from: self.height, to: height, interpolation))
    }
    return image
  }

  private func nearest(width: Int, height: Int) -> Image {
    let columns = (0..<width).map { Int((Double($0) + 0.5) * Double(self.width) / Double(width)) }
    var result: [UInt8] = []
    result.reserveCapacity(width * height * channels)
    for y in 0..<height {
      let row = Int((Double(y) + 0.5) * Double(self.height) / Double(height)) * self.width
      for column in columns {
        let start = (row + column) * channels
        for channel in 0..<channels { result.append(pixels[start + channel]) }
      }
    }
    return Image(width: width, height: height, channels: channels, pixels: result)
  }

  private func resampledRows(_ resampling: ResamplingWeights) -> Image {
    let (target, channels) = (resampling.spans.count, channels)
    let count = target * height * channels
    let result = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      pixels.withUnsafeBufferPointer { source in
        resampling.weights.withUnsafeBufferPointer { weights in
          var next = 0
          for y in 0..<height {
            let row = y * width * channels
            for (x, span) in resampling.spans.enumerated() {
              let weight = x * resampling.width
              let first = row + span.first * channels
              if channels == 3 {
                var (r, g, b) = (rounding, rounding, rounding)
                for k in 0..<span.count {
                  let factor = weights[weight + k]
                  r &+= Int32(source[first + 3 * k]) &* factor
                  g &+= Int32(source[first + 3 * k + 1]) &* factor
                  b &+= Int32(source[first + 3 * k + 2]) &* factor
                }
                buffer[next] = clamped(r)
                buffer[next + 1] = clamped(g)
                buffer[next + 2] = clamped(b)
                next += 3
              } else {
                var sum = rounding
                for k in 0..<span.count { sum &+= Int32(source[first + k]) &* weights[weight + k] }
                buffer[next] = clamped(sum)
                next += 1
              }
            }
          }
        }
      }
      initialized = count
    }
    return Image(width: target, height: height, channels: channels, pixels: result)
  }

  private func resampledColumns(_ resampling: ResamplingWeights) -> Image {
    let (target, stride) = (resampling.spans.count, width * channels)
    let result = [UInt8](unsafeUninitializedCapacity: target * stride) { buffer, initialized in
      var sums = [Int32](repeating: 0, count: stride)
      pixels.withUnsafeBufferPointer { source in
        sums.withUnsafeMutableBufferPointer { sums in
          for (y, span) in resampling.spans.enumerated() {
            // Row by row over all columns at once: neighbours in memory, which the compiler makes vectors of.
            for x in 0..<stride { sums[x] = rounding }
            for k in 0..<span.count {
              let factor = resampling.weights[y * resampling.width + k]
              let row = (span.first + k) * stride
              for x in 0..<stride { sums[x] &+= Int32(source[row + x]) &* factor }
            }
            for x in 0..<stride { buffer[y * stride + x] = clamped(sums[x]) }
          }
        }
      }
      initialized = target * stride
    }
    return Image(width: width, height: target, channels: channels, pixels: result)
  }
}

/// One half, in the fixed point of the weights.
private let rounding: Int32 = 1 << Int32(ResamplingWeights.precision - 1)

/// A fixed-point sum as a byte; cubic and Lanczos overshoot.
private func clamped(_ sum: Int32) -> UInt8 {
  UInt8(truncatingIfNeeded: min(255, max(0, sum >> Int32(ResamplingWeights.precision))))
}
