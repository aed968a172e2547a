package import FoveaDatasets
import FoveaImages

/// What is seen of a picture when its features are computed: augmentation of a head, which sees no pixels.
package enum FeatureView: String, Hashable, Sendable, CaseIterable {
  /// The picture as it is.
  case plain
  /// Its mirror image.
  case mirrored
  /// Seven eighths of each side from a corner, enlarged; two of them mirrored.
  case topLeft, topRight, bottomLeft, bottomRight

  /// The views that stand for an augmentation: the mirror image where it mirrors, and the corners where it enlarges
  /// parts.
  package static func views(of augmentation: Augmentation) -> [FeatureView] {
    let crops = augmentation.steps.contains { if case .resizedCrop = $0 { true } else { false } }
    return [.plain] + (augmentation.mirrors ? [.mirrored] : [])
      + (crops
        ? [.topLeft, .topRight, .bottomLeft, .bottomRight].filter {
          augmentation.mirrors || !$0.isMirrored
        } : [])
  }

  private var isMirrored: Bool {
    switch self {
    case .plain, .topLeft, .bottomRight: false
    case .mirrored, .topRight, .bottomLeft: true
    }
  }

  /// This view of a picture, which has the geometry's size before and after.
  func bytes(of pixels: [UInt8], _ geometry: Preprocessing.Geometry) -> [UInt8] {
    let (width, height, channels) = (geometry.width, geometry.height, geometry.channels.count)
    var image = Image(width: width, height: height, channels: channels, pixels: pixels)
    let (partWidth, partHeight) = (max(1, width * 7 / 8), max(1, height * 7 / 8))
    let corner: (x: Int, y: Int)? =
      switch self {
      case .plain, .mirrored: nil
      case .topLeft: (0, 0)
      case .topRight: (width - partWidth, 0)
      case .bottomLeft: (0, height - partHeight)
      case .bottomRight: (width - partWidth, height - partHeight)
      }
    if let corner {
      image = image.cropped(x: corner.x, y: corner.y, width: partWidth, height: partHeight)
        .resized(width: width, height: height, interpolation: geometry.interpolation)
    }
    guard isMirrored else { return image.pixels }
    var mirrored = image.pixels
    for y in 0..<height {
      for x in 0..<width {
        let (from, to) = ((y * width + width - 1 - x) * channels, (y * width + x) * channels)
        for channel in 0..<channels { mirrored[to + channel] = image.pixels[from + channel] }
      }
    }
    return mirrored
  }
}
