import COneDNN

/// A kernel with the memories that it reads and writes, ready to run again and again without allocation.
final class BoundKernel {
  let kernel: Kernel
  private let roles: [Int32]
  private let memories: [OpaquePointer?]

  /// Binds `kernel` to addresses; they must stay valid, and in the layouts given, while this lives.
  init(
    _ kernel: Kernel, engine: Engine,
    arguments: [(role: Role, layout: Layout, address: UnsafeMutableRawPointer)]
  ) throws(ExecutionError) {
    self.kernel = kernel
    self.roles = arguments.map(\.role.raw)
    var memories: [OpaquePointer?] = []
    do throws(ExecutionError) {
      for argument in arguments {
        memories.append(
          try create("memory for \(kernel.call)", node: kernel.node) {
            fovea_dnn_memory_create(engine.pointer, argument.layout.pointer, argument.address, $0)
          })
      }
    } catch {
      memories.forEach(fovea_dnn_memory_destroy)
      throw error
    }
    self.memories = memories
  }

  deinit { memories.forEach(fovea_dnn_memory_destroy) }

  func run() throws(ExecutionError) {
    try kernel.run(roles: roles, memories: memories, count: roles.count)
  }
}
