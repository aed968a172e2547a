import Foundation
import FoveaEvaluation

/// Two classes at many thresholds and the areas of several, by Scripts/reference/binary_goldens.py.
struct BinaryGolden: Decodable, Sendable {
  struct Restated: Decodable {
    let ppv: Double
    let ppvInterval: [Double]
    let npv: Double
    let npvInterval: [Double]
    let accuracy: Double
  }

  struct Point: Decodable {
    let threshold: Double
    let sensitivity: Double
    let sensitivityInterval: [Double]
    let specificity: Double
    let specificityInterval: [Double]
    let ppv: Double
    let ppvInterval: [Double]
    let npv: Double
    let npvInterval: [Double]
    let accuracy: Double
    let f1: Double
    let restated: Restated
  }

  struct Problem: Decodable {
    struct Specificity: Decodable {
      let required: Double
      let sensitivity: Double
    }

    struct Costs: Decodable {
      let falsePositive: Double
      let falseNegative: Double
      let lowest: Double
    }

    let labels: [Int]
    let scores: [Float]
    let prevalence: Double
    let points: [Point]
    let specificity: Specificity
    let costs: Costs
  }

  struct Areas: Decodable {
    struct Class: Decodable {
      let area: Double
      let interval: [Double]
    }

    let classes: Int
    let labels: [Int]
    let probabilities: [Float]
    let perClass: [Class]
    let macro: Double
    let macroInterval: [Double]
    let standardError: Double
    let bootstrapError: Double
  }

  let binary: [Problem]
  let areas: [Areas]

  static func read() throws -> BinaryGolden {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Goldens/binary.json")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(BinaryGolden.self, from: Data(contentsOf: file))
  }
}
