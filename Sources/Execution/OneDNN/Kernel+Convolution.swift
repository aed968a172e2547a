import COneDNN

/// The ways in which oneDNN can compute a convolution.
enum ConvolutionAlgorithm: String, Hashable, Sendable, CaseIterable {
  case direct
  /// Lavin, Gray: *Fast Algorithms for Convolutional Neural Networks*, arXiv:1509.09308.
  case winograd

  var raw: fovea_dnn_algorithm {
    switch self {
    case .direct: FOVEA_DNN_DIRECT
    case .winograd: FOVEA_DNN_WINOGRAD
    }
  }
}

extension Kernel {
  /// A convolution of `[N, I, H, W]` with weights `[O, I, h, w]` or `[G, O/G, I/G, h, w]`.
  ///
  /// Layouts made with `any` are chosen by oneDNN.
  static func convolution(
    node: String, engine: Engine, isTraining: Bool, algorithm: ConvolutionAlgorithm, window: Window,
    source: Layout, weights: Layout, bias: Layout?, destination: Layout, fusion: Fusion
  ) throws(ExecutionError) -> Kernel {
    var (window, fusion) = (window.raw, fusion.raw)
    return try Kernel("convolution", node: node, engine: engine) { engine, result in
      fovea_dnn_convolution_forward(
        engine, purpose(isTraining), algorithm.raw, &window, source.pointer, weights.pointer, bias?.pointer,
        destination.pointer, &fusion, result)
    }
  }

  static func convolutionSourceGradient(
    engine: Engine, algorithm: ConvolutionAlgorithm, window: Window, sourceGradient: Layout, weights: Layout,
    destinationGradient: Layout, forward: Kernel
  ) throws(ExecutionError) -> Kernel {
    var window = window.raw
    return try Kernel("convolution, source gradient", node: forward.node, engine: engine) { engine, result in
      fovea_dnn_convolution_backward_data(
        engine, algorithm.raw, &window, sourceGradient.pointer, weights.pointer, destinationGradient.pointer,
        forward.operation, result)
    }
  }

  static func convolutionWeightsGradient(
    engine: Engine, algorithm: ConvolutionAlgorithm, window: Window, source: Layout, weightsGradient: Layout,
    biasGradient: Layout?, destinationGradient: Layout, forward: Kernel
  ) throws(ExecutionError) -> Kernel {
    var window = window.raw
    return try Kernel("convolution, weights gradient", node: forward.node, engine: engine) { engine, result in
      fovea_dnn_convolution_backward_weights(
        engine, algorithm.raw, &window, source.pointer, weightsGradient.pointer, biasGradient?.pointer,
        destinationGradient.pointer, forward.operation, result)
    }
  }

  /// A transposed convolution of `[N, I, H, W]` with weights `[O, I, h, w]` or `[G, O/G, I/G, h, w]`.
  static func deconvolution(
    node: String, engine: Engine, isTraining: Bool, window: Window, source: Layout, weights: Layout,
    bias: Layout?, destination: Layout, fusion: Fusion
  ) throws(ExecutionError) -> Kernel {
    var (window, fusion) = (window.raw, fusion.raw)
    return try Kernel("transposed convolution", node: node, engine: engine) { engine, result in
      fovea_dnn_deconvolution_forward(
        engine, purpose(isTraining), &window, source.pointer, weights.pointer, bias?.pointer,
        destination.pointer, &fusion, result)
    }
  }

  static func deconvolutionSourceGradient(
    engine: Engine, window: Window, sourceGradient: Layout, weights: Layout, destinationGradient: Layout,
    forward: Kernel
  ) throws(ExecutionError) -> Kernel {
    var window = window.raw
    return try Kernel("transposed convolution, source gradient", node: forward.node, engine: engine) {
      fovea_dnn_deconvolution_backward_data(
        $0, &window, sourceGradient.pointer, weights.pointer, destinationGradient.pointer, forward.operation,
        $1)
    }
  }

  static func deconvolutionWeightsGradient(
    engine: Engine, window: Window, source: Layout, weightsGradient: Layout, biasGradient: Layout?,
    destinationGradient: Layout, forward: Kernel
  ) throws(ExecutionError) -> Kernel {
    var window = window.raw
    return try Kernel("transposed convolution, weights gradient", node: forward.node, engine: engine) {
      fovea_dnn_deconvolution_backward_weights(
        $0, &window, source.pointer, weightsGradient.pointer, biasGradient?.pointer,
        destinationGradient.pointer, forward.operation, $1)
    }
  }
}
