import COneDNN

extension Kernel {
  /// y = x Wᵀ + b, with `fused` applied to the result.
  ///
  /// Layouts made with `any` are chosen by oneDNN.
  static func innerProduct(
    node: String, engine: Engine, isTraining: Bool, source: Layout, weights: Layout, bias: Layout?,
    destination: Layout, fused: Elementwise?
  ) throws(ExecutionError) -> Kernel {
    var fusion = fovea_dnn_fusion()
    if let (kind, alpha) = fused?.raw {
      fusion = fovea_dnn_fusion(has_activation: 1, activation: kind, alpha: alpha)
    }
    return try Kernel("inner product", node: node, engine: engine) { engine, result in
      fovea_dnn_inner_product_forward(
        engine, purpose(isTraining), source.pointer, weights.pointer, bias?.pointer, destination.pointer,
        &fusion,
        result)
    }
  }

  static func innerProductSourceGradient(
    engine: Engine, sourceGradient: Layout, weights: Layout, destinationGradient: Layout, forward: Kernel
  ) throws(ExecutionError) -> Kernel {
    try Kernel("inner product, source gradient", node: forward.node, engine: engine) { engine, result in
      fovea_dnn_inner_product_backward_data(
        engine, sourceGradient.pointer, weights.pointer, destinationGradient.pointer, forward.operation,
        result)
    }
  }

  static func innerProductWeightsGradient(
    engine: Engine, source: Layout, weightsGradient: Layout, biasGradient: Layout?,
    destinationGradient: Layout,
    forward: Kernel
  ) throws(ExecutionError) -> Kernel {
    try Kernel("inner product, weights gradient", node: forward.node, engine: engine) { engine, result in
      fovea_dnn_inner_product_backward_weights(
        engine, source.pointer, weightsGradient.pointer, biasGradient?.pointer, destinationGradient.pointer,
        forward.operation, result)
    }
  }

  static func elementwise(
    _ function: Elementwise, node: String, engine: Engine, isTraining: Bool, data: Layout
  ) throws(ExecutionError) -> Kernel {
    let (kind, alpha) = function.raw
    return try Kernel("elementwise", node: node, engine: engine) { engine, result in
      fovea_dnn_elementwise_forward(engine, purpose(isTraining), kind, alpha, data.pointer, result)
    }
  }

  /// The gradient of an elementwise function, computed from its result.
  static func elementwiseGradient(
    _ function: Elementwise, engine: Engine, gradient: Layout, destination: Layout, forward: Kernel
  ) throws(ExecutionError) -> Kernel {
    let (kind, alpha) = function.raw
    return try Kernel("elementwise, gradient", node: forward.node, engine: engine) { engine, result in
      fovea_dnn_elementwise_backward(
        engine, kind, alpha, gradient.pointer, destination.pointer, forward.operation, result)
    }
  }

  static func softmax(
    node: String, engine: Engine, isTraining: Bool, axis: Int, data: Layout
  ) throws(ExecutionError) -> Kernel {
    try Kernel("softmax", node: node, engine: engine) { engine, result in
      fovea_dnn_softmax_forward(engine, purpose(isTraining), Int32(axis), data.pointer, result)
    }
  }

  static func softmaxGradient(
    engine: Engine, axis: Int, gradient: Layout, destination: Layout, forward: Kernel
  ) throws(ExecutionError) -> Kernel {
    try Kernel("softmax, gradient", node: forward.node, engine: engine) { engine, result in
      fovea_dnn_softmax_backward(
        engine, Int32(axis), gradient.pointer, destination.pointer, forward.operation, result)
    }
  }

  static func batchNormalization(
    node: String, engine: Engine, isTraining: Bool, epsilon: Float, data: Layout
  ) throws(ExecutionError) -> Kernel {
    try Kernel("batch normalisation", node: node, engine: engine) { engine, result in
      fovea_dnn_batch_normalization_forward(engine, purpose(isTraining), epsilon, data.pointer, result)
    }
  }

  static func batchNormalizationGradient(
    engine: Engine, epsilon: Float, gradient: Layout, data: Layout, forward: Kernel
  ) throws(ExecutionError) -> Kernel {
    try Kernel("batch normalisation, gradient", node: forward.node, engine: engine) { engine, result in
      fovea_dnn_batch_normalization_backward(
        engine, epsilon, gradient.pointer, data.pointer, forward.operation, result)
    }
  }

  /// Copies a tensor from one layout to another.
  static func reorder(node: String, engine: Engine, from: Layout, to: Layout) throws(ExecutionError) -> Kernel
  {
    try Kernel("reorder", node: node, engine: engine) { engine, result in
      fovea_dnn_reorder(engine, from.pointer, to.pointer, result)
    }
  }

  /// destination = left + right, where destination may be left.
  static func add(
    node: String, engine: Engine, left: Layout, right: Layout, destination: Layout
  ) throws(ExecutionError) -> Kernel {
    try Kernel("addition", node: node, engine: engine) { engine, result in
      fovea_dnn_add(engine, left.pointer, right.pointer, destination.pointer, result)
    }
  }
}

private func purpose(_ isTraining: Bool) -> fovea_dnn_purpose {
  isTraining ? FOVEA_DNN_TRAINING : FOVEA_DNN_INFERENCE
}
