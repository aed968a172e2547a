/// A network laid out for one batch size: what to run in which order, and where everything is kept.
///
/// A plan is data. It shares nothing that changes, so any number of contexts can run it at once.
struct Plan: Sendable {
  /// Where a port lies.
  struct Location: Hashable, Sendable {
    /// A buffer of the arena.
    let buffer: Int
    /// How many numbers it holds.
    let count: Int
  }

  let batch: Int
  /// Runs before the first step whenever the parameters changed.
  let prologue: [Step]
  let steps: [Step]
  /// How many of the steps run forward; the others run backward.
  let forwardCount: Int
  /// What a caller fills or reads.
  let ports: [PlanPort: Location]
  /// Whether a run changes parameters that are not learned: the running statistics.
  let movesStatistics: Bool
  /// The layout of each parameter that the kernels want, in the network's order.
  let parameterLayouts: [Layout]
  let arena: ArenaPlan
  /// Where what the prologue computes is kept: for as long as the context lives.
  let constants: ArenaPlan

  init(
    batch: Int, prologue: [Step], steps: [Step], forwardCount: Int, ports: [PlanPort: Location],
    buffers: [Int],
    constants: [Int], parameterLayouts: [Layout], movesStatistics: Bool
  ) {
    self.batch = batch
    self.prologue = prologue
    self.steps = steps
    self.forwardCount = forwardCount
    self.ports = ports
    self.movesStatistics = movesStatistics
    self.parameterLayouts = parameterLayouts
    self.arena = ArenaPlan(Plan.requests(buffers: buffers, steps: steps, ports: ports))
    self.constants = ArenaPlan(constants.map { ArenaPlan.Request(bytes: $0, lifetime: 0...0) })
  }

  /// Refuses what this machine could not hold, before any of it is asked for.
  func checkMemory() throws(ExecutionError) {
    let bytes = arena.bytes + constants.bytes
    guard bytes <= AlignedMemory.available else {
      throw .batchTooLarge(batch: batch, bytes: bytes, available: AlignedMemory.available)
    }
  }

  /// A buffer matters from the first step that names it to the last; ports do so from before the first step
  /// (inputs) or until after the last (results).
  private static func requests(
    buffers: [Int], steps: [Step], ports: [PlanPort: Location]
  ) -> [ArenaPlan.Request] {
    var first = Array(repeating: Int.max, count: buffers.count)
    var last = Array(repeating: Int.min, count: buffers.count)
    func touch(_ buffer: Int, at time: Int) {
      first[buffer] = min(first[buffer], time)
      last[buffer] = max(last[buffer], time)
    }
    for (time, step) in steps.enumerated() {
      for operand in step.operands {
        if case .arena(let buffer) = operand.place { touch(buffer, at: time) }
      }
    }
    for (port, location) in ports { touch(location.buffer, at: port.isFilled ? -1 : steps.count) }
    return buffers.indices.map { buffer in
      // A buffer that no step names, such as a gradient that nobody asked for, still needs a valid place.
      let lifetime = first[buffer] <= last[buffer] ? first[buffer]...last[buffer] : 0...0
      return ArenaPlan.Request(bytes: buffers[buffer], lifetime: lifetime)
    }
  }
}
