import Foundation
import FoveaDatasets
import FoveaEvaluation
import FoveaExecution
import FoveaFiles
import FoveaInference
import FoveaNetworks
import FoveaTraining

/// The rung of a ladder that learns a head on the features of a backbone.
///
/// A head on half of the features would be another model, so that the rung has the time that it takes, or is left out.
struct BackboneRung {
  /// What it takes, by what a few pictures took.
  let seconds: Double
  private let transfer: TransferSource
  private let source: DataSource
  private let data: DecodedData
  private let images: Int
  private let rate: Double

  var name: String { transfer.settings.shortName }

  /// Pictures that are timed; the first batch makes the kernels.
  private static let timed = 32
  /// Of the time of features, what the head and its report take beside them.
  private static let share = 0.1

  /// Times a few pictures of `data`.
  ///
  /// - Parameter source: where the pictures are read again, in the size of the backbone.
  init(
    _ transfer: TransferSource, _ source: DataSource, _ data: DecodedData, _ monitor: RunMonitor
  ) throws {
    (self.transfer, self.source, self.data) = (transfer, source, data)
    let samples = data.training.samples + data.validation.samples + data.test.samples
    images = samples.count
    let (network, isKnown, decoding) = try monitor.phase("timing \(transfer.settings.shortName)") {
      let decoder = SampleDecoder(
        geometry: transfer.backbone.preprocessing.geometry, limits: source.limits)
      // Spread over all, because files of one folder are alike.
      let chosen = (0..<min(BackboneRung.timed, samples.count)).map {
        samples[$0 * samples.count / min(BackboneRung.timed, samples.count)]
      }
      let began = monotonicSeconds()
      let pictures = ParallelMap.map(chosen.count, workers: source.workers) {
        try? decoder.decode(chosen[$0]).get()
      }.compactMap(\.self)
      let decoding = (monotonicSeconds() - began) / Double(max(1, chosen.count))
      _ = try transfer.features.features(of: pictures)
      let started = monotonicSeconds()
      _ = try transfer.features.features(of: pictures)
      // Every batch is as large, however many pictures are in it.
      let network = (monotonicSeconds() - started) / Double(BackboneRung.timed)
      return (network, transfer.features.known(of: pictures) == pictures.count, decoding)
    }
    let perImage = decoding + (isKnown ? 0 : network)
    rate = 1 / max(perImage, 1e-9)
    // The speed of the whole network is measured as that of the others is: twice over the images that score.
    seconds =
      Double(images) * perImage * (1 + BackboneRung.share) + 2 * Double(data.scored.pixels.count) * network
  }

  /// Learns the head from the same division of the data, unless that takes longer than `seconds`.
  ///
  /// - Returns: the rung, nil where it was left out or stopped, and what a reader should know of it.
  func perform(
    in folder: RunFolder, command: String?, seconds limit: Double, _ monitor: RunMonitor
  ) throws -> (rung: ModelLadder.Rung?, note: String) {
    guard seconds <= limit else { return (nil, note("was left out", limit)) }
    let end = monotonicSeconds() + limit
    let limited = RunMonitor(
      isCancelled: { monitor.isCancelled || monotonicSeconds() > end }, receive: { try monitor.tell($0) })
    do {
      let rung = try rung(in: folder, command: command, limited)
      return (
        rung,
        "\(name) is a head on features that were learned from other images before; its time is that of computing them and of the head"
      )
    } catch is CancellationError where !monitor.isCancelled {
      try folder.discard()
      return (nil, note("was stopped", limit))
    }
  }

  private func note(_ what: String, _ limit: Double) -> String {
    "\(name) \(what): a head on its features of \(Sentence.count(images, "image")), \(fixed(rate, 0)) a second, takes \(TimeText.words(seconds)), and there were \(TimeText.words(max(0, limit))); give more --minutes"
  }

  private func rung(
    in folder: RunFolder, command: String?, _ monitor: RunMonitor
  ) throws -> ModelLadder.Rung {
    let preprocessing = transfer.backbone.preprocessing
    // Pictures of the backbone's own size; they were checked when they were divided.
    var source = source
    source.split.isChecked = false
    let prepared = try DataPreparation(source, monitor, geometry: preprocessing.geometry) { _, _ in }
    let own = try DecodedData(
      prepared, data.split, validationShare: data.validationShare,
      normalization: preprocessing.normalization)
    var recipe = Recipe.headDefault
    recipe.seed = source.seed
    let training = try HeadTraining(own, transfer, recipe: recipe)
    let writer = try HeadRunWriter(folder, training, command: command)
    let began = monotonicSeconds()
    let learned = try training.learned(writer, monitor)
    let seconds = monotonicSeconds() - began
    let (model, scored) = try writer.finish(learned, monitor)
    try monitor.tell(.scored(scored.result))
    let file = try FileManager.default.attributesOfItem(atPath: writer.folder.path(of: .model))
    return ModelLadder.Rung(
      name: name, parameters: model.network.parameterCount, fileSize: file[.size] as? Int ?? 0,
      trainingSeconds: seconds, epochs: 1, imagesPerSecond: try LadderRun.speed(model, scored.pixels),
      logLoss: scored.result.logLoss, predicted: scored.analysis.outcomes.map { Int($0.predicted) },
      labels: scored.pixels.samples.map(\.label))
  }
}
