package import FoveaDatasets
package import FoveaExecution
package import FoveaNetworks

/// Runs a network over decoded pixels in batches: the one forward path of validation, evaluation and
/// classification.
package struct Scorer {
  private let executable: Executable
  private let preprocessing: Preprocessing
  private let average: ViewAverage

  /// Large enough that kernels are busy, small enough that the values of a layer stay in the cache.
  private static let batch = 256

  package init(
    _ executable: Executable, _ preprocessing: Preprocessing, views: ScoringViews = .single
  ) {
    self.executable = executable
    self.preprocessing = preprocessing
    average = ViewAverage(views, preprocessing, network: executable.network)
  }

  /// Chooses the kernels for the batches of `count` samples, before any of them is scored.
  package static func prepare(_ executable: Executable, count: Int) throws(ExecutionError) {
    for size in batchSizes(of: count, by: batch) { try executable.prepare(batch: size, .inference) }
  }

  /// Calls `body` with each batch's samples and raw outputs `[samples, outputs]`, in order.
  package func run(
    _ pixels: PixelStore, _ body: (Range<Int>, UnsafeBufferPointer<Float>) throws -> Void
  ) throws {
    var start = 0
    while start < pixels.count {
      let samples = start..<min(pixels.count, start + Scorer.batch)
      let context = try executable.inference(batch: samples.count)
      try pixels.fill(
        context.input, samples: samples, preprocessing: preprocessing,
        perform: { Threads.perform($0, $1) })
      try body(samples, average.run(context))
      start = samples.upperBound
    }
  }

  /// Mean loss and share of right samples.
  package func score(_ pixels: PixelStore, loss: Loss) throws -> (loss: Double, accuracy: Double) {
    let (network, outputs) = (executable.network, executable.network.output.count)
    var sum = 0.0
    var right = 0
    try run(pixels) { samples, logits in
      for (position, sample) in samples.enumerated() {
        let row = UnsafeBufferPointer(rebasing: logits[position * outputs..<(position + 1) * outputs])
        sum += loss.value(logits: row, label: pixels.samples[sample].label)
        if network.decision(logits: row) == pixels.samples[sample].label { right += 1 }
      }
    }
    let count = Double(max(1, pixels.count))
    return (sum / count, Double(right) / count)
  }
}
