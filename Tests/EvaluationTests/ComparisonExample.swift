import Foundation
import FoveaEvaluation

/// Comparisons of models, made from probabilities.
enum ComparisonExample {
  /// - Parameters:
  ///   - classes: of the samples.
  ///   - known: of the models, where they have more than the samples.
  ///   - labels: of the samples.
  ///   - models: the probabilities of each model, row by row.
  ///   - thresholds: of each model; 0.5 where there is none.
  static func comparison(
    _ classes: [String], of known: [String]? = nil, _ labels: [Int], _ models: [[Float]],
    thresholds: [Double?] = []
  ) throws -> ModelComparison {
    let predictions = try models.map {
      try Predictions(classes: known ?? classes, labels: labels, probabilities: $0)
    }
    let names = ["one", "two", "three"]
    let entries = try predictions.enumerated().map { place, predictions in
      ModelComparison.Entry(
        name: names[place], parameters: 10, fileSize: 2_000_000, imagesPerSecond: 1234,
        result: try EvaluationResult(
          predictions, split: "test", threshold: place < thresholds.count ? thresholds[place] : nil))
    }
    return ModelComparison(
      split: "test", classes: classes, names: labels.indices.map { "\($0).png" }, labels: labels,
      notes: ["a note"], entries: entries, predictions: predictions)
  }

  /// Two classes whose positive samples have probabilities of `spread` above the others, on average.
  ///
  /// The same draws for the same numbers; `shift` moves all logits, which no ranking sees.
  static func scores(_ labels: [Int], skill: Float, shift: Float = 0, seed: UInt64 = 1) -> [Float] {
    var state = seed
    func normal() -> Float {
      var sum: Float = 0
      for _ in 0..<12 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        sum += Float(state >> 40) / Float(1 << 24)
      }
      return sum - 6
    }
    return labels.flatMap { label -> [Float] in
      let logit = skill * (label == 1 ? 1 : -1) + normal() + shift
      let positive = 1 / (1 + exp(-logit))
      return [1 - positive, positive]
    }
  }
}
