import CImageCodecs

extension PixelView {
  /// The pixels of `box` in another size, interleaved.
  ///
  /// Along rows first and then along columns, each rounded to 8 bits, as Pillow does; vectors of whichever
  /// instructions the machine has.
  func resampled(_ box: Box, width: Int, height: Int, interpolation: Interpolation) -> [UInt8] {
    let rows = ResamplingAxis(box.y, box.height, of: self.height, to: height, interpolation)
    let columns = ResamplingAxis(box.x, box.width, of: self.width, to: width, interpolation)
    let (stride, rowBytes) = (self.width * channels, width * channels)
    // The rows that are needed, from the first column that is needed.
    let first = base + (rows.lower * self.width + columns.lower) * channels
    let count = width * height * channels
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      initialized = count
      guard let target = buffer.baseAddress else { return }
      switch (columns.changes, rows.changes) {
      case (false, false):
        for y in 0..<height { (target + y * rowBytes).update(from: first + y * stride, count: rowBytes) }
      case (true, false):
        shorten(first, stride: stride, rows: height, columns, target)
      case (false, true):
        rows.withAxis { fovea_resample_columns(first, stride, rowBytes, $0, target) }
      case (true, true):
        let sourceRows = rows.upper - rows.lower
        withUnsafeTemporaryAllocation(byteCount: sourceRows * rowBytes, alignment: 32) { memory in
          let middle = memory.bindMemory(to: UInt8.self)
          guard let middle = middle.baseAddress else { return }
          shorten(first, stride: stride, rows: sourceRows, columns, middle)
          rows.withAxis { fovea_resample_columns(middle, rowBytes, rowBytes, $0, target) }
        }
      }
    }
  }

  private func shorten(
    _ source: UnsafePointer<UInt8>, stride: Int, rows: Int, _ axis: ResamplingAxis,
    _ target: UnsafeMutablePointer<UInt8>
  ) {
    axis.withAxis {
      fovea_resample_rows(source, stride, UInt32(rows), UInt32(channels), base + readable, $0, target)
    }
  }
}

extension ResamplingAxis {
  fileprivate func withAxis(_ body: (UnsafePointer<fovea_resampling>) -> Void) {
    firsts.withUnsafeBufferPointer { firsts in
      counts.withUnsafeBufferPointer { counts in
        weights.withUnsafeBufferPointer { weights in
          var axis = fovea_resampling(
            firsts: firsts.baseAddress, counts: counts.baseAddress, weights: weights.baseAddress,
            stride: UInt32(stride), count: UInt32(firsts.count), precision: Int32(precision))
          body(&axis)
        }
      }
    }
  }
}
