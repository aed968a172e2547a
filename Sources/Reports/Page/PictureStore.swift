import Foundation
import FoveaEvaluation

/// The samples that a page shows and their pictures, as large as the page may grow.
struct PictureStore {
  let notable: NotableSamples
  let suspects: [LabelSuspect]
  /// Data URLs by sample.
  private let urls: [Int: String]

  /// Pictures of a list.
  static let listLimit = 24
  /// Bytes of all pictures as they stand in the page; a page of ten classes then stays under 2 MB.
  private static let budget = 1_100_000

  init(_ content: ReportContent) {
    let notable = NotableSamples(content.analysis.outcomes, limit: PictureStore.listLimit)
    let suspects = content.isHeldOut ? content.analysis.predictions.labelSuspects() : []
    self.notable = notable
    self.suspects = suspects
    let shown =
      notable.highestLoss + suspects.prefix(PictureStore.listLimit).map(\.sample)
      + notable.leastSureWrong.prefix(12) + notable.leastSureRight.prefix(12)
      + notable.surestRight.prefix(12)
    // A sample in two lists stands in the page twice.
    let times = shown.reduce(into: [Int: Int]()) { $0[$1, default: 0] += 1 }
    var urls: [Int: String] = [:]
    for side in [96, 72, 48, 32] {
      urls = [:]
      var bytes = 0
      for (sample, count) in times.sorted(by: { $0.key < $1.key }) {
        guard let picture = content.thumbnail(sample, side) else { continue }
        let url = "data:image/png;base64," + Data(picture).base64EncodedString()
        urls[sample] = url
        bytes += url.utf8.count * count
      }
      if bytes <= PictureStore.budget { break }
    }
    self.urls = urls
  }

  subscript(sample: Int) -> String? { urls[sample] }
}
