import Fovea

/// Decodes a part of the data with a line that moves, and warns of what could not be read.
struct PartDecoder {
  let classes: [String]
  let geometry: Preprocessing.Geometry
  let workers: Int
  let isStrict: Bool
  let isQuiet: Bool
  let interruption: Interruption?

  /// The most files that are named on the terminal; errors.csv has all of them.
  private static let shown = 5

  func decode(_ samples: [Sample], _ part: String) throws -> PixelStore {
    var line = ProgressLine(quiet: isQuiet)
    let pixels: PixelStore
    do {
      pixels = try PixelStore(
        samples, classes: classes, geometry: geometry, workers: workers, isStrict: isStrict,
        onProgress: { done in
          line.update("reading the \(part) part: \(done) of \(samples.count) images")
          return interruption?.isRequested != true
        })
    } catch {
      line.clear()
      throw error
    }
    line.clear()
    PartDecoder.warn(pixels.issues)
    return pixels
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
