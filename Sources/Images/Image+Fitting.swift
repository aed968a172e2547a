extension Image {
  /// The picture in exactly this size.
  ///
  /// - Parameter fill: the gray of the bars of a letterbox.
  public func fitted(
    width: Int, height: Int, mode: ResizeMode, interpolation: Interpolation = .bilinear, fill: UInt8 = 128
  ) -> Image {
    fitted(Fitting(width: width, height: height, mode: mode, interpolation: interpolation, fill: fill))
  }

  /// The picture in the size of `fitting`.
  package func fitted(_ fitting: Fitting) -> Image {
    guard width != fitting.width || height != fitting.height else { return self }
    return pixels.withUnsafeBufferPointer { source in
      PixelView(source, width: width, height: height, channels: channels)
        .fitted(fitting, fullWidth: width, fullHeight: height)
    }
  }

  /// The picture in another size, stretched where the aspect ratio differs.
  ///
  /// Half-pixel centres, 8-bit fixed point, first along rows and then along columns: within one level of Pillow's
  /// `resize` on the same pixels.
  public func resized(width: Int, height: Int, interpolation: Interpolation = .bilinear) -> Image {
    fitted(width: width, height: height, mode: .stretch, interpolation: interpolation)
  }
}

extension PixelView {
  /// This picture in the size of `fitting`.
  ///
  /// - Parameters:
  ///   - fullWidth: the width before the decoder shrank the picture; its own where it did not.
  ///   - fullHeight: the height before.
  func fitted(_ fitting: Fitting, fullWidth: Int, fullHeight: Int) -> Image {
    let part = fitting.part(ofWidth: fullWidth, height: fullHeight)
    let inner = fitting.inner(ofWidth: fullWidth, height: fullHeight)
    let (scaleX, scaleY) = (Double(width) / Double(fullWidth), Double(height) / Double(fullHeight))
    let box = Box(
      x: Double(part.x) * scaleX, y: Double(part.y) * scaleY, width: Double(part.width) * scaleX,
      height: Double(part.height) * scaleY)
    let resampled = resampled(
      box, width: inner.width, height: inner.height, interpolation: fitting.interpolation)
    let image = Image(width: inner.width, height: inner.height, channels: channels, pixels: resampled)
    return image.centered(width: fitting.width, height: fitting.height, fill: fitting.fill)
  }
}

extension Image {
  fileprivate func centered(width: Int, height: Int, fill: UInt8) -> Image {
    guard width != self.width || height != self.height else { return self }
    var result = [UInt8](repeating: fill, count: width * height * channels)
    let (left, top) = ((width - self.width) / 2, (height - self.height) / 2)
    let row = self.width * channels
    for y in 0..<self.height {
      let target = ((top + y) * width + left) * channels
      result.replaceSubrange(target..<target + row, with: pixels[y * row..<(y + 1) * row])
    }
    return Image(width: width, height: height, channels: channels, pixels: result)
  }
}
