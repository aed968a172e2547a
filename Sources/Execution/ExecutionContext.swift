import Dispatch
package import FoveaNetworks

/// One run of a plan at a time: its own arena, bound to the parameters that it shares with others.
///
/// Contexts of one network may run in several threads at once as long as none of them trains. A context itself
/// belongs to one thread at a time.
package final class ExecutionContext: @unchecked Sendable {
  // One thread at a time, as said above; what it shares with others is only read unless it trains.
  private enum BoundStep {
    case kernel(BoundKernel)
    case loop(LoopArguments, @Sendable (LoopArguments) -> Void)

    func run(_ random: RandomSource) throws(ExecutionError) {
      switch self {
      case .kernel(let kernel): try kernel.run()
      case .loop(let arguments, let body):
        body(LoopArguments(addresses: arguments.addresses, random: random))
      }
    }
  }

  private let plan: Plan
  private let arena: PlanMemory
  private let constants: PlanMemory
  /// What watches over each step; nil unless memory is guarded.
  private let guards: GuardedSteps?
  private let prologue: [BoundStep]
  private let steps: [BoundStep]
  private let parameters: ParameterStore
  private let gradients: AlignedMemory?
  private let classCount: Int
  /// The version of the parameters that the prologue has seen.
  private var prologueVersion = -1

  init(
    _ plan: Plan, network: Network, parameters: ParameterStore, gradients: AlignedMemory?
  ) throws(ExecutionError) {
    try plan.checkMemory()
    self.plan = plan
    self.parameters = parameters
    self.gradients = gradients
    self.classCount = network.classCount
    let arena = try PlanMemory(plan.arena, isGuarded: MemoryGuard.isOn)
    let constants = try PlanMemory(plan.constants, isGuarded: MemoryGuard.isOn)
    let guards = MemoryGuard.isOn ? GuardedSteps(plan, arena: arena, constants: constants) : nil
    self.arena = arena
    self.constants = constants
    self.guards = guards

    func shared(_ operand: Operand, _ index: Int, at original: UnsafeMutableRawPointer)
      throws(ExecutionError) -> UnsafeMutableRawPointer
    {
      guard let guards else { return original }
      return try guards.copy(of: operand.place, bytes: parameters.layouts[index].bytes, at: original)
    }
    func address(_ operand: Operand) throws(ExecutionError) -> UnsafeMutableRawPointer {
      switch operand.place {
      case .arena(let buffer): return arena.address(of: buffer)
      case .constant(let buffer): return constants.address(of: buffer)
      case .parameter(let index): return try shared(operand, index, at: parameters.address(of: index))
      case .gradient(let index):
        guard let gradients else { preconditionFailure("a plan that trains is bound with gradients") }
        return try shared(operand, index, at: parameters.address(of: index, in: gradients))
      }
    }
    let engine = try Engine.shared()
    func bind(_ steps: [Step]) throws(ExecutionError) -> [BoundStep] {
      var bound: [BoundStep] = []
      for step in steps {
        switch step.work {
        case .kernel(let kernel, let arguments):
          let placed = try arguments.map { argument throws(ExecutionError) in
            (argument.role, argument.operand.layout, try address(argument.operand))
          }
          bound.append(.kernel(try BoundKernel(kernel, engine: engine, arguments: placed)))
        case .loop(_, let operands, let body):
          let addresses = try operands.map(address)
          bound.append(.loop(LoopArguments(addresses: addresses, random: RandomSource(seed: 0)), body))
        }
      }
      return bound
    }
    self.prologue = try bind(plan.prologue)
    self.steps = try bind(plan.steps)
  }

  /// How many samples a run takes.
  package var batch: Int { plan.batch }

  /// Bytes of the block that holds everything between input and output.
  package var arenaBytes: Int { arena.bytes + constants.bytes }

  /// What the caller fills or reads at a port; empty for one that the plan does not have.
  ///
  /// Each run may overwrite what was filled.
  package subscript(port: PlanPort) -> UnsafeMutableBufferPointer<Float> {
    guard let location = plan.ports[port] else { return UnsafeMutableBufferPointer(start: nil, count: 0) }
    return UnsafeMutableBufferPointer(
      start: arena.address(of: location.buffer).assumingMemoryBound(to: Float.self), count: location.count)
  }

  /// Where the samples go, `[N, …]` row-major; each run may overwrite it.
  package var input: UnsafeMutableBufferPointer<Float> { self[.input] }

  /// Where the truth goes, a weight for every class of every sample, `[N, classes]`; empty without a loss.
  ///
  /// Each run may overwrite it.
  package var targets: UnsafeMutableBufferPointer<Float> { self[.targets] }

  /// Makes the targets one for each sample's label, a class index, and zero for all others.
  package func setTargets(labels: some Sequence<Int>) {
    let targets = targets
    targets.update(repeating: 0)
    for (position, label) in labels.enumerated() {
      precondition(
        label >= 0 && label < classCount, "labels lie in 0 ..< \(classCount), received \(label)")
      targets[position * classCount + label] = 1
    }
  }

  /// The raw outputs of the last run, `[N, outputs]`.
  package var logits: UnsafeBufferPointer<Float> { UnsafeBufferPointer(self[.logits]) }

  /// The probabilities of the last run, `[N, outputs]`: one output is that of the second class.
  package var probabilities: UnsafeBufferPointer<Float> { UnsafeBufferPointer(self[.probabilities]) }

  /// Each sample's loss in the last run, `[N]`; empty without a loss.
  package var losses: UnsafeBufferPointer<Float> { UnsafeBufferPointer(self[.losses]) }

  /// Runs every step: forward, and where the plan has gradients also backward, which overwrites them.
  ///
  /// - Parameter random: what dropout and noise draw from; equal streams give equal results for any number of
  ///   threads.
  package func run(random: RandomSource = RandomSource(seed: 0)) throws(ExecutionError) {
    try runForward(random: random)
    try runBackward(random: random)
  }

  /// Runs the steps forward, after which the output can be read and `outputGradient` is filled.
  package func runForward(random: RandomSource = RandomSource(seed: 0)) throws(ExecutionError) {
    try runPrologue(random)
    for time in 0..<plan.forwardCount { try runStep(time, random) }
    if plan.movesStatistics { parameters.markChanged() }
  }

  /// Runs the steps backward from what `runForward` left with the same `random`; it overwrites the gradients.
  package func runBackward(random: RandomSource = RandomSource(seed: 0)) throws(ExecutionError) {
    for time in plan.forwardCount..<steps.count { try runStep(time, random) }
  }

  /// The same, and how long each step took.
  package func profiledRun(random: RandomSource = RandomSource(seed: 0)) throws(ExecutionError) -> [StepTime]
  {
    try runPrologue(random)
    var times: [StepTime] = []
    for (time, step) in plan.steps.enumerated() {
      let start = DispatchTime.now().uptimeNanoseconds
      try runStep(time, random)
      times.append(
        StepTime(step, seconds: Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9))
    }
    if plan.movesStatistics { parameters.markChanged() }
    return times
  }

  private func runStep(_ time: Int, _ random: RandomSource) throws(ExecutionError) {
    guard let guards else { return try steps[time].run(random) }
    if time == plan.forwardCount { guards.beginRun() }
    try guards.run(plan.steps[time], at: time) { () throws(ExecutionError) in try steps[time].run(random) }
  }

  private func runPrologue(_ random: RandomSource) throws(ExecutionError) {
    let version = parameters.version
    guard version != prologueVersion else { return }
    for (step, bound) in zip(plan.prologue, prologue) {
      guard let guards else {
        try bound.run(random)
        continue
      }
      try guards.run(step, at: nil) { () throws(ExecutionError) in try bound.run(random) }
    }
    prologueVersion = version
  }
}
