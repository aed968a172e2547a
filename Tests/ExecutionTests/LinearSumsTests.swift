import FoveaNetworks
import Testing

@testable import FoveaExecution

@Suite("Linear layers in double precision")
struct LinearSumsTests {
  private static func numbers(_ count: Int, _ name: String) -> [Float] {
    var random = RandomSource(seed: 5).stream(name)
    return (0..<count).map { _ in random.uniform() * 2 - 1 }
  }

  /// Sizes on both sides of every block of rows, outputs and lanes.
  @Test(arguments: [(1, 1, 1), (3, 7, 2), (5, 16, 4), (67, 33, 5), (130, 70, 9), (200, 129, 1)])
  func equalTheDefinition(rows: Int, width: Int, count: Int) {
    let samples = Self.numbers(rows * width, "samples")
    let weights = Self.numbers(count * width, "weights").map(Double.init)
    let factors = Self.numbers(rows * count, "factors").map(Double.init)
    // What is left from before must not matter.
    var outputs = [Double](repeating: .nan, count: rows * count)
    var sums = [Double](repeating: .nan, count: count * width)
    samples.withUnsafeBufferPointer { samples in
      weights.withUnsafeBufferPointer { weights in
        outputs.withUnsafeMutableBufferPointer {
          LinearSums.products(samples, width: width, weights: weights, to: $0)
        }
      }
      factors.withUnsafeBufferPointer { factors in
        sums.withUnsafeMutableBufferPointer {
          LinearSums.sums(samples, width: width, factors: factors, to: $0)
        }
      }
    }
    for row in 0..<rows {
      for output in 0..<count {
        let expected = (0..<width).reduce(0.0) {
          $0 + Double(samples[row * width + $1]) * weights[output * width + $1]
        }
        #expect(abs(outputs[row * count + output] - expected) < 1e-12)
      }
    }
    for output in 0..<count {
      for feature in 0..<width {
        let expected = (0..<rows).reduce(0.0) {
          $0 + factors[$1 * count + output] * Double(samples[$1 * width + feature])
        }
        #expect(abs(sums[output * width + feature] - expected) < 1e-12)
      }
    }
  }
}
