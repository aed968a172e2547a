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
  let learned: AlignedMemory
  let statistics: AlignedMemory
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

  /// The index among all parameters of each of `segments`.
  var learnedIndices: [Int] { specs.indices.filter { specs[$0].isTrainable } }

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
