import FoveaDatasets
import FoveaImages
import FoveaNetworks

/// Settles the size and colours that settings leave open, from the images themselves.
package enum GeometryChoice {
  /// How many images are looked at; enough to see whether a folder is of one kind.
  private static let probes = 32
  /// Images up to this side keep their own size; larger ones are brought to it, or to that of photos.
  private static let side = 64
  /// The side that photos are brought to where there is time for it.
  private static let photoSide = 96

  /// The geometry for `samples`: what the settings say; else the images' own size if they share one of at most 64
  /// pixels, 64 otherwise, or 96 where most of them are larger and `takesPhotos`; gray if all images that were looked at
  /// are gray.
  static func geometry(
    for samples: [Sample], _ settings: ImageSettings, takesPhotos: Bool = false, limits: DecodingLimits
  ) -> Preprocessing.Geometry {
    let step = max(1, samples.count / probes)
    let headers = stride(from: 0, to: samples.count, by: step).compactMap { index in
      header(of: samples[index], limits)
    }
    let isGray = !headers.isEmpty && headers.allSatisfy { $0.channels == .gray }
    var (width, height) = (side, side)
    if let size = settings.size {
      (width, height) = (size, size)
    } else if let first = headers.first, max(first.width, first.height) <= side,
      headers.allSatisfy({ $0.width == first.width && $0.height == first.height })
    {
      (width, height) = (first.width, first.height)
    } else if takesPhotos, headers.count(where: { min($0.width, $0.height) >= photoSide }) * 2 > headers.count
    {
      (width, height) = (photoSide, photoSide)
    }
    return Preprocessing.Geometry(
      width: width, height: height, channels: settings.channels ?? (isGray ? .gray : .rgb),
      resize: settings.resize,
      interpolation: settings.interpolation, decoding: settings.decoding)
  }

  /// Whether pictures are of the kind that backbones were made from: in colour, and most of them larger than `side`.
  static func arePhotos(_ samples: [Sample], limits: DecodingLimits) -> Bool {
    let step = max(1, samples.count / probes)
    let headers = stride(from: 0, to: samples.count, by: step).compactMap { header(of: samples[$0], limits) }
    let large = headers.count { min($0.width, $0.height) > side && $0.channels == .rgb }
    return large * 2 > headers.count
  }

  private static func header(
    of sample: Sample, _ limits: DecodingLimits
  ) -> (width: Int, height: Int, channels: Channels)? {
    switch sample.source {
    case .record(let images, _): return (images.width, images.height, .gray)
    case .image(let image): return (image.width, image.height, image.channels == 1 ? .gray : .rgb)
    case .file, .slice:
      guard let bytes = try? SampleDecoder.file(of: sample, limit: limits.bytes),
        let header = try? ImageDecoder(limits: limits).header(bytes)
      else { return nil }
      return (header.width, header.height, header.channels)
    }
  }

  /// Refuses an architecture that cannot be built for these pictures, before any of them is decoded.
  static func require(
    _ architecture: Architecture, canTake geometry: Preprocessing.Geometry, patch: Int?, classes: Int
  ) throws {
    let preprocessing = try Preprocessing(
      for: architecture, geometry: geometry, normalization: .identity(geometry.channels), patch: patch)
    _ = try architecture.network(input: preprocessing.shape, classes: classes)
  }
}
