import COneDNN

/// What a memory is to a kernel.
enum Role: Int, Hashable, Sendable {
  case source, destination, weights, bias, mean, variance, scale, shift, workspace, scratchpad
  case sourceGradient, destinationGradient, weightsGradient, biasGradient, scaleGradient, shiftGradient
  case secondSource

  var raw: fovea_dnn_role {
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
    }
  }
}

/// An elementwise function that oneDNN can run alone or fused behind another kernel.
enum Elementwise: Hashable, Sendable {
  case relu(slope: Float)
  case tanh
  case logistic

  var raw: (kind: fovea_dnn_elementwise, alpha: Float) {
    switch self {
    case .relu(let slope): (FOVEA_DNN_RELU, slope)
    case .tanh: (FOVEA_DNN_TANH, 0)
    case .logistic: (FOVEA_DNN_LOGISTIC, 0)
    }
  }
}

/// A compiled operation of oneDNN.
///
/// It holds no data: one kernel may run in several threads at once, each with its own memories and scratchpad.
final class Kernel: @unchecked Sendable {
  let call: String
  let node: String
  // Written in init and deinit only; oneDNN's primitives may be executed from any thread.
  let operation: OpaquePointer
  private let primitive: OpaquePointer
  private let engine: Engine

  init(
    _ call: String, node: String, engine: Engine,
    _ body: (OpaquePointer, UnsafeMutablePointer<OpaquePointer?>) -> Int32
  ) throws(ExecutionError) {
    self.call = call
    self.node = node
    self.engine = engine
    let operation = try create(call, node: node) { body(engine.pointer, $0) }
    do throws(ExecutionError) {
      primitive = try create(call, node: node) { fovea_dnn_primitive_create(operation, $0) }
    } catch {
      fovea_dnn_operation_destroy(operation)
      throw error
    }
    self.operation = operation
  }

  deinit {
    fovea_dnn_primitive_destroy(primitive)
    fovea_dnn_operation_destroy(operation)
  }

  /// The layout that the kernel settled on for `role`, or nil where it has no such memory.
  func optionalLayout(_ role: Role) throws(ExecutionError) -> Layout? {
    var result: OpaquePointer?
    let status = fovea_dnn_operation_layout(operation, role.raw, &result)
    guard status == 0 else { throw .library(call: "\(call), \(role)", node: node, status: Int(status)) }
    return result.map(Layout.init(owning:))
  }

  /// The layout that the kernel settled on for a memory that it must have.
  func layout(_ role: Role) throws(ExecutionError) -> Layout {
    guard let layout = try optionalLayout(role) else {
      throw .library(call: "\(call), \(role)", node: node, status: 2)
    }
    return layout
  }

  /// Runs to the end; `roles` and `memories` are parallel.
  func run(
    roles: UnsafePointer<fovea_dnn_role>, memories: UnsafePointer<OpaquePointer?>, count: Int
  ) throws(ExecutionError) {
    let status = fovea_dnn_execute(primitive, engine.pointer, Int32(count), roles, memories)
    guard status == 0 else { throw .library(call: call, node: node, status: Int(status)) }
  }
}
