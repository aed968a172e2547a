import Foundation

/// A range that holds the true value with a confidence of 95 %; encoded as `[low, high]`.
public struct ConfidenceInterval: Hashable, Sendable {
  /// The lower end.
  public let low: Double
  /// The upper end.
  public let high: Double

  /// The 97.5 % point of the normal distribution.
  static let z = 1.959963984540054

  /// Wilson's interval of a share of `successes` in `trials`, which must be at least one.
  ///
  /// With p = k/n: (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n). It holds its confidence for few samples
  /// and near 0 and 1, where the usual p ± z·SE does not. Source: Wilson, *Probable Inference, the Law of
  /// Succession, and Statistical Inference*, 1927, doi:10.1080/01621459.1927.10502953.
  package static func wilson(successes: Int, trials: Int) -> ConfidenceInterval {
    precondition(
      trials > 0 && successes >= 0 && successes <= trials, "\(successes) successes in \(trials) trials")
    let n = Double(trials)
    let p = Double(successes) / n
    let centre = p + z * z / (2 * n)
    let reach = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
    let scale = 1 + z * z / n
    // At the ends the bound is exactly 0 or 1, which rounding would miss.
    return ConfidenceInterval(
      low: successes == 0 ? 0 : (centre - reach) / scale,
      high: successes == trials ? 1 : (centre + reach) / scale)
  }

  /// exp(ln value ± z · error): the interval of a positive ratio whose logarithm has the standard error `error`.
  static func logarithmic(around value: Double, error: Double) -> ConfidenceInterval {
    ConfidenceInterval(low: value * exp(-z * error), high: value * exp(z * error))
  }

  /// The middle 95 % of `replicates`, interpolated linearly between them; nil if there are none.
  ///
  /// The percentile interval of Efron, *Bootstrap Methods*, 1979, doi:10.1214/aos/1176344552.
  package static func percentiles(of replicates: [Double]) -> ConfidenceInterval? {
    guard !replicates.isEmpty else { return nil }
    let sorted = replicates.sorted()
    func quantile(_ share: Double) -> Double {
      let position = share * Double(sorted.count - 1)
      let index = min(Int(position), sorted.count - 1)
      let next = min(index + 1, sorted.count - 1)
      return sorted[index] + (position - Double(index)) * (sorted[next] - sorted[index])
    }
    return ConfidenceInterval(low: quantile(0.025), high: quantile(0.975))
  }
}

extension ConfidenceInterval: Codable {
  /// Reads `[low, high]`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let bounds = try container.decode([Double].self)
    guard bounds.count == 2, bounds[0] <= bounds[1] else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "an interval needs [low, high], received \(bounds)")
    }
    self.init(low: bounds[0], high: bounds[1])
  }

  /// Writes it as `[low, high]`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode([low, high])
  }
}
