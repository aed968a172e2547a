import Foundation
import FoveaDatasets
import FoveaEvaluation
import FoveaImages
import FoveaInference
import FoveaNetworks
import FoveaTraining
import TestSupport
import Testing

@testable import FoveaRuns

/// Whoever asks for the probability of a picture gets the same one.
@Suite("One way to a probability")
struct OneProbabilityTests {
  /// A model with two views, a temperature and a threshold, on files that are decoded at a part of their size.
  @Test func everyCommandSaysTheSame() throws {
    let folder = try TemporaryFolder()
    var random = RandomSource(seed: 3).stream("pictures")
    var samples: [Sample] = []
    for index in 0..<40 {
      let pixels = (0..<160 * 160).map { place in
        let slope = index % 2 == 0 ? place % 160 : 159 - place % 160
        return UInt8(min(255, max(0, slope + Int.random(in: -60...60, using: &random))))
      }
      let path = folder.file("\(index).png")
      let image = Image(width: 160, height: 160, channels: 1, pixels: pixels)
      try Data(image.pngBytes()).write(to: URL(fileURLWithPath: path))
      samples.append(Sample(name: path, source: .file(path), label: index % 2))
    }
    for (index, name) in ["baseline", "progressive", "gray", "subsampled"].enumerated() {
      let path = TestPaths.file("ImagesTests", "Fixtures/\(name).jpg")
      samples.append(Sample(name: path, source: .file(path), label: index % 2))
    }
    let geometry = Preprocessing.Geometry(width: 16, height: 16, channels: .gray)
    let store = try PixelStore(samples, classes: ["left", "right"], geometry: geometry)
    let preprocessing = try Preprocessing(
      geometry: geometry, normalization: .measured(on: store), layout: .planes)
    let network = try Architecture(named: "lenet").network(input: preprocessing.shape, classes: 2)
    let trainer = try Trainer(
      network, training: store, validation: nil, preprocessing: preprocessing,
      recipe: Recipe(epochs: 8, batchSize: .samples(8), views: .mirrored), precision: .f32)
    while try trainer.nextEpoch() != nil {}
    let bundle = try trainer.best().calibrated(on: store, threshold: .youden)
    #expect(bundle.views == .mirrored && bundle.threshold != nil && bundle.temperature != 1)

    let scored = try Evaluator(bundle).predict(store, part: "test")
    let classifier = try Classifier(bundle)
    let explainer = try Explainer(bundle)
    let labels = try scored.outcomes(by: bundle.decisionRule).map(\.predicted)
    for (index, sample) in samples.enumerated() {
      var classified: Classification?
      try classifier.classify(paths: [sample.name]) { item in
        classified = try item.outcome.get()
        return true
      }
      let classification = try #require(classified)
      let explained = try explainer.explain(contentsOf: sample.name).classification
      #expect(explained == classification, "\(sample.name)")
      #expect(classification.labelIndex == labels[index], "\(sample.name)")
      let row = scored.probabilities[index * 2..<index * 2 + 2]
      expectClose(classification.probabilities, row.map { Double($0) }, Tolerance(1e-6), sample.name)
    }
    // What is kept of the validation part is what a score of it says.
    let accuracy = try EvaluationResult.Analysis(scored, rules: SampleRules(bundle.decisionRule)).result(
      split: "test", errors: 0
    ).accuracy
    #expect(bundle.heldOut?.accuracy == accuracy)
  }
}
