/// How sure a model says it is against how often it is right, in bins of the confidence of its predictions.
///
/// The confidence is the probability of the predicted class. Bins are of equal width and closed above: bin m of M
/// holds (m/M, (m+1)/M].
public struct Reliability: Hashable, Sendable, Codable {
  /// One bin.
  public struct Bin: Hashable, Sendable, Codable {
    /// Samples in it.
    public internal(set) var samples = 0
    /// Those of them that were predicted correctly.
    public internal(set) var correct = 0
    /// The sum of their confidences.
    var confidenceSum = 0.0

    /// Mean confidence of its samples; nil without one.
    public var confidence: Double? { samples == 0 ? nil : confidenceSum / Double(samples) }
    /// Share of its samples that were right; nil without one.
    public var accuracy: Double? { samples == 0 ? nil : Double(correct) / Double(samples) }

    private enum CodingKeys: String, CodingKey {
      case samples, correct
      case confidenceSum = "confidence_sum"
    }
  }

  /// The bins, by rising confidence.
  public private(set) var bins: [Bin]

  /// Makes empty bins; 15 is the number that papers report.
  init(count: Int = 15) { bins = Array(repeating: Bin(), count: count) }

  mutating func add(confidence: Double, isCorrect: Bool) {
    let index = Reliability.bin(of: confidence, count: bins.count)
    bins[index].samples += 1
    bins[index].correct += isCorrect ? 1 : 0
    bins[index].confidenceSum += confidence
  }

  static func bin(of confidence: Double, count: Int) -> Int {
    min(max(Int((confidence * Double(count)).rounded(.up)) - 1, 0), count - 1)
  }

  /// The expected calibration error: Σ over bins of (n_b / N) · |accuracy_b − mean confidence_b|.
  ///
  /// Source: Guo et al., *On Calibration of Modern Neural Networks*, 2017, arXiv:1706.04599. It is biased upwards
  /// for few samples, so compare models on the same data only.
  public var expectedError: Double {
    let samples = bins.reduce(0) { $0 + $1.samples }
    return bins.reduce(0) { $0 + abs(Double($1.correct) - $1.confidenceSum) } / Double(samples)
  }

  /// The maximum calibration error: the largest |accuracy_b − mean confidence_b| of a bin with samples.
  ///
  /// A single sample can make it; it says where to look rather than how good a model is.
  public var maximumError: Double {
    bins.reduce(0) { worst, bin in
      bin.samples == 0
        ? worst : max(worst, abs(Double(bin.correct) - bin.confidenceSum) / Double(bin.samples))
    }
  }
}

extension Reliability {
  /// The adaptive calibration error: bins of equally many samples instead of equal width.
  ///
  /// Samples are sorted by confidence, equal ones with the wrong first, and divided into `count` bins whose sizes
  /// differ by one at most, the larger ones first. Source: Nixon et al., *Measuring Calibration in Deep Learning*,
  /// 2019, arXiv:1904.01685, for the predicted class.
  static func adaptiveError(_ outcomes: [SampleOutcome], count: Int = 15) -> Double {
    let sorted = outcomes.sorted {
      $0.confidence != $1.confidence ? $0.confidence < $1.confidence : !$0.isCorrect && $1.isCorrect
    }
    var error = 0.0
    var start = 0
    for bin in 0..<count {
      let size = sorted.count / count + (bin < sorted.count % count ? 1 : 0)
      var gap = 0.0
      for outcome in sorted[start..<start + size] {
        gap += (outcome.isCorrect ? 1 : 0) - Double(outcome.confidence)
      }
      error += abs(gap)
      start += size
    }
    return error / Double(sorted.count)
  }
}
