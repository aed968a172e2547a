import Foundation
import TestSupport
import Testing

@testable import FoveaTraining

/// What PyTorch gives; `Scripts/reference/training_goldens.py` makes them.
enum TrainingGoldens {
  static let optimizers: [OptimizerGolden] = read("optimizers.json") ?? []
  static let schedules: ScheduleGoldens = read("schedules.json") ?? ScheduleGoldens(losses: [], schedules: [])
  static let losses: LossGoldens =
    read("losses.json") ?? LossGoldens(logits: [], labels: [], losses: [])

  private static func read<Value: Decodable>(_ name: String) -> Value? {
    FileManager.default.contents(atPath: TestPaths.file("TrainingTests", "Goldens/\(name)"))
      .flatMap { try? JSONDecoder().decode(Value.self, from: $0) }
  }
}

/// The parameters after each of ten steps, by name.
struct OptimizerGolden: Decodable, Sendable, CustomTestStringConvertible {
  let recipe: Recipe
  let steps: [[String: [Double]]]
  var testDescription: String {
    "\(recipe.optimizer), decay \(recipe.weightDecay), layers \(recipe.layerDecay), clip \(recipe.clipNorm ?? 0), average \(recipe.averageDecay ?? 0)"
  }
}

/// The learning rates of thirty steps, five an epoch.
struct ScheduleGoldens: Decodable, Sendable {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let recipe: Recipe
    let rates: [Double]
    var testDescription: String { "\(recipe.schedule)" }
  }
  let losses: [Double]
  let schedules: [Case]
}

/// The mean loss of four samples of three classes, and its gradient with respect to the logits.
struct LossGoldens: Decodable, Sendable {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let recipe: Recipe
    let keep: Float
    let loss: Double
    let gradient: [Double]
    var testDescription: String {
      "\(recipe.loss), smoothing \(recipe.labelSmoothing), weights \(recipe.classWeights), keep \(keep)"
    }
  }
  let logits: [Float]
  let labels: [Int]
  let losses: [Case]
}
