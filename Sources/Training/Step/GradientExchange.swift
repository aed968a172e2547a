/// What several learners of one network do with their gradients, between summing over batches and clipping.
///
/// Each learner has the same parameters and samples of its own; after the exchange all have the same gradient and take the
/// same step. Gradients lie in the order and the layouts of the kernels, which learners share that run on processors with
/// the same instructions.
public protocol GradientExchange: AnyObject {
  /// Replaces the mean gradient over `samples` samples of this learner by the mean over the samples of all.
  ///
  /// It is called once for each step of the optimiser. What it throws ends the step, which then has changed nothing.
  func average(_ gradients: UnsafeMutableBufferPointer<Float>, samples: Int) throws
}
