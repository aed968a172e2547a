import COneDNN

extension Kernel {
  /// Batch normalisation over `[N, C, H, W]`; with `fusesReLU` negative results become zero, which while training
  /// a workspace remembers.
  ///
  /// - Parameter usesRunningStatistics: whether it is given mean and variance, instead of computing and writing them.
  static func batchNormalization(
    node: String, engine: Engine, isTraining: Bool, epsilon: Float, usesRunningStatistics: Bool,
    fusesReLU: Bool, data: Layout
  ) throws(ExecutionError) -> Kernel {
    try Kernel("batch normalisation", node: node, engine: engine) { engine, result in
      fovea_dnn_batch_normalization_forward(
        engine, purpose(isTraining), epsilon, usesRunningStatistics ? 1 : 0, fusesReLU ? 1 : 0, data.pointer,
        result)
    }
  }

  /// Whether the gradient of batch normalisation is given the shift, which it does not depend on.
  static var batchNormalizationGradientTakesShift: Bool {
    fovea_dnn_batch_normalization_backward_takes_shift() != 0
  }

  static func batchNormalizationGradient(
    engine: Engine, epsilon: Float, usesRunningStatistics: Bool, fusesReLU: Bool, gradient: Layout,
    data: Layout, forward: Kernel
  ) throws(ExecutionError) -> Kernel {
    try Kernel("batch normalisation, gradient", node: forward.node, engine: engine) { engine, result in
      fovea_dnn_batch_normalization_backward(
        engine, epsilon, usesRunningStatistics ? 1 : 0, fusesReLU ? 1 : 0, gradient.pointer, data.pointer,
        forward.operation, result)
    }
  }

  /// Layer normalisation over the last dimension; `statistics` has the others.
  static func layerNormalization(
    node: String, engine: Engine, isTraining: Bool, epsilon: Float, data: Layout, statistics: Layout
  ) throws(ExecutionError) -> Kernel {
    try Kernel("layer normalisation", node: node, engine: engine) { engine, result in
      fovea_dnn_layer_normalization_forward(
        engine, purpose(isTraining), epsilon, data.pointer, statistics.pointer, result)
    }
  }

  static func layerNormalizationGradient(
    engine: Engine, epsilon: Float, gradient: Layout, data: Layout, statistics: Layout, forward: Kernel
  ) throws(ExecutionError) -> Kernel {
    try Kernel("layer normalisation, gradient", node: forward.node, engine: engine) { engine, result in
      fovea_dnn_layer_normalization_backward(
        engine, epsilon, gradient.pointer, data.pointer, statistics.pointer, forward.operation, result)
    }
  }
}
