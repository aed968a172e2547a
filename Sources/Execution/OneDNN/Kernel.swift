import COneDNN
import Foundation

/// A compiled operation of oneDNN.
///
/// It holds no data: one kernel may run in several threads at once, each with its own memories and scratchpad.
final class Kernel: @unchecked Sendable {
  let call: String
  let node: String
  // Written in init and deinit only; oneDNN's primitives may be executed from any thread.
  let operation: OpaquePointer
  private let primitive: OpaquePointer
  let engine: Engine

  /// Kernels are made one after the other: where two threads made some at once, oneDNN 2.6.3 gave a wrong one for bfloat16 on
  /// AMX now and then (`ConcurrentCompilationTests`, 18 of 120 processes without this lock).
  private static let creation = NSLock()

  init(
    _ call: String, node: String, engine: Engine,
    _ body: (OpaquePointer, UnsafeMutablePointer<OpaquePointer?>) -> Int32
  ) throws(ExecutionError) {
    self.call = call
    self.node = node
    self.engine = engine
    Kernel.creation.lock()
    defer { Kernel.creation.unlock() }
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

  /// The name of the implementation that oneDNN chose, such as `jit:avx2`.
  var implementation: String { String(cString: fovea_dnn_operation_implementation(operation)) }

  /// Whether it is more than oneDNN's reference loops, which compute one number at a time.
  var isVectorized: Bool { !implementation.hasPrefix("ref") }

  /// Runs to the end; `roles` and `memories` are parallel.
  func run(
    roles: UnsafePointer<Int32>, memories: UnsafePointer<OpaquePointer?>, count: Int
  ) throws(ExecutionError) {
    let status = fovea_dnn_execute(primitive, engine.pointer, Int32(count), roles, memories)
    guard status == 0 else { throw .library(call: call, node: node, status: Int(status)) }
  }
}
