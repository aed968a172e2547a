import FoveaDatasets
import FoveaImages
package import FoveaReports

/// Decodes images, tells how far it is, and warns of what could not be read.
struct PartDecoder {
  let classes: [String]
  let geometry: Preprocessing.Geometry
  let workers: Int
  let isStrict: Bool
  let monitor: RunMonitor
  var limits = DecodingLimits()
  var cache = PixelCache()

  func decode(_ samples: [Sample]) throws -> PixelStore {
    try report(samples.count) { onProgress in
      let pixels = try PixelStore(
        samples, classes: classes, geometry: geometry, limits: limits, workers: workers, isStrict: isStrict,
        cache: cache,
        onProgress: onProgress)
      return (pixels, pixels)
    }
  }

  /// The same, and what a check sees of each sample on the way.
  func look(at samples: [Sample]) throws -> (pixels: PixelStore, facts: [SampleFacts]) {
    try report(samples.count) { onProgress in
      let result = try PixelStore.looking(
        at: samples, classes: classes, geometry: geometry, limits: limits, workers: workers,
        isStrict: isStrict, cache: cache,
        onProgress: onProgress)
      return (result, result.pixels)
    }
  }

  private func report<Result>(
    _ count: Int, _ decode: ((PixelStore.Phase, Int) -> Bool) throws -> (Result, PixelStore)
  ) throws -> Result {
    let (result, pixels) = try monitor.phase {
      try decode { phase, done in
        monitor.advance(phase.rawValue, done, of: count)
        return !monitor.isCancelled
      }
    }
    try monitor.warn(of: pixels.issues)
    switch pixels.storage {
    case .memory: break
    case .file(let path): try monitor.note(.pixels(path: path))
    case .nowhere: try monitor.warn(.noRoomForPixels)
    }
    return result
  }
}

extension [SampleIssue] {
  /// The issues as a report writes them.
  package var problems: [FileProblem] {
    map { FileProblem(path: $0.path, kind: $0.kind.rawValue, reason: $0.reason) }
  }
}
