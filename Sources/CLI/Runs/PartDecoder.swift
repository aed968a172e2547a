import Fovea

/// Decodes images with a line that moves, and warns of what could not be read.
struct PartDecoder {
  let classes: [String]
  let geometry: Preprocessing.Geometry
  let workers: Int
  let isStrict: Bool
  let isQuiet: Bool
  let interruption: Interruption?
  var cache = PixelCache()

  /// The most files that are named on the terminal; errors.csv has all of them.
  private static let shown = 5

  func decode(_ samples: [Sample]) throws -> PixelStore {
    try report(samples.count) { onProgress in
      let pixels = try PixelStore(
        samples, classes: classes, geometry: geometry, workers: workers, isStrict: isStrict, cache: cache,
        onProgress: onProgress)
      return (pixels, pixels)
    }
  }

  /// The same, and what a check sees of each sample on the way.
  func look(at samples: [Sample]) throws -> (pixels: PixelStore, facts: [SampleFacts]) {
    try report(samples.count) { onProgress in
      let result = try PixelStore.looking(
        at: samples, classes: classes, geometry: geometry, workers: workers, isStrict: isStrict, cache: cache,
        onProgress: onProgress)
      return (result, result.pixels)
    }
  }

  private func report<Result>(
    _ count: Int, _ decode: ((PixelStore.Phase, Int) -> Bool) throws -> (Result, PixelStore)
  ) throws -> Result {
    var line = ProgressLine(quiet: isQuiet)
    let (result, pixels): (Result, PixelStore)
    do {
      (result, pixels) = try decode { phase, done in
        line.update("\(phase.rawValue): \(done) of \(count)")
        return interruption?.isRequested != true
      }
    } catch {
      line.clear()
      throw error
    }
    line.clear()
    PartDecoder.warn(pixels.issues)
    switch pixels.storage {
    case .memory: break
    case .file(let path):
      if !isQuiet { Console.note("decoded images are in \(path)") }
    case .nowhere:
      Console.warning(
        "neither memory nor the cache has room for the decoded images: they are decoded anew in every epoch; raise --cache-memory or --cache-limit, or use a smaller --img-size"
      )
    }
    return result
  }

  /// Names the first files of `issues`, and how many more there are.
  static func warn(_ issues: [SampleIssue]) {
    for issue in issues.prefix(shown) {
      Console.warning("\(issue.path): \(issue.kind.rawValue): \(issue.reason)")
    }
    if issues.count > shown {
      Console.warning("… and \(issues.count - shown) more files; errors.csv names all")
    }
  }
}

extension [SampleIssue] {
  /// The issues as a report writes them.
  var problems: [FileProblem] {
    map { FileProblem(path: $0.path, kind: $0.kind.rawValue, reason: $0.reason) }
  }
}
