import Foundation
import FoveaDatasets

/// The images of a part that a model was not trained on.
struct UnseenImages {
  let pixels: PixelStore
  /// How many were left out, or that none is left to score.
  let notes: [String]
  /// Whether the model was trained on every one of them.
  let areAllSeen: Bool

  /// Compares the pixels with those that the run of `model` learned from; all count as unseen where it left no digests.
  ///
  /// - Parameter keepsAll: whether it is only said how many were seen.
  init(of pixels: PixelStore, model: String, keepsAll: Bool, _ monitor: RunMonitor) throws {
    let seen = try UnseenImages.seen(in: pixels, by: model, monitor)
    areAllSeen = !seen.isEmpty && seen.count == pixels.count
    switch seen.count {
    case 0: (self.pixels, notes) = (pixels, [])
    case pixels.count:
      self.pixels = pixels
      notes = [
        "the model was trained on \(UnseenImages.all(pixels.count)): the scores say nothing about others"
      ]
    case let count where keepsAll:
      self.pixels = pixels
      notes = [
        "the model was trained on \(count) of these \(pixels.count) images, which are scored as well: the scores are too good"
      ]
    default:
      self.pixels = PixelStore(viewing: pixels, pixels.samples.indices.filter { !seen.contains($0) })
      notes = [
        "the model was trained on \(seen.count) of these \(pixels.count) images: they are left out of the scores (--split all scores them, too)"
      ]
    }
  }

  /// The positions of the images that the run of `model` learned from; none where it left no digests.
  static func seen(in pixels: PixelStore, by model: String, _ monitor: RunMonitor) throws -> Set<Int> {
    let path = RunFolder(ofModel: RunFolder.model(at: model)).path(of: .digests)
    guard let digests = try? PixelDigests(contentsOf: path) else { return [] }
    return try monitor.phase {
      try digests.positions(in: pixels) {
        monitor.advance("comparing with the training images", $0, of: pixels.count)
      }
    }
  }

  private static func all(_ count: Int) -> String {
    count == 1 ? "this image" : "all of these \(count) images"
  }
}
