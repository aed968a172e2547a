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

  /// Runs `kernel` once from one memory to another, with a scratchpad of its own.
  ///
  /// In the guard mode it sees copies of both that have pages of their own.
  static func runOnce(
    _ kernel: Kernel, from source: (address: UnsafeMutableRawPointer, layout: Layout),
    to destination: (address: UnsafeMutableRawPointer, layout: Layout)
  ) throws(ExecutionError) {
    let scratchpad = try kernel.optionalLayout(.scratchpad)
    let memory = try AlignedMemory(bytes: scratchpad?.bytes ?? 0)
    func run(_ from: UnsafeMutableRawPointer, _ to: UnsafeMutableRawPointer) throws(ExecutionError) {
      var arguments: [(role: Role, layout: Layout, address: UnsafeMutableRawPointer)] = [
        (.source, source.layout, from), (.destination, destination.layout, to),
      ]
      if let scratchpad { arguments.append((.scratchpad, scratchpad, memory.address)) }
      try BoundKernel(kernel, engine: kernel.engine, arguments: arguments).run()
    }
    guard MemoryGuard.isOn else { return try run(source.address, destination.address) }
    let from = try AlignedMemory(bytes: source.layout.bytes, isGuarded: true)
    let to = try AlignedMemory(bytes: destination.layout.bytes, isGuarded: true)
    from.address.copyMemory(from: source.address, byteCount: source.layout.bytes)
    to.fillWithNaN()
    try run(from.address, to.address)
    guard from.isIntact, to.isIntact, memory.isIntact else {
      throw .overrun(node: kernel.node, call: kernel.call)
    }
    destination.address.copyMemory(from: to.address, byteCount: destination.layout.bytes)
  }

  func run() throws(ExecutionError) {
    try kernel.run(roles: roles, memories: memories, count: roles.count)
  }
}
