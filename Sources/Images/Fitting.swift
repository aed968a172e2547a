/// How a picture of another aspect ratio becomes one of a given size.
public enum ResizeMode: String, Codable, Hashable, Sendable, CaseIterable {
  /// Both sides are scaled on their own: all of the picture, distorted.
  case stretch
  /// The largest centred part of the right aspect ratio is scaled: undistorted, edges lost.
  case crop
  /// All of the picture is scaled undistorted and centred, the rest is filled.
  case letterbox
}

/// One size in pixels, and how pictures of other sizes are brought to it.
package struct Fitting: Hashable, Sendable {
  package let width: Int
  package let height: Int
  package let mode: ResizeMode
  package let interpolation: Interpolation
  /// The gray of the bars of a letterbox; the middle of the range says least.
  package let fill: UInt8
  /// Of a crop: the share of the shorter side that is kept, above 0 and at most 1.
  package let cropShare: Double

  package init(
    width: Int, height: Int, mode: ResizeMode, interpolation: Interpolation = .bilinear, fill: UInt8 = 128,
    cropShare: Double = 1
  ) {
    precondition(width > 0 && height > 0, "expected a positive size, received \(width)×\(height)")
    precondition(cropShare > 0 && cropShare <= 1, "expected a share from 0 to 1, received \(cropShare)")
    self.width = width
    self.height = height
    self.mode = mode
    self.interpolation = interpolation
    self.fill = fill
    self.cropShare = cropShare
  }

  /// The part that is cut out of a picture that was scaled first; nil where nothing but the aspect ratio decides.
  ///
  /// As torchvision's and timm's `Resize` and `CenterCrop`: whole pixels of the scaled picture, whose sides and margins are
  /// rounded as there.
  func centerCrop(ofWidth width: Int, height: Int) -> CenterCrop? {
    guard mode == .crop, cropShare < 1 else { return nil }
    let leastWidth = max(self.width, Int(Double(self.width) / cropShare))
    let leastHeight = max(self.height, Int(Double(self.height) / cropShare))
    let isWide = width * leastHeight >= height * leastWidth
    // Quotients of products of whole numbers: exact wherever they are whole.
    let scaledWidth = isWide ? max(leastWidth, leastHeight * width / height) : leastWidth
    let scaledHeight = isWide ? leastHeight : max(leastHeight, leastWidth * height / width)
    func margin(_ scaled: Int, _ side: Int) -> Int {
      Int((Double(scaled - side) / 2).rounded(.toNearestOrEven))
    }
    return CenterCrop(
      scaledWidth: scaledWidth, scaledHeight: scaledHeight, left: margin(scaledWidth, self.width),
      top: margin(scaledHeight, self.height))
  }

  /// A picture's size after scaling, and where in it the part begins that is kept.
  struct CenterCrop: Hashable {
    let scaledWidth: Int
    let scaledHeight: Int
    let left: Int
    let top: Int
  }

  /// The size of a picture whose longer side is brought to at most `side`, at its own aspect ratio.
  static func within(_ side: Int, width: Int, height: Int) -> Fitting {
    let scale = min(1, Double(side) / Double(max(width, height)))
    func scaled(_ length: Int) -> Int { max(1, Int((Double(length) * scale).rounded())) }
    return Fitting(width: scaled(width), height: scaled(height), mode: .stretch)
  }

  /// What of a picture is in the result, in shares of the picture's sides; a letterbox reaches beyond it.
  package func region(ofWidth width: Int, height: Int) -> (
    x: Double, y: Double, width: Double, height: Double
  ) {
    if let crop = centerCrop(ofWidth: width, height: height) {
      let (wide, high) = (Double(crop.scaledWidth), Double(crop.scaledHeight))
      return (
        Double(crop.left) / wide, Double(crop.top) / high, Double(self.width) / wide,
        Double(self.height) / high
      )
    }
    let part = part(ofWidth: width, height: height)
    let inner = inner(ofWidth: width, height: height)
    let left = Double(part.x) / Double(width) - Double((self.width - inner.width) / 2) / Double(inner.width)
    let top =
      Double(part.y) / Double(height) - Double((self.height - inner.height) / 2) / Double(inner.height)
    return (
      left, top, Double(part.width) / Double(width) * Double(self.width) / Double(inner.width),
      Double(part.height) / Double(height) * Double(self.height) / Double(inner.height)
    )
  }

  /// The part of a picture that is used, in its pixels.
  func part(ofWidth width: Int, height: Int) -> (x: Int, y: Int, width: Int, height: Int) {
    guard mode == .crop else { return (0, 0, width, height) }
    if width * self.height > height * self.width {
      let exact = (Double(height) * Double(self.width) / Double(self.height)).rounded()
      let part = min(width, max(1, Int(exact)))
      return ((width - part) / 2, 0, part, height)
    }
    let exact = (Double(width) * Double(self.height) / Double(self.width)).rounded()
    let part = min(height, max(1, Int(exact)))
    return (0, (height - part) / 2, width, part)
  }

  /// The size that the part is scaled to: all of this one, or what is between the bars of a letterbox.
  func inner(ofWidth width: Int, height: Int) -> (width: Int, height: Int) {
    guard mode == .letterbox else { return (self.width, self.height) }
    if width * self.height > height * self.width {
      let exact = (Double(height) * Double(self.width) / Double(width)).rounded()
      return (self.width, min(self.height, max(1, Int(exact))))
    }
    let exact = (Double(width) * Double(self.height) / Double(height)).rounded()
    return (min(self.width, max(1, Int(exact))), self.height)
  }

  /// How many times larger than its target a picture shrunk by each factor has to stay.
  ///
  /// Shrinking in the decoder is a filter of its own, at an eighth the mean of a block, which the resampling filter
  /// has to hide: it does once it mixes several pixels. `Docs/Pixels.md` has what was measured on photos.
  private static let headrooms: [(factor: Int, headroom: Double)] = [(8, 3), (4, 2), (2, 1.25)]

  /// By how much a decoder may shrink a picture of this size, 1, 2, 4 or 8: the powers of two are those that are
  /// vectorised in libjpeg-turbo.
  func shrink(ofWidth width: Int, height: Int) -> Int {
    // The nearest pixel is not to be had from means.
    guard interpolation != .nearest else { return 1 }
    var (part, inner) = (part(ofWidth: width, height: height), inner(ofWidth: width, height: height))
    if let crop = centerCrop(ofWidth: width, height: height) {
      (part, inner) = ((0, 0, width, height), (crop.scaledWidth, crop.scaledHeight))
    }
    let fits = Fitting.headrooms.first { step in
      Double(part.width) >= Double(inner.width * step.factor) * step.headroom
        && Double(part.height) >= Double(inner.height * step.factor) * step.headroom
    }
    return fits?.factor ?? 1
  }
}
