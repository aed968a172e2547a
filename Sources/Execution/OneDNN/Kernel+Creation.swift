import COneDNN

extension Kernel {
  /// y = x Wᵀ + b, with `fused` applied to the result.
  ///
  /// Layouts made with `any` are chosen by oneDNN.
  static func innerProduct(
    node: String, engine: Engine, isTraining: Bool, source: Layout, weights: Layout, bias: Layout?,
    destination: Layout, fusion: Fusion
  ) throws(ExecutionError) -> Kernel {
    var fusion = fusion.raw
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
    let (kind, alpha, beta) = function.raw
    return try Kernel("elementwise", node: node, engine: engine) { engine, result in
      fovea_dnn_elementwise_forward(engine, purpose(isTraining), kind, alpha, beta, data.pointer, result)
    }
  }

  /// The gradient of an elementwise function, computed from its result or its input (`gradientUsesResult`).
  static func elementwiseGradient(
    _ function: Elementwise, engine: Engine, gradient: Layout, data: Layout, forward: Kernel
  ) throws(ExecutionError) -> Kernel {
    let (kind, alpha, beta) = function.raw
    return try Kernel("elementwise, gradient", node: forward.node, engine: engine) { engine, result in
      fovea_dnn_elementwise_backward(
        engine, kind, alpha, beta, gradient.pointer, data.pointer, forward.operation, result)
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
}

func purpose(_ isTraining: Bool) -> fovea_dnn_purpose {
  isTraining ? FOVEA_DNN_TRAINING : FOVEA_DNN_INFERENCE
}
