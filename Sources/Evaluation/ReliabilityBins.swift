/// Samples binned by the confidence of their prediction: how sure a model says it is against how often it is right.
///
/// The confidence is the probability of the predicted class. Bins are of equal width and closed above: bin m of M
/// holds (m/M, (m+1)/M].
struct ReliabilityBins {
  private struct Bin {
    var count = 0
    var correct = 0
    var confidence = 0.0
  }

  private var bins: [Bin]

  /// Makes empty bins; 15 is the number that papers report.
  init(count: Int = 15) {
    bins = Array(repeating: Bin(), count: count)
  }

  mutating func add(confidence: Double, isCorrect: Bool) {
    let position = (confidence * Double(bins.count)).rounded(.up) - 1
    let index = min(max(Int(position), 0), bins.count - 1)
    bins[index].count += 1
    bins[index].correct += isCorrect ? 1 : 0
    bins[index].confidence += confidence
  }

  /// The expected calibration error: Σ over bins of (n_b / N) · |accuracy_b − mean confidence_b|.
  ///
  /// Source: Guo et al., *On Calibration of Modern Neural Networks*, 2017, arXiv:1706.04599. It is biased upwards
  /// for few samples, so compare models on the same data only.
  var expectedCalibrationError: Double {
    let samples = bins.reduce(0) { $0 + $1.count }
    return bins.reduce(0) { $0 + abs(Double($1.correct) - $1.confidence) } / Double(samples)
  }
}
