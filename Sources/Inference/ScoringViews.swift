import FoveaDatasets
import FoveaExecution
import FoveaNetworks

/// Test-time augmentation: the views of a picture whose outputs are averaged.
///
/// It belongs to the model, so that evaluation and classification do the same.
public enum ScoringViews: String, Codable, Hashable, Sendable, CaseIterable {
  /// None: the picture as it is.
  case single
  /// As it is, and mirrored: for pictures that mean the same from the other side. Twice the time.
  case mirrored
  /// Both, and each moved by a pixel up and left, and down and right: six times the time.
  ///
  /// Jordan: *94% on CIFAR-10 in 3.29 Seconds on a Single GPU*, arXiv:2404.00498, section 3.5.
  case shifted

  /// How many views that is.
  package var count: Int { views.count }

  /// One view of a picture.
  struct View: Hashable {
    let isMirrored: Bool
    /// By how many pixels the picture moves right and down; its edge fills the gap.
    let shift: Int
    /// The share of its outputs in the mean.
    let weight: Float
  }

  var views: [View] {
    switch self {
    case .single: [View(isMirrored: false, shift: 0, weight: 1)]
    case .mirrored: [false, true].map { View(isMirrored: $0, shift: 0, weight: 0.5) }
    case .shifted:
      // The middle counts half, as in the source.
      [(0, 0.25), (-1, 0.125), (1, 0.125)].flatMap { shift, weight in
        [false, true].map { View(isMirrored: $0, shift: shift, weight: weight) }
      }
    }
  }
}

/// Runs a batch once for each view and averages the raw outputs.
final class ViewAverage {
  private let views: [ScoringViews.View]
  private let outputs: Int
  /// For each view, where each number of a sample comes from.
  private let sources: [[Int32]]
  private var original: [Float] = []
  // Owned here, so that it stays where it is until the next run.
  private var mean = UnsafeMutableBufferPointer<Float>.allocate(capacity: 0)

  init(_ views: ScoringViews, _ preprocessing: Preprocessing, network: Network) {
    self.views = views.views
    outputs = network.output.count
    sources =
      views == .single
      ? [] : views.views.map { preprocessing.sources(mirrored: $0.isMirrored, shift: $0.shift) }
  }

  /// Runs `context`, whose input holds a batch, and gives the outputs `[N, outputs]`, which stay until the next run.
  func run(_ context: ExecutionContext) throws -> UnsafeBufferPointer<Float> {
    guard views.count > 1 else {
      try context.run()
      return context.logits
    }
    original = Array(context.input)
    if mean.count != context.batch * outputs {
      mean.deallocate()
      mean = .allocate(capacity: context.batch * outputs)
    }
    mean.initialize(repeating: 0)
    for (view, source) in zip(views, sources) {
      let size = source.count
      original.withUnsafeBufferPointer { original in
        guard let from = original.baseAddress, let to = context.input.baseAddress else { return }
        Threads.perform(context.batch) { sample in
          let (from, to) = (from + sample * size, to + sample * size)
          for i in 0..<size { to[i] = from[Int(source[i])] }
        }
      }
      try context.run()
      for (index, value) in context.logits.enumerated() { mean[index] += view.weight * value }
    }
    return UnsafeBufferPointer(mean)
  }

  deinit { mean.deallocate() }
}
