/// How pictures of one size are brought to another: made once, used for many.
package struct Scaling: Sendable {
  private let width: Int
  private let height: Int
  private let resampler: Resampler

  /// Stretches pictures of `width` × `height` pixels; sizes are positive.
  package init(
    width: Int, height: Int, toWidth: Int, toHeight: Int, interpolation: Interpolation
  ) {
    self.width = width
    self.height = height
    resampler = Resampler(
      PixelView.Box(x: 0, y: 0, width: Double(width), height: Double(height)), width: width, height: height,
      toWidth: toWidth, toHeight: toHeight, interpolation)
  }

  /// The interleaved pixels of a picture, in the new size.
  package func scaled(_ pixels: UnsafeBufferPointer<UInt8>, channels: Int) -> [UInt8] {
    resampler.resampled(PixelView(pixels, width: width, height: height, channels: channels))
  }
}
