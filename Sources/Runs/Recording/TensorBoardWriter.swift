import Foundation
import FoveaDatasets
import FoveaEvaluation
import FoveaFiles
import FoveaImages
import FoveaInference
import FoveaNetworks
import FoveaReports
import FoveaTraining

/// Writes the event files of `--tensorboard`: the columns of `history.csv` as scalars, a batch of training images, and
/// the confusion matrix.
final class TensorBoardWriter {
  private let root: String
  private var file: EventFile?
  private var step = 0

  /// The most images of the batch that are shown.
  private static let shown = 64

  /// - Parameter root: the folder that TensorBoard is pointed at; the run gets a folder of its name in it.
  init(root: String) { self.root = root }

  func receive(_ event: RunEvent) throws {
    switch event {
    case .trainingStarted(let facts): try begin(facts)
    case .epoch(let epoch): try finished(epoch)
    case .scored(let result): try scored(result)
    case .phase, .phaseEnded, .note, .warning, .batch, .adversarialStep, .adversarialEpoch, .trainingEnded,
      .trainingFailed:
      break
    }
  }

  private func begin(_ facts: TrainingFacts) throws {
    step = facts.history.count
    file = try EventFile(root: root, run: facts.folder, epochs: step)
    // A run that goes on has shown its images already.
    if step == 0, let picture = try TensorBoardWriter.batch(facts) {
      try append([.picture("batch", picture)])
    }
  }

  private func finished(_ epoch: Epoch) throws {
    step = epoch.number
    try append(
      epoch.scores.compactMap { name, value in value.map { Event.Value.scalar(name, Float($0)) } })
  }

  private func scored(_ result: EvaluationResult) throws {
    let confusion = ConfusionPicture(result.confusionMatrix, classes: result.classes)
    let picture = try Event.Picture(confusion.image, confusion.description)
    try append([
      .scalar("best_model_\(result.split)_accuracy", Float(result.accuracy)),
      .picture("confusion", picture),
    ])
  }

  private func append(_ values: [Event.Value]) throws {
    try file?.append(values, step: step)
  }

  /// Training images in the order and with the changes of the first epoch; nil where there are none.
  private static func batch(_ facts: TrainingFacts) throws -> Event.Picture? {
    let (pixels, recipe) = (facts.training, facts.configuration.recipe)
    let random = RandomSource(seed: recipe.seed)
    var order = Array(0..<pixels.count)
    var shuffling = random.stream("shuffle", 1)
    order.shuffle(using: &shuffling)
    let draw = AugmentationDraw(recipe.augmentation, random: random, epoch: 1)
    let geometry = pixels.geometry
    let images = try order.prefix(min(shown, recipe.batchSize.size(of: order.count))).map { index in
      let image = Image(
        width: geometry.width, height: geometry.height, channels: geometry.channels.count,
        pixels: try pixels.bytes(index))
      return draw?.changed(image, sample: index) ?? image
    }
    guard let sheet = Montage.image(images, columns: 8, margin: 4) else { return nil }
    return try Event.Picture(sheet, "Training images as the first epoch changes them")
  }
}

extension EventFile {
  /// The file of a process that fills the run folder `run`, of which `epochs` are done.
  ///
  /// - Parameter root: the folder that TensorBoard is pointed at; the run gets a folder of its name in it.
  convenience init(root: String, run: String, epochs: Int) throws(FileError) {
    let name = URL(fileURLWithPath: run).standardizedFileURL.lastPathComponent
    try self.init(folder: root + "/" + name, step: epochs == 0 ? 0 : epochs + 1)
  }

  /// Adds what is known of an epoch.
  func append(_ values: [Event.Value], step: Int) throws(FileError) {
    try append(Event(time: Date().timeIntervalSince1970, step: step, .summary(values)))
  }
}

extension Event.Picture {
  init(_ image: Image, _ description: String) throws {
    self.init(
      width: image.width, height: image.height, channels: image.channels, png: try image.pngBytes(),
      description: description)
  }
}
