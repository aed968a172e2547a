/// Smaller pictures at first: rough shapes are learned from few pixels, in less time, and fine ones at the end from all.
///
/// Howard et al.: *fast.ai at DAWNBench*, 2018; Tan, Le: *EfficientNetV2: Smaller Models and Faster Training*,
/// arXiv:2104.00298, section 4.
public struct ProgressiveResizing: Hashable, Sendable {
  /// Side of the smaller pictures as a share of the full one; 1 trains on full ones only.
  public var scale: Float
  /// The share of the run's steps that have them.
  public var share: Float

  /// Makes a beginning with pictures of `scale`, for `share` of the steps; a scale of 1 is none.
  public init(scale: Float = 1, share: Float = 0.6) {
    self.scale = scale
    self.share = share
  }

  /// Whether there are smaller pictures at all.
  package var isUsed: Bool { scale < 1 }

  /// Whether the step after `done` of the run, 0 to 1, has them.
  func isEarly(at done: Double) -> Bool { isUsed && done < Double(share) }

  /// What a step costs, as a share of one on full pictures, on average from `done` of the run to its end.
  ///
  /// - Parameter cost: that of a step on smaller pictures.
  func meanCost(from done: Double, cost: Double) -> Double {
    guard isEarly(at: done) else { return 1 }
    let early = (Double(share) - done) / (1 - done)
    return early * cost + 1 - early
  }

  /// What a step on smaller pictures is expected to cost: their share of the pixels.
  var pixelShare: Double { Double(scale * scale) }
}
