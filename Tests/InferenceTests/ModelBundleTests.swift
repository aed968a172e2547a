import Foundation
import FoveaDatasets
import FoveaEvaluation
import FoveaImages
import FoveaNetworks
import TestSupport
import Testing

@testable import FoveaInference

enum Example {
  /// A logistic model of 2×2 gray pictures that says `light` where they are bright.
  static func bundle(classes: [String] = ["dark", "light"], weight: Float = 1) throws -> ModelBundle {
    let preprocessing = try Preprocessing(
      geometry: Preprocessing.Geometry(width: 2, height: 2, channels: .gray),
      normalization: Normalization(mean: [0.5], deviation: [0.25]), layout: .flatten)
    let network = try Architecture.logistic(LogisticRegression()).network(input: [4], classes: 2)
    return try ModelBundle(
      network: network, preprocessing: preprocessing, classes: classes,
      parameters: ["head.weight": Tensor([1, 4], repeating: weight), "head.bias": Tensor([1], [0.25])],
      provenance: Provenance(
        engine: "test", seed: 7, trainingSamples: 2, validationSamples: 0, dataFingerprint: "00"))
  }

  static func gray(_ level: UInt8) -> Image {
    Image(width: 2, height: 2, channels: 1, pixels: [level, level, level, level])
  }
}

@Suite("Model bundle")
struct ModelBundleTests {
  @Test func aFileGivesBackTheModel() throws {
    try TestPaths.withTemporaryFolder { folder in
      let bundle = try Example.bundle(classes: ["chien \"été\"", "猫 🐱"])
      try bundle.write(to: folder + "/m.safetensors")
      #expect(try ModelBundle(contentsOf: folder + "/m.safetensors") == bundle)
    }
  }

  @Test func partsThatDoNotBelongTogetherAreRefused() throws {
    let good = try Example.bundle()
    func reason(classes: [String] = ["a", "b"], parameters: [String: Tensor]) -> String {
      do {
        _ = try ModelBundle(
          network: good.network, preprocessing: good.preprocessing, classes: classes, parameters: parameters,
          provenance: good.provenance)
        return "none"
      } catch {
        return "\(error)"
      }
    }
    let prefix = "the model does not hold together: "
    #expect(
      reason(classes: ["a"], parameters: good.parameters)
        == prefix + "the network has 2 classes, there are 1 names")
    #expect(reason(classes: ["a", "a"], parameters: good.parameters) == prefix + "two classes have one name")
    #expect(
      reason(parameters: ["head.bias": Tensor([1])])
        == prefix + "the network needs a parameter 'head.weight', which is missing")
    #expect(
      reason(parameters: good.parameters.merging(["head.bias": Tensor([2])]) { $1 })
        == prefix + "parameter 'head.bias': expected shape [1], received [2]")
    #expect(
      reason(parameters: good.parameters.merging(["tail": Tensor([2])]) { $1 })
        == prefix + "there is a parameter 'tail', which the network does not know")
  }

  @Test func aChangedByteAnywhereIsFound() throws {
    try TestPaths.withTemporaryFolder { folder in
      let path = folder + "/m.safetensors"
      try Example.bundle().write(to: path)
      let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
      for position in stride(from: 0, to: bytes.count, by: 13) {
        var changed = bytes
        changed[position] ^= 1
        try changed.write(to: URL(fileURLWithPath: path))
        #expect(throws: (any Error).self, "byte \(position)") { try ModelBundle(contentsOf: path) }
      }
      for length in stride(from: 0, to: bytes.count, by: 17) {
        try bytes.prefix(length).write(to: URL(fileURLWithPath: path))
        #expect(throws: (any Error).self, "cut at \(length)") { try ModelBundle(contentsOf: path) }
      }
    }
  }

  @Test func errorsSayWhatToDo() {
    #expect(
      "\(InferenceError.notAModel(path: "x"))"
        == "x: a safetensors file without the metadata key 'fovea', so not a model of Fovea; give the model.safetensors of a run"
    )
    #expect(
      "\(InferenceError.newerFormat(path: "x", format: 2, known: 1))"
        == "x: model format 2, this version reads up to 1; update Fovea")
    #expect(
      "\(InferenceError.notFinite(name: "a.png"))"
        == "a.png: the model gave a probability that is not a number; its weights are damaged")
  }
}

@Suite("Classification")
struct ClassificationTests {
  @Test func probabilitiesOfExtremeLogits() {
    let distribution = OutputDistribution()
    #expect([Float(1e4)].withUnsafeBufferPointer { distribution.probabilities(logits: $0) } == [0, 1])
    #expect([Float(-1e4)].withUnsafeBufferPointer { distribution.probabilities(logits: $0) } == [1, 0])
    let three = [Float(1e4), 0, -1e4].withUnsafeBufferPointer { distribution.probabilities(logits: $0) }
    #expect(three == [1, 0, 0])
    let warm = [Float(2)].withUnsafeBufferPointer {
      OutputDistribution(temperature: 2).probabilities(logits: $0)
    }
    #expect(abs(warm[1] - 0.7310586) < 1e-6)
  }

  @Test func secondAndMarginAndTies() throws {
    let rule = try DecisionRule(classCount: 3)
    let item = Classification(classes: ["a", "b", "c"], probabilities: [0.25, 0.5, 0.25], rule: rule)
    #expect(item.label == "b" && item.second.label == "a" && item.margin == 0.25)
    #expect(item.top(2).map(\.label) == ["b", "a"])
    let tie = Classification(
      classes: ["a", "b"], probabilities: [0.5, 0.5], rule: try DecisionRule(classCount: 2))
    #expect(tie.label == "a")
  }

  @Test func oneImageAndAFolderAndTheEvaluatorAgree() throws {
    try TestPaths.withTemporaryFolder { folder in
      let bundle = try Example.bundle()
      var samples: [Sample] = []
      for level in [0, 90, 130, 255] as [UInt8] {
        let path = "\(folder)/\(level).png"
        try Data(Example.gray(level).pngBytes()).write(to: URL(fileURLWithPath: path))
        samples.append(Sample(name: path, source: .file(path), label: level > 128 ? 1 : 0))
      }
      let classifier = try Classifier(bundle)
      var items: [ClassifiedItem] = []
      try classifier.classify(paths: [folder]) {
        items.append($0)
        return true
      }
      #expect(items.map(\.path) == samples.map(\.name))
      let pixels = try PixelStore(samples, classes: bundle.classes, geometry: bundle.preprocessing.geometry)
      let predictions = try Evaluator(bundle).predict(pixels, part: "test")
      for (index, item) in items.enumerated() {
        let classification = try item.outcome.get()
        #expect(classification == (try classifier.classify(Example.gray([0, 90, 130, 255][index]))))
        #expect(classification.probabilities == Array(predictions.probabilities[2 * index..<2 * index + 2]))
      }
      #expect(try items.map { try $0.outcome.get().label } == ["dark", "dark", "light", "light"])
    }
  }

  @Test func damagedWeightsAreNamed() throws {
    try TestPaths.withTemporaryFolder { folder in
      let path = folder + "/a.png"
      try Data(Example.gray(3).pngBytes()).write(to: URL(fileURLWithPath: path))
      let bundle = try Example.bundle(weight: .nan)
      let pixels = try PixelStore(
        [Sample(name: path, source: .file(path), label: 0)], classes: bundle.classes,
        geometry: bundle.preprocessing.geometry)
      #expect(throws: InferenceError.notFinite(name: path)) {
        try Evaluator(bundle).predict(pixels, part: "test")
      }
    }
  }
}
