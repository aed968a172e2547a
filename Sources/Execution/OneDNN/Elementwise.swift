import COneDNN

/// A function of single elements that oneDNN can run alone or fused behind another kernel.
enum Elementwise: Hashable, Sendable {
  case relu(slope: Float)
  /// min(max(x, lower), upper).
  case clip(lower: Float, upper: Float)
  case tanh
  case logistic
  /// x σ(x).
  case swish
  /// x Φ(x), by the error function.
  case gelu
  /// scale · x.
  case scaled(by: Float)

  var raw: (kind: fovea_dnn_elementwise, alpha: Float, beta: Float) {
    switch self {
    case .relu(let slope): (FOVEA_DNN_RELU, slope, 0)
    case .clip(let lower, let upper): (FOVEA_DNN_CLIP, lower, upper)
    case .tanh: (FOVEA_DNN_TANH, 0, 0)
    case .logistic: (FOVEA_DNN_LOGISTIC, 0, 0)
    case .swish: (FOVEA_DNN_SWISH, 1, 0)
    case .gelu: (FOVEA_DNN_GELU, 0, 0)
    case .scaled(let scale): (FOVEA_DNN_LINEAR, scale, 0)
    }
  }

  /// Whether the gradient is computed from the result, so that the input need not be kept; else from the input.
  var gradientUsesResult: Bool { fovea_dnn_elementwise_uses_destination(raw.kind) != 0 }
}

/// What a kernel does to its result before writing it.
struct Fusion: Hashable, Sendable {
  /// The result is added to what the destination holds.
  var addsToDestination = false
  var activation: Elementwise?

  static let none = Fusion()

  var raw: fovea_dnn_fusion {
    var raw = fovea_dnn_fusion()
    raw.adds_to_destination = addsToDestination ? 1 : 0
    if let (kind, alpha, beta) = activation?.raw {
      (raw.has_activation, raw.activation, raw.alpha, raw.beta) = (1, kind, alpha, beta)
    }
    return raw
  }
}
