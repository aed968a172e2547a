public import Foundation
public import FoveaDatasets
import FoveaImages

/// Labeled images that a job reads: where they are, and how they are decoded and divided.
public struct DataSource: Hashable, Sendable, Codable {
  /// A folder, a manifest, shards, or a folder of IDX files; messages and reports name the data so.
  public var path: String
  /// The folder that a relative path begins at; nil is that of the process.
  public var base: String?
  /// How pictures are brought to the network's size and colours.
  public var images: ImageSettings
  /// How the data is divided.
  public var split: SplitSettings
  /// Decides which images are held out.
  public var seed: UInt64
  /// Whether the first file that cannot be read ends the job.
  public var isStrict: Bool
  /// Where decoded pixels are kept.
  public var cache: PixelCache
  /// Threads that decode.
  public var workers: Int
  /// Pictures of more pixels are refused; nil is as many as a quarter of the machine's memory is enough for.
  public var maxPixels: Int?
  /// Which columns of a manifest are read, and what codes mean; nil is as usual.
  public var columns: ManifestColumns?

  /// Names labeled images; nothing is read before a job asks for them.
  public init(
    path: String, images: ImageSettings = ImageSettings(), split: SplitSettings = SplitSettings(),
    seed: UInt64 = 0, isStrict: Bool = false, cache: PixelCache = PixelCache(),
    workers: Int = ProcessInfo.processInfo.activeProcessorCount, maxPixels: Int? = nil,
    columns: ManifestColumns? = nil
  ) {
    self.path = path
    self.images = images
    self.split = split
    self.seed = seed
    self.isStrict = isStrict
    self.cache = cache
    self.workers = workers
    self.maxPixels = maxPixels
    self.columns = columns
  }

  /// What is refused before it is decoded.
  var limits: DecodingLimits { DecodingLimits(pixels: maxPixels ?? DecodingLimits.standardPixels) }

  /// The same source with its folder written down, so that another process finds it.
  func anchored() -> DataSource {
    var source = self
    source.base = base ?? FileManager.default.currentDirectoryPath
    return source
  }

  /// Lists the data, under the names that it has from `base`.
  ///
  /// - Parameter minimumClasses: two to learn to tell apart.
  func labeled(minimumClasses: Int = 2) throws -> LabeledData {
    let columns = columns ?? .standard
    guard let base, !path.hasPrefix("/"), base != FileManager.default.currentDirectoryPath else {
      return try LabeledData(path: path, minimumClasses: minimumClasses, columns: columns)
    }
    return try LabeledData(path: base + "/" + path, minimumClasses: minimumClasses, columns: columns)
      .named(as: path)
  }

  /// Lists, decodes, checks and divides it.
  ///
  /// - Parameters:
  ///   - parts: those that are looked at; the others stay unseen.
  ///   - preprocessing: of a network that is given; nil follows the settings and measures the colours.
  ///   - takesPhotos: whether so many training images may have the size of photos where the settings leave it open.
  ///   - requireUsable: refuses pictures that a network cannot take, before any of them is decoded.
  func decoded(
    _ monitor: RunMonitor, parts: Set<Part> = Set(Part.allCases), as preprocessing: Preprocessing? = nil,
    takesPhotos: (_ samples: Int) throws -> Bool = { _ in false },
    requireUsable: (_ geometry: Preprocessing.Geometry, _ classes: [String]) throws -> Void
  ) throws -> DecodedData {
    let prepared = try DataPreparation(
      self, monitor, parts: parts, geometry: preprocessing?.geometry, takesPhotos: takesPhotos,
      requireUsable: requireUsable)
    let division = try prepared.split(holding: split.heldFold)
    try prepared.announce(division)
    // Where a fold is held out, that is the share.
    let share = split.heldFold == nil ? nil : split.folds.map { 1 / Double($0) }
    return try DecodedData(
      prepared, division, parts: parts, validationShare: share, normalization: preprocessing?.normalization)
  }
}
