package import FoveaNetworks
import Synchronization

/// A network compiled for this machine, with its parameters.
///
/// Plans are made for each batch size when it is first asked for, so that the last, smaller batch of an epoch costs a
/// compilation once. The few plans and contexts used last are kept: a plan has kernels, a context an arena of its own.
/// All plans share the parameters, in the layouts that the first one chose.
///
/// It may be used from several threads if none of them trains and each runs a context of its own
/// (`makeInferenceContext`).
package final class Executable: Sendable {
  package let network: Network
  /// What its first plan is compiled for.
  package let request: PlanRequest
  /// Which parameters are learned, and which statistics are kept.
  package let groups: [ParameterGroup]
  package let precision: Precision
  package let parameters: ParameterStore
  /// The gradients of the last run that learns, in the order of `parameters.trainable`; those of frozen parameters stay zero.
  package let gradients: AlignedMemory?

  private let tuner: Tuner
  private let cache: Mutex<Cache>

  private struct Cache {
    var plans: RecentlyUsed<Plan>
    var contexts = RecentlyUsed<ExecutionContext>()

    init(_ plan: Plan, for key: Key) {
      plans = RecentlyUsed()
      plans.insert(plan, for: key)
    }
  }

  private struct Key: Hashable {
    let batch: Int
    let request: PlanRequest
  }

  /// The values used last, by their key.
  private struct RecentlyUsed<Value> {
    private var entries: [(key: Key, value: Value)] = []  // the one used last comes last

    // Full and last batch, for training and for validation, and a few for callers whose batches vary.
    private static var limit: Int { 8 }

    mutating func value(for key: Key) -> Value? {
      guard let position = entries.firstIndex(where: { $0.key == key }) else { return nil }
      let found = entries.remove(at: position)
      entries.append(found)
      return found.value
    }

    mutating func insert(_ value: Value, for key: Key) {
      entries.removeAll { $0.key == key }
      if entries.count == Self.limit { entries.removeFirst() }
      entries.append((key, value))
    }
  }

  /// Compiles `network` for batches of `batch` samples; others follow on demand.
  ///
  /// - Parameters:
  ///   - request: what it is compiled for; the layouts of the parameters suit that, and gradients are kept if it learns.
  ///   - groups: which parameters are learned, and which statistics are kept.
  package init(
    _ network: Network, batch: Int, _ request: PlanRequest = .inference, groups: [ParameterGroup] = [],
    precision: Precision = .float32, tuner: Tuner = Tuner(fixed: KernelChoices())
  ) throws(ExecutionError) {
    guard precision.isSupported else { throw .precision(precision.rawValue) }
    self.network = network
    self.request = request
    self.groups = groups
    self.precision = precision
    self.tuner = tuner
    let plan = try Compiler.plan(
      network, batch: batch, request, groups: groups, precision: precision, layouts: nil, tuner: tuner)
    // Before the parameters, which for a large network are what takes time.
    try plan.checkMemory()
    parameters = try ParameterStore(network.parameters, layouts: plan.parameterLayouts)
    gradients = request.learns ? try parameters.makeBuffer() : nil
    cache = Mutex(Cache(plan, for: Key(batch: batch, request: request)))
  }

  /// `network` on the parameters and gradients of `other`, whose network differs in the size of its input only.
  package init(sharing other: Executable, network: Network, batch: Int) throws(ExecutionError) {
    precondition(network.parameters == other.network.parameters, "a network of other parameters")
    self.network = network
    request = other.request
    groups = other.groups
    precision = other.precision
    tuner = other.tuner
    parameters = other.parameters
    gradients = other.gradients
    let plan = try Compiler.plan(
      network, batch: batch, request, groups: groups, precision: precision, layouts: parameters.layouts,
      tuner: tuner)
    try plan.checkMemory()
    cache = Mutex(Cache(plan, for: Key(batch: batch, request: request)))
  }

  /// Which algorithms were picked where there was a choice.
  package var choices: KernelChoices { tuner.choices }

  /// Compiles what is asked for, if that is not done, so that its algorithms are chosen.
  package func prepare(batch: Int, _ request: PlanRequest) throws(ExecutionError) {
    _ = try plan(Key(batch: batch, request: request))
  }

  /// The context that does what it was compiled for on `batch` samples; the same one for the same size.
  package func context(batch: Int) throws(ExecutionError) -> ExecutionContext {
    try context(batch: batch, request)
  }

  /// The context that runs forward, as after training, on `batch` samples; the same one for the same size.
  package func inference(batch: Int) throws(ExecutionError) -> ExecutionContext {
    try context(batch: batch, .inference)
  }

  /// A new context that runs forward on `batch` samples, for a thread of its own.
  package func makeInferenceContext(batch: Int) throws(ExecutionError) -> ExecutionContext {
    try makeContext(Key(batch: batch, request: .inference))
  }

  /// The context that does what is asked for on `batch` samples; the same one for the same size and request.
  package func context(batch: Int, _ request: PlanRequest) throws(ExecutionError) -> ExecutionContext {
    precondition(!request.learns || gradients != nil, "gradients are kept by an executable made to learn")
    let key = Key(batch: batch, request: request)
    if let known = cache.withLock({ $0.contexts.value(for: key) }) { return known }
    let context = try makeContext(key)
    cache.withLock { $0.contexts.insert(context, for: key) }
    return context
  }

  private func makeContext(_ key: Key) throws(ExecutionError) -> ExecutionContext {
    try ExecutionContext(try plan(key), network: network, parameters: parameters, gradients: gradients)
  }

  private func plan(_ key: Key) throws(ExecutionError) -> Plan {
    if let known = cache.withLock({ $0.plans.value(for: key) }) { return known }
    let plan = try Compiler.plan(
      network, batch: key.batch, key.request, groups: groups, precision: precision,
      layouts: parameters.layouts, tuner: tuner)
    cache.withLock { $0.plans.insert(plan, for: key) }
    return plan
  }
}

/// The sizes of the batches of `count` samples: full ones, and what is left.
package func batchSizes(of count: Int, by size: Int) -> Set<Int> {
  Set([min(size, count), count % size]).subtracting([0])
}
