import CPixelLoops

extension PixelView {
  /// The pixels of `box` in another size, interleaved.
  ///
  /// Along rows first and then along columns, each rounded to 8 bits, as Pillow does; vectors of whichever
  /// instructions the machine has.
  func resampled(_ box: Box, width: Int, height: Int, interpolation: Interpolation) -> [UInt8] {
    Resampler(box, width: self.width, height: self.height, toWidth: width, toHeight: height, interpolation)
      .resampled(self)
  }
}

/// Brings a part of pictures of one size to another size.
struct Resampler {
  private let width: Int
  private let height: Int
  private let columns: ResamplingAxis
  private let rows: ResamplingAxis

  /// Takes `box` of pictures of `width` × `height` pixels.
  init(
    _ box: PixelView.Box, width: Int, height: Int, toWidth: Int, toHeight: Int, _ interpolation: Interpolation
  ) {
    self.width = toWidth
    self.height = toHeight
    rows = ResamplingAxis(box.y, box.height, of: height, to: toHeight, interpolation)
    columns = ResamplingAxis(box.x, box.width, of: width, to: toWidth, interpolation)
  }

  /// The new pixels of `source`, interleaved; it must be of the size that this was made for.
  func resampled(_ source: PixelView) -> [UInt8] {
    let channels = source.channels
    let (stride, rowBytes) = (source.width * channels, width * channels)
    // The rows that are needed, from the first column that is needed.
    let first = source.base + (rows.lower * source.width + columns.lower) * channels
    let count = width * height * channels
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      initialized = count
      guard let target = buffer.baseAddress else { return }
      switch (columns.changes, rows.changes) {
      case (false, false):
        for y in 0..<height { (target + y * rowBytes).update(from: first + y * stride, count: rowBytes) }
      case (true, false):
        shorten(source, first, rows: height, target)
      case (false, true):
        rows.withAxis { fovea_resample_columns(first, stride, rowBytes, $0, target) }
      case (true, true):
        let sourceRows = rows.upper - rows.lower
        withUnsafeTemporaryAllocation(byteCount: sourceRows * rowBytes, alignment: 32) { memory in
          let middle = memory.bindMemory(to: UInt8.self)
          guard let middle = middle.baseAddress else { return }
          shorten(source, first, rows: sourceRows, middle)
          rows.withAxis { fovea_resample_columns(middle, rowBytes, rowBytes, $0, target) }
        }
      }
    }
  }

  private func shorten(
    _ source: PixelView, _ first: UnsafePointer<UInt8>, rows: Int, _ target: UnsafeMutablePointer<UInt8>
  ) {
    columns.withAxis {
      fovea_resample_rows(
        first, source.width * source.channels, UInt32(rows), UInt32(source.channels),
        source.base + source.readable, $0, target)
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
