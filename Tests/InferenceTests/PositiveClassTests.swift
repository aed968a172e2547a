import Foundation
import FoveaDatasets
import FoveaEvaluation
import FoveaNetworks
import TestSupport
import Testing

@testable import FoveaInference

@Suite("The positive class of a model")
struct PositiveClassTests {
  private func predictions(_ positive: [Float], _ labels: [Int]) throws -> Predictions {
    try Predictions(
      classes: ["dark", "light"], labels: labels, probabilities: positive.flatMap { [1 - $0, $0] })
  }

  @Test func aNameIsKeptAndChangesNoDecision() throws {
    try TestPaths.withTemporaryFolder { folder in
      let bundle = try Example.bundle()
      #expect(bundle.positive == nil && bundle.positiveClass == "light" && !bundle.isReversed)
      let named = try bundle.naming(positive: "dark")
      #expect(named.positiveClass == "dark" && named.isReversed)
      #expect(try named.decisionRule == bundle.decisionRule && named.parameters == bundle.parameters)
      try named.write(to: folder + "/m.safetensors")
      #expect(try ModelBundle(contentsOf: folder + "/m.safetensors") == named)
      // A model without a name is written as ever.
      try bundle.write(to: folder + "/n.safetensors")
      let bytes = try #require(FileManager.default.contents(atPath: folder + "/n.safetensors"))
      #expect(bytes.range(of: Data("\"positive\"".utf8)) == nil)
      #expect(throws: EvaluationError.unknownPositive("grey", known: ["dark", "light"])) {
        try bundle.naming(positive: "grey")
      }
      #expect(throws: ModelBundleMismatch.self) {
        try ModelBundle(
          network: bundle.network, preprocessing: bundle.preprocessing, classes: bundle.classes,
          parameters: bundle.parameters, positive: "grey", provenance: bundle.provenance)
      }
    }
  }

  @Test func aRuleIsOfTheNamedClass() throws {
    let bundle = try Example.bundle()
    let scores = try predictions([0.1, 0.3, 0.6, 0.45, 0.7, 0.9], [0, 0, 0, 1, 1, 1])
    // All dark ones are found at a probability of dark above 0.325, which is light up to 0.675.
    let dark = try bundle.naming(positive: "dark").deciding(by: .recall(1), on: scores)
    #expect(abs(try #require(dark.threshold) - 0.65) < 1e-6)
    #expect(abs(try #require(dark.positiveThreshold) - 0.35) < 1e-6)
    let light = try bundle.deciding(by: .recall(1), on: scores)
    #expect(abs(try #require(light.threshold) - 0.375) < 1e-6 && light.positiveThreshold == light.threshold)
    let fixed = try bundle.naming(positive: "dark").deciding(by: .fixed(0.3), on: scores)
    #expect(fixed.threshold == 0.7 && fixed.positiveThreshold == 0.3)
    // What the model knows of its mistakes is that of the new threshold.
    #expect(dark.heldOut?.samples == 6 && dark.heldOut?.accuracy == 5.0 / 6)
    #expect(dark.temperature == bundle.temperature)

    let (turned, rule) = try dark.oriented(scores)
    #expect(turned.classes == ["light", "dark"] && rule.isChosen)
    let result = try EvaluationResult.Analysis(turned, rules: SampleRules(rule)).result(
      split: "val", errors: 0)
    #expect(result.twoClass?.positive == "dark" && result.twoClass?.sensitivity?.value == 1)
    #expect(result.threshold == dark.positiveThreshold)
  }

  @Test func aFixedThresholdNeedsNoPictures() throws {
    let none = try PixelStore(
      [], classes: ["dark", "light"], geometry: Example.bundle().preprocessing.geometry)
    let model = try Example.bundle().naming(positive: "dark").calibrated(on: none, threshold: .fixed(0.2))
    #expect(model.threshold == 0.8 && model.positiveThreshold == 0.2 && model.positive == "dark")
  }

  @Test func aFileSaysWhatItHolds() throws {
    try TestPaths.withTemporaryFolder { folder in
      let bundle = try Example.bundle()
      try bundle.write(to: folder + "/m.safetensors")
      try bundle.write(
        to: folder + "/c.safetensors", training: TrainingContents([String: Int](), groups: []))
      try Data("no model".utf8).write(to: URL(fileURLWithPath: folder + "/t.txt"))
      #expect(ModelFileKind(ofFileAt: folder + "/m.safetensors") == .model)
      #expect(ModelFileKind(ofFileAt: folder + "/c.safetensors") == .checkpoint)
      #expect(ModelFileKind(ofFileAt: folder + "/t.txt") == .other)
    }
  }
}
