import Foundation

/// Small problems with what SciPy, scikit-learn and cleanlab make of them, by Scripts/reference/statistics_goldens.py.
struct StatisticsGolden: Decodable, Sendable {
  struct Temperature: Decodable {
    let logits: [Float]
    let labels: [Int]
    let temperature: Double
  }

  struct Thresholds: Decodable {
    struct Costs: Decodable {
      let falsePositive: Double
      let falseNegative: Double
      let lowest: Double
    }

    struct Recall: Decodable {
      let required: Double
      let specificity: Double
    }

    let labels: [Int]
    let scores: [Float]
    let f1: Double
    let youden: Double
    let costs: Costs
    let recall: Recall
  }

  struct LabelIssues: Decodable {
    let labels: [Int]
    let classes: Int
    let probabilities: [Float]
    let issues: [Int]
  }

  struct McNemar: Decodable {
    let onlyFirst: Int
    let onlySecond: Int
    let pValue: Double
  }

  struct TwoProportions: Decodable {
    let first: Int
    let firstCount: Int
    let second: Int
    let secondCount: Int
    let pValue: Double
  }

  struct Holm: Decodable {
    let pValues: [Double]
    let adjusted: [Double]
  }

  struct Bootstrap: Decodable {
    let labels: [Int]
    let scores: [Float]
    let logLoss: [Double]
    let rocAuc: [Double]
  }

  let temperatures: [Temperature]
  let thresholds: [Thresholds]
  let labelIssues: [LabelIssues]
  let mcnemar: [McNemar]
  let twoProportions: [TwoProportions]
  let holm: Holm
  let bootstrap: Bootstrap

  static func read() throws -> StatisticsGolden {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Goldens/statistics.json")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(StatisticsGolden.self, from: Data(contentsOf: file))
  }
}
