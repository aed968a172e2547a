import FoveaEvaluation

/// The pictures that a page shows, as large as the page may grow.
struct PictureStore<Key: Hashable & Comparable> {
  private let files: [Key: [UInt8]]

  /// Sides of the pictures, the largest first.
  private static var sides: [Int] { [320, 256, 208, 168, 136, 112, 96, 72, 48, 32] }
  /// About how many bytes of a page a pixel of a JPEG file's square takes: a photo of 4:3 at a quality of 80, in Base64.
  private static var bytesPerPixel: Double { 0.19 }

  /// - Parameters:
  ///   - shown: what is shown, as often as it is.
  ///   - budget: bytes of all pictures as they stand in the page.
  ///   - picture: the PNG or JPEG file of a picture, its longer side at most as long as asked for.
  init(_ shown: [Key], budget: Int, _ picture: (Key, Int) -> [UInt8]?) {
    // What is in two lists stands in the page twice.
    let times = shown.reduce(into: [Key: Int]()) { $0[$1, default: 0] += 1 }.sorted { $0.key < $1.key }
    let largest = (Double(budget) / (Self.bytesPerPixel * Double(max(1, shown.count)))).squareRoot()
    var files: [Key: [UInt8]] = [:]
    // One that is likely to fit comes first: to make pictures takes time.
    for side in Self.sides.filter({ Double($0) <= largest || $0 == Self.sides.last }) {
      files = [:]
      var bytes = 0
      for (key, count) in times {
        guard let file = picture(key, side) else { continue }
        files[key] = file
        bytes += (file.count + 2) / 3 * 4 * count
      }
      if bytes <= budget { break }
    }
    self.files = files
  }

  /// The file of a picture; nil where there is none.
  subscript(key: Key) -> [UInt8]? { files[key] }
}

/// The samples that a report shows, with their pictures.
struct ReportPictures {
  let notable: NotableSamples
  let suspects: [LabelSuspect]
  let files: PictureStore<Int>
  let captions: FileCaptions

  /// Pictures of a list.
  static let listLimit = 24
  /// A page of ten classes then stays under 2 MB.
  private static let budget = 1_200_000

  init(_ content: ReportContent) {
    notable = NotableSamples(content.analysis.outcomes, limit: ReportPictures.listLimit)
    suspects = content.isHeldOut ? content.analysis.predictions.labelSuspects() : []
    let shown =
      notable.highestLoss + suspects.prefix(ReportPictures.listLimit).map(\.sample)
      + notable.leastSureWrong.prefix(12) + notable.leastSureRight.prefix(12)
      + notable.surestRight.prefix(12)
    files = PictureStore(shown, budget: ReportPictures.budget, content.thumbnail)
    captions = FileCaptions(shown.map { content.names[$0] })
  }
}
