import Foundation
import FoveaDatasets
import FoveaEvaluation
import FoveaImages
import FoveaNetworks
import TestSupport
import Testing

@testable import FoveaInference

@Suite("Calibration of a model")
struct CalibrationTests {
  /// Pictures whose brightness says their class, apart from one in five.
  private func pixels(in folder: String, count: Int) throws -> PixelStore {
    var samples: [Sample] = []
    for index in 0..<count {
      let level = UInt8(40 + index * 170 / count)
      let path = "\(folder)/\(index).png"
      try Data(Example.gray(level).pngBytes()).write(to: URL(fileURLWithPath: path))
      let isLight = index >= count / 2
      samples.append(
        Sample(name: path, source: .file(path), label: isLight != (index % 5 == 0) ? 1 : 0))
    }
    return try PixelStore(
      samples, classes: ["dark", "light"], geometry: Example.bundle().preprocessing.geometry)
  }

  @Test func aModelThatIsTooSureIsMadeLessSure() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pixels = try pixels(in: folder, count: 100)
      let bundle = try Example.bundle(weight: 3)
      let calibrated = try bundle.calibrated(on: pixels)
      #expect(calibrated.temperature > 1.5)
      func scores(_ bundle: ModelBundle) throws -> EvaluationResult {
        try EvaluationResult(Evaluator(bundle).predict(pixels, part: "val"), split: "val")
      }
      let (before, after) = (try scores(bundle), try scores(calibrated))
      #expect(after.logLoss < before.logLoss)
      #expect(after.expectedCalibrationError < before.expectedCalibrationError)
      #expect(after.confusionMatrix == before.confusionMatrix)
      let record = try #require(calibrated.heldOut)
      #expect(record.samples == 100)
      #expect(abs(record.calibrationErrorBefore - before.expectedCalibrationError) < 1e-4)
      #expect(record.calibrationErrorAfter == after.expectedCalibrationError)
    }
  }

  @Test func aFileKeepsWhatWasLearned() throws {
    try TestPaths.withTemporaryFolder { folder in
      let pixels = try pixels(in: folder, count: 60)
      let calibrated = try Example.bundle(weight: 3).calibrated(
        on: pixels, threshold: .costs(falsePositive: 1, falseNegative: 10))
      #expect(try #require(calibrated.threshold) < 0.5)
      try calibrated.write(to: folder + "/m.safetensors")
      #expect(try ModelBundle(contentsOf: folder + "/m.safetensors") == calibrated)
    }
  }

  @Test(
    "a threshold that held-out pictures show to be better is taken where it is asked for, and the file says who chose"
  )
  func aFoundThreshold() throws {
    let bundle = try Example.bundle(weight: 3)
    // Fifty of the second class are below 0.5.
    let logits: [Float] = (0..<300).map { $0 < 150 ? -4 : $0 < 200 ? -1 : 4 }
    let labels = (0..<300).map { $0 < 150 ? 0 : 1 }
    let usual = try bundle.calibrated(logits: logits, labels: labels)
    #expect(usual.threshold == nil && !usual.isThresholdChosen)
    let found = try bundle.calibrated(logits: logits, labels: labels, findsThreshold: true)
    let threshold = try #require(found.threshold)
    #expect(threshold < 0.5 && !found.isThresholdChosen)
    #expect(try !found.decisionRule.isChosen)
    #expect(try !found.naming(positive: "dark").decisionRule.isChosen)
    #expect(try found.naming(positive: "dark").threshold == threshold)
    let chosen = try bundle.calibrated(
      logits: logits, labels: labels, threshold: .fixed(0.5), findsThreshold: true)
    #expect(chosen.threshold == 0.5 && chosen.isThresholdChosen)
    try TestPaths.withTemporaryFolder { folder in
      for model in [usual, found, chosen] {
        try model.write(to: folder + "/m.safetensors")
        #expect(try ModelBundle(contentsOf: folder + "/m.safetensors") == model)
      }
    }
  }

  @Test func tooFewPicturesLeaveTheTemperature() throws {
    try TestPaths.withTemporaryFolder { folder in
      let few = try Example.bundle(weight: 3).calibrated(on: pixels(in: folder, count: 20))
      #expect(few.temperature == 1)
      #expect(few.heldOut?.samples == 20)
      let none = try PixelStore(
        [], classes: ["dark", "light"], geometry: Example.bundle().preprocessing.geometry)
      let fixed = try Example.bundle().calibrated(on: none, threshold: .fixed(0.25))
      #expect(fixed.threshold == 0.25 && fixed.heldOut == nil)
      #expect(throws: EvaluationError.thresholdNeedsBothClasses("dark")) {
        try ThresholdRule.f1.requireUsable(with: none)
      }
    }
  }
}
