/// What the guard mode does around each step of a context: see `MemoryGuard`.
///
/// Parameters and gradients lie in flat blocks that optimisers walk through, so steps see copies of them that have
/// pages of their own, which are made before a step and written back behind it.
final class GuardedSteps {
  private let plan: Plan
  private let arena: PlanMemory
  private let constants: PlanMemory
  private var copies: [Place: (memory: AlignedMemory, original: UnsafeMutableRawPointer, bytes: Int)] = [:]

  init(_ plan: Plan, arena: PlanMemory, constants: PlanMemory) {
    self.plan = plan
    self.arena = arena
    self.constants = constants
  }

  /// Where a step sees the parameter or gradient at `place`, which lies at `original`.
  func copy(
    of place: Place, bytes: Int, at original: UnsafeMutableRawPointer
  ) throws(ExecutionError) -> UnsafeMutableRawPointer {
    if let known = copies[place] { return known.memory.address }
    let memory = try AlignedMemory(bytes: bytes, isGuarded: true)
    copies[place] = (memory, original, bytes)
    return memory.address
  }

  /// Makes all gradients NaN: a run that trains overwrites each of them.
  func beginRun() {
    for (place, copy) in copies {
      guard case .gradient = place else { continue }
      copy.memory.fillWithNaN()
      copy.original.copyMemory(from: copy.memory.address, byteCount: copy.bytes)
    }
  }

  /// Runs one step, that at `time` of the plan's steps or, where that is nil, one of its prologue.
  ///
  /// - Throws: `ExecutionError.overrun` where something was written beside the memory of an operand.
  func run(
    _ step: Step, at time: Int?, _ body: () throws(ExecutionError) -> Void
  ) throws(ExecutionError) {
    let shared = Set(step.operands.map(\.place)).compactMap { copies[$0] }
    for copy in shared { copy.memory.address.copyMemory(from: copy.original, byteCount: copy.bytes) }
    if let time { arena.begin(time) }
    try body()
    for operand in step.operands where !isIntact(operand.place) {
      throw .overrun(node: step.node, call: step.call)
    }
    for copy in shared { copy.original.copyMemory(from: copy.memory.address, byteCount: copy.bytes) }
    if let time { arena.end(time) }
  }

  private func isIntact(_ place: Place) -> Bool {
    switch place {
    case .arena(let buffer): arena.isIntact(buffer)
    case .constant(let buffer): constants.isIntact(buffer)
    case .parameter, .gradient: copies[place]?.memory.isIntact ?? true
    }
  }
}
