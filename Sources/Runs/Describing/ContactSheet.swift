package import FoveaDatasets
import FoveaEvaluation
import FoveaFiles
import FoveaImages
import FoveaInference
import FoveaNetworks

/// What training sees: a row a sample, the picture as it is first, then as it is in each of the first epochs.
package struct ContactSheet {
  private let rows: [[Image]]
  private let side: Int

  /// Samples, and epochs of each.
  private static let size = (rows: 8, epochs: 8)
  /// White between the pictures.
  private static let gap = 4

  /// Takes samples from all over `data`.
  ///
  /// - Throws: what opening the data throws, `DataError.strict` where none of the samples can be read.
  package init(data path: String, _ augmentation: Augmentation, side: Int, seed: UInt64) throws {
    self.side = side
    let data = try LabeledData(path: path)
    let samples = data.parts[.training] ?? data.all
    let decoder = SampleDecoder(geometry: Preprocessing.Geometry(width: side, height: side))
    let step = max(1, samples.count / ContactSheet.size.rows)
    var rows: [[Image]] = []
    var failure: SampleIssue?
    for index in stride(from: step / 2, to: samples.count, by: step) where rows.count < ContactSheet.size.rows
    {
      switch decoder.decode(samples[index]) {
      case .success(let pixels):
        let image = Image(width: side, height: side, channels: 3, pixels: pixels.bytes)
        rows.append(
          [image]
            + (1...ContactSheet.size.epochs).map { epoch in
              let draw = AugmentationDraw(augmentation, random: RandomSource(seed: seed), epoch: epoch)
              return draw?.changed(image, sample: index) ?? image
            })
      case .failure(let error):
        failure = SampleIssue(path: samples[index].name, kind: .unreadable, reason: error.reason)
      }
    }
    if rows.isEmpty, let failure { throw DataError.strict(failure) }
    self.rows = rows
  }

  package var description: String {
    "\(Sentence.count(rows.count, "sample")), each as it is and in the first \(ContactSheet.size.epochs) epochs"
  }

  package func write(to path: String) throws {
    let columns = ContactSheet.size.epochs + 1
    let sheet = Montage.image(rows.flatMap { $0 }, columns: columns, margin: ContactSheet.gap)
    try AtomicFile.write(try sheet?.pngBytes() ?? [], to: path)
  }
}
