import COneDNN
import FoveaNetworks

extension Kernel {
  enum PoolingKind: Sendable {
    case max
    case average(includesPadding: Bool)

    var raw: fovea_dnn_pooling {
      switch self {
      case .max: FOVEA_DNN_MAX
      case .average(includesPadding: true): FOVEA_DNN_AVERAGE_INCLUDING_PADDING
      case .average(includesPadding: false): FOVEA_DNN_AVERAGE_EXCLUDING_PADDING
      }
    }
  }

  static func pooling(
    _ kind: PoolingKind, node: String, engine: Engine, isTraining: Bool, window: Window, source: Layout,
    destination: Layout
  ) throws(ExecutionError) -> Kernel {
    var window = window.raw
    return try Kernel("pooling", node: node, engine: engine) { engine, result in
      fovea_dnn_pooling_forward(
        engine, purpose(isTraining), kind.raw, &window, source.pointer, destination.pointer, result)
    }
  }

  static func poolingGradient(
    _ kind: PoolingKind, engine: Engine, window: Window, sourceGradient: Layout, destinationGradient: Layout,
    forward: Kernel
  ) throws(ExecutionError) -> Kernel {
    var window = window.raw
    return try Kernel("pooling, gradient", node: forward.node, engine: engine) { engine, result in
      fovea_dnn_pooling_backward(
        engine, kind.raw, &window, sourceGradient.pointer, destinationGradient.pointer, forward.operation,
        result)
    }
  }

  static func resampling(
    _ mode: Upsampling.Mode, node: String, engine: Engine, isTraining: Bool, source: Layout,
    destination: Layout
  ) throws(ExecutionError) -> Kernel {
    try Kernel("resampling", node: node, engine: engine) { engine, result in
      fovea_dnn_resampling_forward(
        engine, purpose(isTraining), mode.raw, source.pointer, destination.pointer, result)
    }
  }

  static func resamplingGradient(
    _ mode: Upsampling.Mode, engine: Engine, sourceGradient: Layout, destinationGradient: Layout,
    forward: Kernel
  ) throws(ExecutionError) -> Kernel {
    try Kernel("resampling, gradient", node: forward.node, engine: engine) { engine, result in
      fovea_dnn_resampling_backward(
        engine, mode.raw, sourceGradient.pointer, destinationGradient.pointer, forward.operation, result)
    }
  }
}

extension Upsampling.Mode {
  fileprivate var raw: fovea_dnn_resampling {
    switch self {
    case .nearest: FOVEA_DNN_NEAREST
    case .bilinear: FOVEA_DNN_BILINEAR
    }
  }
}
