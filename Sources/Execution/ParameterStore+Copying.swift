package import FoveaNetworks

extension ParameterStore {
  /// Copies `tensors` in; every parameter must be there with its shape, and nothing else.
  package func load(_ tensors: [String: Tensor]) throws(ExecutionError) {
    try load(tensors, specs) { address(of: $0) }
    markChanged()
  }

  /// Copies tensors by the names of the learned parameters into a block from `makeBuffer`.
  package func load(_ tensors: [String: Tensor], into block: AlignedMemory) throws(ExecutionError) {
    try load(tensors, specs.filter(\.isTrainable)) {
      specs[$0].isTrainable ? address(of: $0, in: block) : nil
    }
  }

  private func load(
    _ tensors: [String: Tensor], _ expected: [ParameterSpec], at address: (Int) -> UnsafeMutableRawPointer?
  ) throws(ExecutionError) {
    for spec in expected {
      guard let tensor = tensors[spec.name] else { throw .missingParameter(spec.name) }
      guard tensor.shape == spec.shape else {
        throw .parameterShape(spec.name, expected: spec.shape, received: tensor.shape)
      }
    }
    if tensors.count > expected.count {
      let known = Set(expected.map(\.name))
      throw .unexpectedParameter(tensors.keys.filter { !known.contains($0) }.min() ?? "")
    }
    for (index, spec) in specs.enumerated() {
      guard let target = address(index), let tensor = tensors[spec.name] else { continue }
      let memory = try AlignedMemory(bytes: spec.shape.count * MemoryLayout<Float>.stride)
      _ = memory.floats.update(fromContentsOf: tensor.elements)
      try copy(spec, from: (memory.address, try layouts[index].plain()), to: (target, layouts[index]))
    }
  }

  /// Copies every parameter out, by name.
  package func tensors() throws(ExecutionError) -> [String: Tensor] {
    try tensors { address(of: $0) }
  }

  /// Copies a block from `makeBuffer` out as tensors by the names of the learned parameters.
  package func tensors(from block: AlignedMemory) throws(ExecutionError) -> [String: Tensor] {
    try tensors { specs[$0].isTrainable ? address(of: $0, in: block) : nil }
  }

  /// A plain row-major copy of one of `segments`.
  ///
  /// - Parameter source: where it begins in a block in the order of `trainable`.
  package func plain(
    segment: Int, from source: UnsafeMutablePointer<Float>
  ) throws(ExecutionError) -> AlignedMemory {
    let index = learnedIndices[segment]
    let memory = try AlignedMemory(bytes: specs[index].shape.count * MemoryLayout<Float>.stride)
    try copy(
      specs[index], from: (UnsafeMutableRawPointer(source), layouts[index]),
      to: (memory.address, try layouts[index].plain()))
    return memory
  }

  /// Puts a copy from `plain(segment:from:)` back.
  package func place(
    _ values: AlignedMemory, segment: Int, to target: UnsafeMutablePointer<Float>
  ) throws(ExecutionError) {
    let index = learnedIndices[segment]
    try copy(
      specs[index], from: (values.address, try layouts[index].plain()),
      to: (UnsafeMutableRawPointer(target), layouts[index]))
  }

  private func tensors(
    at address: (Int) -> UnsafeMutableRawPointer?
  ) throws(ExecutionError) -> [String: Tensor] {
    var tensors: [String: Tensor] = [:]
    for (index, spec) in specs.enumerated() {
      guard let source = address(index) else { continue }
      let memory = try AlignedMemory(bytes: spec.shape.count * MemoryLayout<Float>.stride)
      try copy(spec, from: (source, layouts[index]), to: (memory.address, try layouts[index].plain()))
      tensors[spec.name] = Tensor(spec.shape, Array(memory.floats.prefix(spec.shape.count)))
    }
    return tensors
  }

  private func copy(
    _ spec: ParameterSpec, from: (address: UnsafeMutableRawPointer, layout: Layout),
    to: (address: UnsafeMutableRawPointer, layout: Layout)
  ) throws(ExecutionError) {
    guard !from.layout.isEqual(to: to.layout) else {
      to.address.copyMemory(from: from.address, byteCount: from.layout.bytes)
      return
    }
    let engine = try Engine.shared()
    let kernel = try Kernel.reorder(node: spec.name, engine: engine, from: from.layout, to: to.layout)
    try BoundKernel.runOnce(kernel, from: from, to: to)
  }
}
