import Foundation
import FoveaDatasets
import FoveaEvaluation
import FoveaInference
import FoveaNetworks
import FoveaReports

/// Generated images that join the training part of a run, and no other part.
public struct SyntheticImages: Hashable, Sendable, Codable {
  /// The generator, trained with classes, or the run folder that has one.
  public var generator: String
  /// The share of the training images of each class that are generated, above 0 and at most 0.9.
  public var share: Double
  /// Decides the random numbers that they are made of.
  public var seed: UInt64
  /// Whether another model is trained without them, and both are compared on the part that is held out.
  public var isCompared: Bool

  /// Names generated images; nothing is read before a training asks for them.
  public init(generator: String, share: Double = 0.3, seed: UInt64 = 0, isCompared: Bool = false) {
    self.generator = generator
    self.share = share
    self.seed = seed
    self.isCompared = isCompared
  }

  /// The same with its path written down, so that another process finds it.
  func anchored() -> SyntheticImages {
    var images = self
    images.generator = URL(fileURLWithPath: generator).path
    return images
  }

  /// The data with generated images of each class in its training part.
  ///
  /// - Throws: `AdversarialError` for a generator that does not know every class of the data.
  func added(to data: DecodedData, _ monitor: RunMonitor) throws -> DecodedData {
    let bundle = try GeneratorBundle(contentsOf: RunFolder.generator(at: generator))
    let classes = data.training.classes
    let missing = classes.filter { !bundle.classes.contains($0) }
    guard missing.isEmpty else {
      throw AdversarialError.unknownClasses(path: generator, missing: missing, known: bundle.classes)
    }
    guard bundle.isConditional else { throw AdversarialError.notConditional(path: generator) }
    var counts = Array(repeating: 0, count: classes.count)
    for sample in data.training.samples { counts[sample.label] += 1 }
    let labels = counts.enumerated().flatMap { label, count in
      Array(repeating: label, count: Int((Double(count) * share / (1 - share)).rounded()))
    }
    guard !labels.isEmpty else { return data }
    let positions = try classes.map { try bundle.label(of: $0, path: generator) }
    let samples = try monitor.phase("making \(Sentence.count(labels.count, "image"))") {
      try Generator(bundle).images(labels: labels.map { positions[$0] }, seed: seed).enumerated().map {
        Sample(name: "generated \($0 + 1)", source: .image($1), label: labels[$0])
      }
    }
    return data.adding(try PixelStore(samples, classes: classes, geometry: data.training.geometry))
  }

  /// Trains another model without them and compares both; gives lines that say how it went, none where that is not asked for.
  func contrast(
    _ scored: ScoredPart, _ setup: TrainingSetup, real: DecodedData, _ folder: RunFolder,
    _ monitor: RunMonitor
  ) throws -> [String] {
    guard isCompared, !monitor.isCancelled else { return [] }
    let training = try ModelTraining(real, setup)
    let writer = try RunWriter(
      RunFolder(existing: folder.path(of: .withoutSynthetic)), training, command: nil)
    let recording = RunRecording(monitor)
    _ = try training.run(writer.facts, recording.monitor, keep: writer.keep)
    let (model, without) = try writer.finish()
    let start = monotonicSeconds()
    _ = try Evaluator(model).predict(without.pixels, part: without.part)
    let pace = Double(without.pixels.count) / max(monotonicSeconds() - start, 1e-9)
    func entry(_ name: String, _ part: ScoredPart, _ file: RunFolder) throws -> ModelComparison.Entry {
      let size = try FileManager.default.attributesOfItem(atPath: file.path(of: .model))[.size] as? Int
      return ModelComparison.Entry(
        name: name, parameters: model.network.parameterCount, fileSize: size ?? 0, imagesPerSecond: pace,
        result: part.result)
    }
    let pixels = without.pixels
    // A comparison has no class without a sample.
    let common = Set(pixels.samples.map(\.label)).sorted()
    let places = Dictionary(uniqueKeysWithValues: common.enumerated().map { ($1, $0) })
    let comparison = ModelComparison(
      split: without.part, classes: common.map { pixels.classes[$0] }, names: pixels.samples.map(\.name),
      labels: pixels.samples.map { places[$0.label] ?? 0 }, notes: [],
      entries: [
        try entry("without generated images", without, writer.folder),
        try entry("with generated images", scored, folder),
      ], predictions: [without.analysis.predictions, scored.analysis.predictions])
    try ReportWriter(folder: folder.path).write(comparison) { name, side in
      pixels.samples.firstIndex { $0.name == name }.flatMap {
        Thumbnail.file(of: pixels, sample: $0, side: side)
      }
    }
    return [comparison.textReport(), "the comparison is in \(folder.path(of: .comparisonPage))"]
  }
}
