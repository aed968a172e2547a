import Foundation

/// A property of every sample by which the samples can be divided, such as brightness or folder.
package struct SampleAttribute: Sendable {
  package enum Values: Sendable {
    /// Divided at the quartiles; nil for a sample of which it is unknown.
    case numbers([Double?])
    /// Divided by value.
    case names([String?])
  }

  package let name: String
  package let values: Values

  package init(name: String, values: Values) {
    self.name = name
    self.values = values
  }
}

/// How a part of the samples scores against the rest.
public struct DataSlice: Hashable, Sendable, Codable {
  /// What the samples are divided by.
  public let attribute: String
  /// Which part this is, such as `at most 31.5` or a name.
  public let value: String
  /// Samples of the part.
  public let samples: Int
  /// Share of them that are right, 0 to 1.
  public let accuracy: Double
  /// Wilson's 95 % interval of `accuracy`.
  public let interval: ConfidenceInterval
  /// Accuracy of all samples that are not in this slice.
  public let restAccuracy: Double
  /// Chance of a difference this large between two parts of one accuracy, adjusted for the number of slices.
  public let pValue: Double

  /// Whether it is worse than the rest by more than chance would make it, at 5 %.
  public var underperforms: Bool { accuracy < restAccuracy && pValue < 0.05 }

  private enum CodingKeys: String, CodingKey {
    case attribute, value, samples, accuracy, interval
    case restAccuracy = "rest_accuracy"
    case pValue = "p_value"
  }
}

extension DataSlice {
  /// The slices of all attributes, the worst first.
  ///
  /// Parts of fewer than 10 samples, and of all samples, are left out; of an attribute with very many values the
  /// largest parts are kept. P-values are those of the two-proportion z-test, adjusted by Holm's method (*A Simple
  /// Sequentially Rejective Multiple Test Procedure*, 1979).
  package static func slices(_ outcomes: [SampleOutcome], by attributes: [SampleAttribute]) -> [DataSlice] {
    var parts: [(attribute: String, value: String, samples: [Int])] = []
    for attribute in attributes {
      let groups = attribute.groups()
      let large = groups.filter { $0.samples.count >= smallest && $0.samples.count < outcomes.count }
      parts += large.sorted { $0.samples.count > $1.samples.count }.prefix(mostValues)
        .map { (attribute.name, $0.value, $0.samples) }
    }
    let total = outcomes.count { $0.isCorrect }
    let raw = parts.map { part in
      let right = part.samples.count { outcomes[$0].isCorrect }
      return (
        right: right,
        pValue: TwoProportions.pValue(
          right, of: part.samples.count, total - right, of: outcomes.count - part.samples.count)
      )
    }
    let adjusted = Holm.adjusted(raw.map(\.pValue))
    return parts.indices.map { index in
      let (count, right) = (parts[index].samples.count, raw[index].right)
      return DataSlice(
        attribute: parts[index].attribute, value: parts[index].value, samples: count,
        accuracy: Double(right) / Double(count), interval: .wilson(successes: right, trials: count),
        restAccuracy: Double(total - right) / Double(outcomes.count - count), pValue: adjusted[index])
    }.sorted { ($0.accuracy - $0.restAccuracy) < ($1.accuracy - $1.restAccuracy) }
  }

  private static let smallest = 10
  private static let mostValues = 50
}

extension SampleAttribute {
  /// The samples of each part, by position.
  fileprivate func groups() -> [(value: String, samples: [Int])] {
    switch values {
    case .names(let names):
      var groups: [String: [Int]] = [:]
      for (index, name) in names.enumerated() { if let name { groups[name, default: []].append(index) } }
      return groups.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    case .numbers(let numbers):
      let sorted = numbers.compactMap { $0 }.sorted()
      guard let last = sorted.last, sorted[0] < last else { return [] }
      // The quartiles as they occur; ties fall into the lower part, so parts may be fewer than four.
      let bounds = [1, 2, 3].map { sorted[sorted.count * $0 / 4] }.filter { $0 < last }
      let limits = Array(Set(bounds)).sorted()
      var samples: [[Int]] = Array(repeating: [], count: limits.count + 1)
      for (index, number) in numbers.enumerated() {
        guard let number else { continue }
        samples[limits.firstIndex { number <= $0 } ?? limits.count].append(index)
      }
      return samples.indices.map { index in
        let below = index == 0 ? nil : limits[index - 1]
        let above = index == limits.count ? nil : limits[index]
        return (SampleAttribute.range(above: below, upTo: above), samples[index])
      }
    }
  }

  private static func range(above: Double?, upTo: Double?) -> String {
    switch (above.map(text), upTo.map(text)) {
    case (nil, let high?): "up to \(high)"
    case (let low?, let high?): "above \(low), up to \(high)"
    case (let low?, nil): "above \(low)"
    case (nil, nil): "all"
    }
  }

  private static func text(_ value: Double) -> String {
    let digits = abs(value) >= 100 ? "%.0f" : abs(value) >= 10 ? "%.1f" : abs(value) >= 1 ? "%.2f" : "%.4f"
    return String(format: digits, value)
  }
}

/// The z-test of two shares, pooled and without correction for continuity.
package enum TwoProportions {
  /// The two-sided p-value of `first` out of `firstCount` against `second` out of `secondCount`.
  package static func pValue(
    _ first: Int, of firstCount: Int, _ second: Int, of secondCount: Int
  ) -> Double {
    guard firstCount > 0, secondCount > 0 else { return 1 }
    let pooled = Double(first + second) / Double(firstCount + secondCount)
    let variance = pooled * (1 - pooled) * (1 / Double(firstCount) + 1 / Double(secondCount))
    guard variance > 0 else { return 1 }
    let difference = Double(first) / Double(firstCount) - Double(second) / Double(secondCount)
    return erfc(abs(difference) / (2 * variance).squareRoot())
  }
}

/// Holm's adjustment of p-values for the number of tests.
package enum Holm {
  package static func adjusted(_ values: [Double]) -> [Double] {
    var adjusted = values
    var highest = 0.0
    for (rank, index) in values.indices.sorted(by: { values[$0] < values[$1] }).enumerated() {
      highest = max(highest, min(1, Double(values.count - rank) * values[index]))
      adjusted[index] = highest
    }
    return adjusted
  }
}
