import FoveaDatasets
import FoveaImages

/// Small pictures for pages.
enum Thumbnail {
  /// Up to this many pixels a side a picture is kept as it is: each of them is to be seen.
  private static let exactSide = 64

  /// The file of a sample as it is, all of it; where that can no longer be read, what the network saw of it.
  static func file(of pixels: PixelStore, sample: Int, side: Int) -> [UInt8]? {
    let geometry = pixels.geometry
    if let photo = SampleDecoder(geometry: geometry).photo(of: pixels.samples[sample], within: side) {
      return file(of: photo)
    }
    guard let bytes = try? pixels.bytes(sample) else { return nil }
    return file(
      of: Image(
        width: geometry.width, height: geometry.height, channels: geometry.channels.count, pixels: bytes
      ).within(side))
  }

  /// The file of a sample that was not decoded yet; nil where it cannot be.
  static func file(of sample: Sample, side: Int, limits: DecodingLimits) -> [UInt8]? {
    SampleDecoder(geometry: Preprocessing.Geometry(width: side, height: side), limits: limits)
      .photo(of: sample, within: side).flatMap { file(of: $0) }
  }

  /// A small picture as PNG, exactly, and a larger one as JPEG, in a tenth of the bytes.
  static func file(of picture: Image) -> [UInt8]? {
    max(picture.width, picture.height) <= exactSide
      ? try? picture.pngBytes() : try? picture.jpegBytes(quality: 80)
  }
}
