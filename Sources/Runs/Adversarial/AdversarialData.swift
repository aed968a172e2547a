import FoveaDatasets
import FoveaImages
import FoveaNetworks
import FoveaTraining

/// The pictures that a generator learns from: the training part where the data has one, else all of it.
struct AdversarialData {
  let pixels: PixelStore
  /// What of the data was not used as it is.
  let issues: [SampleIssue]

  /// The fewest readable images of a class that a generator is trained on.
  static let leastImages = 16

  /// Lists and decodes the pictures; what cannot work is refused before any of them is decoded.
  ///
  /// - Throws: `DataError` for data that cannot be used, `AdversarialError` for a class that is unknown or too small,
  ///   `NetworkError.architecture` for a size that no generator makes.
  init(_ settings: AdversarialSettings, _ monitor: RunMonitor) throws {
    let source = settings.source
    let labeled = try monitor.phase("listing \(source.path)") { try source.labeled(minimumClasses: 1) }
    if source.isStrict, let issue = labeled.issues.first { throw DataError.strict(issue) }
    for note in labeled.notes { try monitor.warn(.data(note)) }
    try monitor.warn(of: labeled.issues)
    var samples = (labeled.parts[.training] ?? []) + labeled.unassigned
    guard !samples.isEmpty else {
      throw DataError.noPart(
        path: labeled.path, part: Part.training.rawValue, found: labeled.parts.keys.map(\.rawValue).sorted())
    }
    var classes = labeled.classes
    if let name = settings.className {
      guard let label = classes.firstIndex(of: name) else {
        throw AdversarialError.unknownClass(name, known: classes)
      }
      samples = samples.filter { $0.label == label }.map { $0.relabeled(0) }
      classes = [name]
    }
    try AdversarialData.require(samples.map(\.label), classes)
    let geometry = AdversarialData.geometry(for: samples, source)
    _ = try settings.recipe.networks.generator(
      of: [geometry.channels.count, geometry.height, geometry.width])
    pixels = try PartDecoder(
      classes: classes, geometry: geometry, workers: source.workers, isStrict: source.isStrict,
      monitor: monitor, limits: source.limits, cache: source.cache
    ).decode(samples)
    issues = labeled.issues + pixels.issues
    try AdversarialData.require(pixels.samples.map(\.label), classes)
  }

  /// Refuses a class with too few of these labels.
  private static func require(_ labels: [Int], _ classes: [String]) throws(AdversarialError) {
    var counts = Array(repeating: 0, count: classes.count)
    for label in labels { counts[label] += 1 }
    for (name, count) in zip(classes, counts) where count < leastImages {
      throw .fewImages(className: name, count: count, least: leastImages)
    }
  }

  /// The size that was asked for; else the pictures' own where a generator makes it, or the nearest that it makes.
  private static func geometry(
    for samples: [Sample], _ source: DataSource
  ) -> Preprocessing.Geometry {
    let own = GeometryChoice.geometry(for: samples, source.images, limits: source.limits)
    guard source.images.size == nil, own.width != own.height || !DCGAN.sides.contains(own.width) else {
      return own
    }
    let side = DCGAN.nearestSide(to: min(own.width, own.height))
    return Preprocessing.Geometry(
      width: side, height: side, channels: own.channels, resize: own.resize,
      interpolation: own.interpolation, decoding: own.decoding)
  }
}
