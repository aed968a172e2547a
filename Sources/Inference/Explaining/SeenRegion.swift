import FoveaDatasets
import FoveaImages

/// The part of a photo that a network saw, in shares of the photo's sides.
///
/// Where bars were added to the photo it reaches beyond: from below 0, or to more than 1.
public struct SeenRegion: Hashable, Sendable {
  /// Where it begins, from the left.
  public let x: Double
  /// Where it begins, from the top.
  public let y: Double
  /// Its width; 1 is all of the photo's.
  public let width: Double
  /// Its height; 1 is all of the photo's.
  public let height: Double

  /// All of the photo.
  public static let whole = SeenRegion(x: 0, y: 0, width: 1, height: 1)

  /// Makes a region; its sides are above 0.
  public init(x: Double, y: Double, width: Double, height: Double) {
    precondition(width > 0 && height > 0, "expected a region with sides above 0, received \(width)×\(height)")
    (self.x, self.y, self.width, self.height) = (x, y, width, height)
  }

  /// What a preprocessing takes of a photo of `size`.
  init(of size: PictureSize, in geometry: Preprocessing.Geometry) {
    let part = geometry.fitting.region(ofWidth: size.width, height: size.height)
    self.init(x: part.x, y: part.y, width: part.width, height: part.height)
  }
}
