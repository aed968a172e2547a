import COneDNN

/// What a memory is to a kernel.
enum Role: Hashable, Sendable {
  case source, destination, weights, bias, mean, variance, scale, shift, workspace, scratchpad
  case sourceGradient, destinationGradient, weightsGradient, biasGradient, scaleGradient, shiftGradient
  case secondSource
  /// One of several sources, by its position.
  case part(Int)

  var raw: Int32 {
    let role =
      switch self {
      case .source: FOVEA_DNN_SOURCE
      case .destination: FOVEA_DNN_DESTINATION
      case .weights: FOVEA_DNN_WEIGHTS
      case .bias: FOVEA_DNN_BIAS
      case .mean: FOVEA_DNN_MEAN
      case .variance: FOVEA_DNN_VARIANCE
      case .scale: FOVEA_DNN_SCALE
      case .shift: FOVEA_DNN_SHIFT
      case .workspace: FOVEA_DNN_WORKSPACE
      case .scratchpad: FOVEA_DNN_SCRATCHPAD
      case .sourceGradient: FOVEA_DNN_SOURCE_GRADIENT
      case .destinationGradient: FOVEA_DNN_DESTINATION_GRADIENT
      case .weightsGradient: FOVEA_DNN_WEIGHTS_GRADIENT
      case .biasGradient: FOVEA_DNN_BIAS_GRADIENT
      case .scaleGradient: FOVEA_DNN_SCALE_GRADIENT
      case .shiftGradient: FOVEA_DNN_SHIFT_GRADIENT
      case .secondSource: FOVEA_DNN_SOURCE_2
      case .part: FOVEA_DNN_PART
      }
    guard case .part(let position) = self else { return Int32(role.rawValue) }
    return Int32(role.rawValue) + Int32(position)
  }
}
