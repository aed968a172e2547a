/// Where the buffers of a context lie: in one block for all, or in the guard mode each between pages of its own.
final class PlanMemory {
  private let plan: ArenaPlan
  private let blocks: [AlignedMemory]
  private let isGuarded: Bool

  init(_ plan: ArenaPlan, isGuarded: Bool) throws(ExecutionError) {
    self.plan = plan
    self.isGuarded = isGuarded
    var blocks: [AlignedMemory] = []
    if isGuarded {
      for request in plan.requests {
        let memory = try AlignedMemory(bytes: request.bytes, isGuarded: true)
        memory.fillWithNaN()
        blocks.append(memory)
      }
    } else {
      blocks.append(try AlignedMemory(bytes: plan.bytes))
    }
    self.blocks = blocks
  }

  var bytes: Int { plan.bytes }

  func address(of buffer: Int) -> UnsafeMutableRawPointer {
    isGuarded ? blocks[buffer].address : blocks[0].address + plan.offsets[buffer]
  }

  /// Makes those buffers NaN whose contents begin to matter at `time`: what is read of them now was written before.
  func begin(_ time: Int) { fill { $0.lowerBound == time } }

  /// Makes those buffers NaN whose contents matter until `time`.
  func end(_ time: Int) { fill { $0.upperBound == time } }

  private func fill(where matters: (ClosedRange<Int>) -> Bool) {
    for (request, block) in zip(plan.requests, blocks) where matters(request.lifetime) { block.fillWithNaN() }
  }

  func isIntact(_ buffer: Int) -> Bool { blocks[isGuarded ? buffer : 0].isIntact }
}
