package import FoveaNetworks

/// One run of a plan at a time: its own arena, bound to the parameters that it shares with others.
///
/// Contexts of one network may run in several threads at once as long as none of them trains. A context itself
/// belongs to one thread at a time.
package final class ExecutionContext {
  private enum BoundStep {
    case kernel(BoundKernel)
    case loop(LoopArguments, @Sendable (LoopArguments) -> Void)
  }

  private let plan: Plan
  private let arena: AlignedMemory
  private let kernels: [BoundStep]
  private let parameters: ParameterStore
  private let gradients: AlignedMemory?
  private let inputCount: Int
  private let outputCount: Int

  init(
    _ plan: Plan, network: Network, parameters: ParameterStore, gradients: AlignedMemory?
  ) throws(ExecutionError) {
    guard plan.arena.bytes <= AlignedMemory.available else {
      throw .batchTooLarge(
        batch: plan.batch, bytes: plan.arena.bytes, available: AlignedMemory.available)
    }
    self.plan = plan
    self.parameters = parameters
    self.gradients = gradients
    self.inputCount = plan.batch * network.input.count
    self.outputCount = plan.batch * network.output.count
    let arena = try AlignedMemory(bytes: plan.arena.bytes)
    self.arena = arena

    func address(_ operand: Operand) -> UnsafeMutableRawPointer {
      switch operand.place {
      case .arena(let buffer): return arena.address + plan.arena.offsets[buffer]
      case .parameter(let index): return parameters.address(of: index)
      case .gradient(let index):
        guard let gradients else { preconditionFailure("a plan that trains is bound with gradients") }
        return parameters.address(of: index, in: gradients)
      }
    }
    let engine = try Engine.shared()
    var bound: [BoundStep] = []
    for step in plan.steps {
      switch step.work {
      case .kernel(let kernel, let arguments):
        bound.append(
          .kernel(
            try BoundKernel(
              kernel, engine: engine,
              arguments: arguments.map { ($0.role, $0.operand.layout, address($0.operand)) })))
      case .loop(let operands, let body):
        bound.append(
          .loop(LoopArguments(addresses: operands.map(address), random: RandomSource(seed: 0)), body))
      }
    }
    self.kernels = bound
  }

  /// How many samples a run takes.
  package var batch: Int { plan.batch }

  /// Bytes of the block that holds everything between input and output.
  package var arenaBytes: Int { arena.bytes }

  /// Where the samples go, `[N, …]` row-major; each run may overwrite it.
  package var input: UnsafeMutableBufferPointer<Float> { floats(plan.ports.input, inputCount) }

  /// Where the class indices go, `[N]`; empty unless the plan trains.
  ///
  /// Each run may overwrite it.
  package var labels: UnsafeMutableBufferPointer<Int32> {
    guard let port = plan.ports.labels else { return UnsafeMutableBufferPointer(start: nil, count: 0) }
    return UnsafeMutableBufferPointer(
      start: (arena.address + plan.arena.offsets[port]).assumingMemoryBound(to: Int32.self), count: plan.batch
    )
  }

  /// The raw outputs of the last run, `[N, outputs]`.
  package var logits: UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(floats(plan.ports.logits, outputCount))
  }

  /// The probabilities of the last run, `[N, outputs]`: one output is that of the second class.
  package var probabilities: UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(floats(plan.ports.probabilities, outputCount))
  }

  /// Each sample's loss in the last run, `[N]`; empty unless the plan trains.
  package var losses: UnsafeBufferPointer<Float> {
    guard let port = plan.ports.losses else { return UnsafeBufferPointer(start: nil, count: 0) }
    return UnsafeBufferPointer(floats(port, plan.batch))
  }

  /// Runs every step: forward, and where the plan trains also backward, which overwrites the gradients.
  ///
  /// - Parameter random: what dropout and noise draw from; equal streams give equal results for any number of
  ///   threads.
  package func run(random: RandomSource = RandomSource(seed: 0)) throws(ExecutionError) {
    for step in kernels {
      switch step {
      case .kernel(let kernel): try kernel.run()
      case .loop(let arguments, let body): body(LoopArguments(addresses: arguments.addresses, random: random))
      }
    }
  }

  private func floats(_ port: Int, _ count: Int) -> UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(
      start: (arena.address + plan.arena.offsets[port]).assumingMemoryBound(to: Float.self), count: count)
  }
}
