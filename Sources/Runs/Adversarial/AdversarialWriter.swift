import Foundation
import FoveaDatasets
import FoveaExecution
import FoveaFiles
import FoveaImages
import FoveaInference
import FoveaReports
import FoveaTraining

/// Fills the folder of an adversarial training.
final class AdversarialWriter {
  private let folder: RunFolder
  private let trainer: AdversarialTrainer
  private var events: EventFile?
  private var written = Date.distantPast

  init(folder: RunFolder, trainer: AdversarialTrainer) { (self.folder, self.trainer) = (folder, trainer) }

  /// Also writes event files below `root`, the folder that TensorBoard is pointed at; from the epoch on that comes next.
  func writeEvents(below root: String) throws {
    events = try EventFile(root: root, run: folder.path, epochs: trainer.history.count)
  }

  /// Makes the folder, and writes what is decided before training.
  func begin(_ data: AdversarialData, _ settings: AdversarialSettings, command: String?) throws {
    try folder.create()
    try ReportWriter(folder: folder.path).write(data.issues.problems)
    // The last one: a run that has it can go on, whenever it is killed.
    try JSONDocument.write(
      AdversarialConfiguration(
        version: Provenance.foveaVersion, engine: "oneDNN \(oneDNNVersion)", data: settings.source.path,
        classes: data.pixels.classes, images: data.pixels.count, preprocessing: trainer.preprocessing,
        dataFingerprint: trainer.fingerprint,
        start: AdversarialConfiguration.Start(
          settings: settings.settled(data.pixels.geometry), command: command)),
      to: folder.path(of: .config))
  }

  /// Writes the sheet of an epoch, whose path is the result, and now and then the generator, so that a run that is killed
  /// leaves one.
  func keep(_ epoch: AdversarialEpoch) throws -> String {
    let samples = folder.path(of: .samples)
    try FileSystem.makeFolder(samples)
    let sheet = "\(samples)/\(SampleSheet.number(epoch.number)).png"
    let picture = SampleSheet.image(try trainer.samples(), columns: AdversarialTrainer.samplesPerRow)
    let png = try picture?.pngBytes() ?? []
    try AtomicFile.write(png, to: sheet)
    try events?.append(values(of: epoch, picture, png), step: epoch.number)
    guard Date().timeIntervalSince(written) > 10 else { return sheet }
    try trainer.generator().write(to: folder.path(of: .generator))
    written = Date()
    return sheet
  }

  /// What TensorBoard shows of an epoch: the columns of `history.csv`, both learning rates, and the sheet.
  private func values(of epoch: AdversarialEpoch, _ sheet: Image?, _ png: [UInt8]) -> [Event.Value] {
    var values = epoch.row.numbers(under: AdversarialEpoch.columns).dropFirst().compactMap { name, value in
      value.map { Event.Value.scalar(name, Float($0)) }
    }
    values.append(.scalar("generator_lr", trainer.recipe.generatorRate))
    values.append(.scalar("discriminator_lr", trainer.recipe.discriminatorRate))
    if let sheet {
      values.append(
        .picture(
          "samples",
          Event.Picture(
            width: sheet.width, height: sheet.height, channels: sheet.channels, png: png,
            description: "Generated images, of the same random numbers after each epoch")))
    }
    return values
  }

  /// Writes the generator as it is now.
  func finish() throws -> GeneratorBundle {
    let generator = try trainer.generator()
    try generator.write(to: folder.path(of: .generator))
    return generator
  }
}

/// Pictures of a generator in rows.
enum SampleSheet {
  /// A number of at least four digits, so that names are in order.
  static func number(_ number: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// The pictures in rows of `columns`; nil where there are none.
  static func image(_ images: [Image], columns: Int) -> Image? {
    Montage.image(images, columns: columns, margin: 2)
  }
}

extension AdversarialEpoch {
  /// The columns of `history.csv`.
  static let columns = [
    "epoch", "steps", "generator_loss", "discriminator_loss", "real_accuracy", "generated_accuracy", "spread",
    "seconds", "images_per_second",
  ]

  var row: CSVRow {
    [
      .integer(number), .integer(steps), .number(generatorLoss), .number(discriminatorLoss),
      .number(realAccuracy), .number(generatedAccuracy), .number(spread), .number(seconds),
      .number(imagesPerSecond),
    ]
  }
}
