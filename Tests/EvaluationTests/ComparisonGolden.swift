import Foundation

/// Two models on the same samples, by Scripts/reference/comparison_goldens.py.
struct ComparisonGolden: Decodable, Sendable {
  struct Test: Decodable {
    let difference: Double
    let low: Double
    let high: Double
    let pValue: Double
  }

  struct Problem: Decodable {
    let labels: [Int]
    let classes: Int
    let first: [Float]
    let second: [Float]
    let areas: [Double]
    let error: Double
    let bootstrapError: Double?
    let rocAuc: Test
    let logLoss: Test
    let brier: Test
  }

  struct Student: Decodable {
    let t: Double
    let degrees: Double
    let pValue: Double
  }

  struct Quantile: Decodable {
    let degrees: Double
    let value: Double
  }

  let problems: [Problem]
  let student: [Student]
  let quantiles: [Quantile]

  static func read() throws -> ComparisonGolden {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Goldens/comparison.json")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(ComparisonGolden.self, from: Data(contentsOf: file))
  }
}
