import FoveaDatasets
import FoveaEvaluation
import FoveaExecution
import FoveaInference
import FoveaTraining

/// A backbone that is opened for a run: features of any pixels, each computed once.
final class TransferSource {
  /// As they were, with the digest of what was opened.
  let settings: BackboneSettings
  let features: FeatureSource

  var backbone: FeatureNetwork { features.backbone }

  /// Opens the backbone and compiles it; to be made after the number of threads was set.
  ///
  /// - Throws: `TransferError.changedBackbone` where it is not what the settings were made with.
  init(_ settings: BackboneSettings, precision: Precision, cache: PixelCache) throws {
    let network = try FeatureNetwork(
      ModelBundle(contentsOf: settings.path), path: settings.path, side: settings.side)
    if let digest = settings.digest, digest != network.digest {
      throw TransferError.changedBackbone(path: settings.path)
    }
    var settings = settings
    settings.digest = network.digest
    self.settings = settings
    features = try FeatureSource(network, precision: precision, cacheFolder: cache.folder)
  }

  /// The one that `settings` name; nil where a network is trained from its beginning.
  convenience init?(_ settings: TrainingSettings) throws {
    guard let backbone = settings.backbone else { return nil }
    // Single precision unless bfloat16 is asked for: the scores of the run are those of `evaluate` then, and decoding
    // takes most of the time.
    let precision: Precision = settings.precision == .bf16 ? .bfloat16 : .float32
    try self.init(backbone, precision: precision, cache: settings.source.cache)
  }

  /// The features and classes of every sample of `pixels`.
  func samples(
    of pixels: PixelStore, views: [FeatureView] = [.plain], _ monitor: RunMonitor
  ) throws -> HeadSamples {
    let features = try monitor.phase {
      try views.map { view in
        try self.features.features(of: pixels, view: view) { done, count in
          monitor.advance("computing features", done, of: count)
          return !monitor.isCancelled
        }
      }
    }
    return HeadSamples(
      features, labels: pixels.samples.map(\.label), groups: pixels.samples.map(\.group))
  }

  /// Where the features of a run come from, for people.
  var note: String {
    "\(Sentence.count(features.computed, "picture")) seen by \(settings.shortName) (\(backbone.width) features), \(Sentence.count(features.found, "picture")) known from before"
  }
}
