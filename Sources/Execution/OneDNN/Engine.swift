import COneDNN

/// The processor as oneDNN sees it; every handle of the library belongs to one.
final class Engine: @unchecked Sendable {
  // The C engine is written in init and deinit only; oneDNN allows calls on it from any thread.
  let pointer: OpaquePointer

  private init() throws(ExecutionError) {
    pointer = try create("an engine", node: "") { fovea_dnn_engine_create($0) }
  }

  deinit { fovea_dnn_engine_destroy(pointer) }

  private static let instance = Result { () throws(ExecutionError) in try Engine() }

  /// The one engine of the process.
  static func shared() throws(ExecutionError) -> Engine { try instance.get() }

  /// The level that oneDNN makes its kernels for, which is that of our own loops.
  static var level: ProcessorLevel? { ProcessorLevel(rawValue: fovea_dnn_level()) }

  /// The version of the library that was loaded, such as `2.6.3`.
  static var version: String {
    var (major, minor, patch): (Int32, Int32, Int32) = (0, 0, 0)
    fovea_dnn_version(&major, &minor, &patch)
    return "\(major).\(minor).\(patch)"
  }
}

/// The version of oneDNN that runs the networks, such as `2.6.3`.
package var oneDNNVersion: String { Engine.version }

/// Calls a creating function of COneDNN and returns what it made: the one place where statuses become errors.
func create(
  _ call: String, node: String, _ body: (UnsafeMutablePointer<OpaquePointer?>) -> Int32
) throws(ExecutionError) -> OpaquePointer {
  var result: OpaquePointer?
  let status = body(&result)
  guard status == 0, let result else {
    throw .library(call: call, node: node, status: Int(status))
  }
  return result
}
