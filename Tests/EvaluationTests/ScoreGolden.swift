import Foundation
import FoveaEvaluation
import Testing

/// Predictions and what scikit-learn and SciPy made of them, by Scripts/reference/evaluation_goldens.py.
struct ScoreGolden: Decodable, CustomTestStringConvertible, Sendable {
  struct Report: Decodable {
    let names: [String]
    let digits: Int
    let text: String
  }

  struct ClassRow: Decodable, Equatable {
    let precision: Double?
    let recall: Double?
    let f1: Double?
    let specificity: Double?
    let rocAuc: Double?
    let averagePrecision: Double?
    let support: Int
    let predicted: Int
  }

  struct Share: Decodable {
    let value: Double
    let interval: [Double]
  }

  struct Expected: Decodable {
    let balancedAccuracy: Double
    let micro: AverageScores
    let mce: Double
    let adaptiveEce: Double
    let macroRocAuc: Double?
    let macroAveragePrecision: Double?
    let twoClass: [String: Share?]?
    let accuracy: Double
    let accuracyInterval: [Double]
    let baselineAccuracy: Double
    let top5Accuracy: Double?
    /// For k from 1.
    let topAccuracy: [Double]
    let macro: AverageScores
    let weighted: AverageScores
    let cohenKappa: Double?
    let mcc: Double?
    let logLoss: Double
    let brier: Double
    let ece: Double
    let confusionMatrix: [[Int]]
    let perClass: [ClassRow]
    let rocAuc: Double?
    let averagePrecision: Double?
  }

  let name: String
  let labels: [Int]
  let scale: Double
  let numbers: [Double]
  let threshold: Double?
  let expected: Expected
  let reports: [Report]

  var testDescription: String { name }
  var classCount: Int { numbers.count / labels.count }

  func predictions(classes: [String]? = nil) throws -> Predictions {
    try Predictions(
      classes: classes ?? (0..<classCount).map { "class \($0)" }, labels: labels,
      probabilities: numbers.map { Float($0 / scale) })
  }

  static let all: [ScoreGolden] = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Goldens/scores.json")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    // An unreadable file gives no goldens, and "every golden was read" then fails with the reason.
    return (try? decoder.decode([ScoreGolden].self, from: Data(contentsOf: file))) ?? []
  }()
}
