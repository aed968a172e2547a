/// How a picture of another aspect ratio becomes one of a given size.
public enum ResizeMode: String, Codable, Hashable, Sendable, CaseIterable {
  /// Both sides are scaled on their own: all of the picture, distorted.
  case stretch
  /// The largest centred part of the right aspect ratio is scaled: undistorted, edges lost.
  case crop
  /// All of the picture is scaled undistorted and centred, the rest is filled.
  case letterbox
}

extension Image {
  /// The picture in exactly this size.
  ///
  /// - Parameter fill: the gray of the bars of a letterbox; the middle of the range says least.
  public func fitted(
    width: Int, height: Int, mode: ResizeMode, interpolation: Interpolation = .bilinear, fill: UInt8 = 128
  ) -> Image {
    precondition(width > 0 && height > 0, "expected a positive size, received \(width)×\(height)")
    switch mode {
    case .stretch:
      return resized(width: width, height: height, interpolation: interpolation)
    case .crop:
      let part = cropSize(width: width, height: height)
      return cropped(
        x: (self.width - part.width) / 2, y: (self.height - part.height) / 2, width: part.width,
        height: part.height
      ).resized(width: width, height: height, interpolation: interpolation)
    case .letterbox:
      let inner = letterboxSize(width: width, height: height)
      return resized(width: inner.width, height: inner.height, interpolation: interpolation)
        .centered(width: width, height: height, fill: fill)
    }
  }

  /// The largest part with the aspect ratio of `width : height`, rounded to pixels.
  private func cropSize(width: Int, height: Int) -> (width: Int, height: Int) {
    if self.width * height > self.height * width {
      let part = (Double(self.height) * Double(width) / Double(height)).rounded()
      return (min(self.width, max(1, Int(part))), self.height)
    }
    let part = (Double(self.width) * Double(height) / Double(width)).rounded()
    return (self.width, min(self.height, max(1, Int(part))))
  }

  /// The largest size with the picture's own aspect ratio inside of `width × height`.
  private func letterboxSize(width: Int, height: Int) -> (width: Int, height: Int) {
    if self.width * height > self.height * width {
      let inner = (Double(self.height) * Double(width) / Double(self.width)).rounded()
      return (width, min(height, max(1, Int(inner))))
    }
    let inner = (Double(self.width) * Double(height) / Double(self.height)).rounded()
    return (min(width, max(1, Int(inner))), height)
  }

  private func centered(width: Int, height: Int, fill: UInt8) -> Image {
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
