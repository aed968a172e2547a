package import FoveaNetworks
import Synchronization

/// The parameters of a network in the layouts of its kernels.
///
/// What is learned lies in one flat block in the network's order, so that an optimiser step is one pass over
/// memory; running statistics lie in another. Padding of blocked layouts stays zero under any optimiser whose
/// update of a zero weight with a zero gradient is zero.
package final class ParameterStore: @unchecked Sendable {
  // Plans read it while inference runs and training writes it; whoever trains is alone with it.
  let layouts: [Layout]
  let specs: [ParameterSpec]
  private let offsets: [Int]  // bytes within the block of each parameter's kind
  private let learned: AlignedMemory
  private let statistics: AlignedMemory
  private let changes = Atomic(0)

  init(_ specs: [ParameterSpec], layouts: [Layout]) throws(ExecutionError) {
    self.specs = specs
    self.layouts = layouts
    var offsets: [Int] = []
    var learnedBytes = 0
    var statisticsBytes = 0
    for (spec, layout) in zip(specs, layouts) {
      let size = (layout.bytes + ArenaPlan.alignment - 1) / ArenaPlan.alignment * ArenaPlan.alignment
      offsets.append(spec.isTrainable ? learnedBytes : statisticsBytes)
      if spec.isTrainable { learnedBytes += size } else { statisticsBytes += size }
    }
    self.offsets = offsets
    self.learned = try AlignedMemory(bytes: learnedBytes)
    self.statistics = try AlignedMemory(bytes: statisticsBytes)
  }

  /// Everything that is learned, in one block; whoever asks for it is taken to write it.
  package var trainable: UnsafeMutableBufferPointer<Float> {
    markChanged()
    return learned.floats
  }

  /// A number that changes whenever the parameters may have changed.
  var version: Int { changes.load(ordering: .acquiring) }

  func markChanged() { changes.add(1, ordering: .releasing) }

  /// Where in `trainable` each learned parameter lies, with what it is.
  package var segments: [(spec: ParameterSpec, range: Range<Int>)] {
    zip(specs, zip(offsets, layouts)).compactMap { spec, place in
      guard spec.isTrainable else { return nil }
      let start = place.0 / MemoryLayout<Float>.stride
      return (spec, start..<start + place.1.bytes / MemoryLayout<Float>.stride)
    }
  }

  /// A zeroed block of the size and order of `trainable`: for gradients and what an optimiser remembers.
  package func makeBuffer() throws(ExecutionError) -> AlignedMemory {
    try AlignedMemory(bytes: learned.bytes)
  }

  func address(of index: Int) -> UnsafeMutableRawPointer {
    (specs[index].isTrainable ? learned : statistics).address + offsets[index]
  }

  /// Where the gradient of a learned parameter lies in a block from `makeBuffer`.
  func address(of index: Int, in gradients: AlignedMemory) -> UnsafeMutableRawPointer {
    gradients.address + offsets[index]
  }
}

extension ParameterStore {
  /// Copies `tensors` in; every parameter must be there with its shape, and nothing else.
  package func load(_ tensors: [String: Tensor]) throws(ExecutionError) {
    for spec in specs {
      guard let tensor = tensors[spec.name] else { throw .missingParameter(spec.name) }
      guard tensor.shape == spec.shape else {
        throw .parameterShape(spec.name, expected: spec.shape, received: tensor.shape)
      }
    }
    if tensors.count > specs.count {
      let known = Set(specs.map(\.name))
      throw .unexpectedParameter(tensors.keys.filter { !known.contains($0) }.min() ?? "")
    }
    for (index, spec) in specs.enumerated() {
      guard let tensor = tensors[spec.name] else { continue }
      let memory = try AlignedMemory(bytes: spec.shape.count * MemoryLayout<Float>.stride)
      _ = memory.floats.update(fromContentsOf: tensor.elements)
      try copy(
        spec, from: (memory.address, try layouts[index].plain()),
        to: (address(of: index), layouts[index]))
    }
    markChanged()
  }

  /// Copies every parameter out, by name.
  package func tensors() throws(ExecutionError) -> [String: Tensor] {
    try tensors { address(of: $0) }
  }

  /// Copies a block from `makeBuffer` out as tensors by the names of the learned parameters.
  package func tensors(from block: AlignedMemory) throws(ExecutionError) -> [String: Tensor] {
    try tensors { specs[$0].isTrainable ? address(of: $0, in: block) : nil }
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
    var arguments: [(role: Role, layout: Layout, address: UnsafeMutableRawPointer)] = [
      (.source, from.layout, from.address), (.destination, to.layout, to.address),
    ]
    let scratchpad = try kernel.optionalLayout(.scratchpad)
    let memory = try AlignedMemory(bytes: scratchpad?.bytes ?? 0)
    if let scratchpad { arguments.append((.scratchpad, scratchpad, memory.address)) }
    try BoundKernel(kernel, engine: engine, arguments: arguments).run()
  }
}
