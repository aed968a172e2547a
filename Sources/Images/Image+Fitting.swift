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
    guard width != fitting.width || height != fitting.height || fitting.cropShare < 1 else { return self }
    return pixels.withUnsafeBufferPointer { source in
      PixelView(source, width: width, height: height, channels: channels)
        .fitted(fitting, fullWidth: width, fullHeight: height)
    }
  }

  /// The picture with its longer side at most `side`, at its own aspect ratio.
  package func within(_ side: Int) -> Image {
    fitted(Fitting.within(side, width: width, height: height))
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
    if let crop = fitting.centerCrop(ofWidth: fullWidth, height: fullHeight) {
      return cropped(fitting, crop)
    }
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

  /// The part `crop` of this picture once it is scaled, of which no more is made than the part and what its edges mix.
  private func cropped(_ fitting: Fitting, _ crop: Fitting.CenterCrop) -> Image {
    let x = CropSide(of: width, scaledTo: crop.scaledWidth, crop.left, fitting.width, fitting.interpolation)
    let y = CropSide(of: height, scaledTo: crop.scaledHeight, crop.top, fitting.height, fitting.interpolation)
    let box = Box(x: x.start, y: y.start, width: x.length, height: y.length)
    let resampled = resampled(
      box, width: x.count, height: y.count, interpolation: fitting.interpolation)
    guard x.count != fitting.width || y.count != fitting.height else {
      return Image(width: x.count, height: y.count, channels: channels, pixels: resampled)
    }
    var pixels: [UInt8] = []
    pixels.reserveCapacity(fitting.width * fitting.height * channels)
    for row in y.margin..<y.margin + fitting.height {
      let start = (row * x.count + x.margin) * channels
      pixels += resampled[start..<start + fitting.width * channels]
    }
    return Image(width: fitting.width, height: fitting.height, channels: channels, pixels: pixels)
  }
}

/// One side of a crop: the stretch of a scaled picture that is made.
private struct CropSide {
  /// How many scaled pixels are made, and how many of them lie before the part.
  let count: Int
  let margin: Int
  /// The same stretch in pixels of the picture.
  let start: Double
  let length: Double

  init(of side: Int, scaledTo scaled: Int, _ offset: Int, _ part: Int, _ interpolation: Interpolation) {
    let scale = Double(side) / Double(scaled)
    // What the filter reaches over from the first and the last pixel of the part, and one for roundings.
    let reach = Int((interpolation.support * max(scale, 1) / scale).rounded(.up)) + 1
    let (first, end) = (max(0, offset - reach), min(scaled, offset + part + reach))
    count = end - first
    margin = offset - first
    start = Double(first) * scale
    length = Double(count) * scale
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
