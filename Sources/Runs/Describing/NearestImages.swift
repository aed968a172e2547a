import Foundation
import FoveaDatasets
import FoveaFiles
import FoveaImages
public import FoveaInference
import FoveaNetworks

/// The images of a folder that look most like one image to a model.
public struct NearestImages: Sendable {
  /// An image and how alike it is.
  public struct Match: Hashable, Sendable, Encodable {
    /// From 1, the most alike first.
    public let rank: Int
    /// The file, as it was found.
    public let path: String
    /// The cosine of the angle between the features, −1 to 1.
    public let similarity: Double
  }

  /// The most alike, the best first.
  public let matches: [Match]
  /// Images that were looked at.
  public let count: Int
  /// Files that could not be read.
  public let failures: [EmbeddedItem]
  private let query: String

  /// Looks at every image that `paths` name.
  ///
  /// - Parameters:
  ///   - query: the image that others are compared with; it is left out where it lies among them.
  ///   - top: how many are given.
  ///   - onProgress: called with how many files are done and the last of them; false stops.
  /// - Throws: `ClassificationFailure` where `query` cannot be read, `CancellationError` where it was stopped.
  public init(
    to query: String, in paths: [String], top: Int, by embedder: Embedder,
    onProgress: (Int, String) -> Bool = { _, _ in true }
  ) throws {
    var wanted: [Float] = []
    try embedder.embed(paths: [query]) { item in
      wanted = try item.outcome.get()
      return false
    }
    let own = NearestImages.identity(query)
    var found: [(path: String, similarity: Double)] = []
    var failures: [EmbeddedItem] = []
    var done = 0
    try embedder.embed(paths: paths) { item in
      done += 1
      switch item.outcome {
      case .success(let features):
        if NearestImages.identity(item.path) != own {
          found.append((item.path, EmbeddedItem.cosine(wanted, features)))
        }
      case .failure: failures.append(item)
      }
      guard onProgress(done, item.path) else { throw CancellationError() }
      return true
    }
    let sorted = found.enumerated().sorted {
      ($1.element.similarity, $0.offset) < ($0.element.similarity, $1.offset)
    }
    matches = sorted.prefix(top).enumerated().map {
      Match(rank: $0 + 1, path: $1.element.path, similarity: $1.element.similarity)
    }
    (count, self.failures, self.query) = (found.count, failures, query)
  }

  /// The file that a path leads to.
  private static func identity(_ path: String) -> String {
    URL(fileURLWithPath: path).resolvingSymlinksInPath().path
  }

  /// Writes a contact sheet: the image that was searched for, then those that were found, row by row.
  public func writeSheet(to path: String, side: Int = 160, columns: Int = 5) throws {
    let decoder = SampleDecoder(geometry: Preprocessing.Geometry(width: side, height: side))
    let pictures = ([query] + matches.map(\.path)).compactMap { path in
      (try? decoder.decode(path: path).get()).map {
        Image(width: side, height: side, channels: 3, pixels: $0.bytes)
      }
    }
    let sheet = Montage.image(pictures, columns: columns, margin: 4)
    try AtomicFile.write(try sheet?.pngBytes() ?? [], to: path)
  }
}
