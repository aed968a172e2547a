package import FoveaNetworks

/// A network compiled for this machine, with its parameters.
///
/// Plans are made for each batch size when it is first asked for and kept, so that the last, smaller batch of
/// an epoch costs a compilation once; the few used last are kept, since each has an arena of its own. All plans
/// share the parameters, in the layouts that the first one chose.
package final class Executable {
  package let network: Network
  /// What training minimises; nil for a network that only infers.
  package let loss: Loss?
  package let parameters: ParameterStore
  /// The gradients of the last training run, in the order of `parameters.trainable`.
  package let gradients: AlignedMemory?

  private var contexts: [(key: Key, context: ExecutionContext)] = []  // the one used last comes last

  // Full and last batch, for training and for validation, and a few for callers whose batches vary.
  private static let contextLimit = 8

  private struct Key: Equatable {
    let batch: Int
    let trains: Bool
  }

  /// Compiles `network` for batches of `batch` samples; others follow on demand.
  package init(_ network: Network, batch: Int, loss: Loss? = nil) throws(ExecutionError) {
    self.network = network
    self.loss = loss
    let plan = try Compiler.plan(network, batch: batch, loss: loss, layouts: nil)
    let parameters = try ParameterStore(network.parameters, layouts: plan.parameterLayouts)
    self.parameters = parameters
    self.gradients = loss == nil ? nil : try parameters.makeBuffer()
    let context = try ExecutionContext(
      plan, network: network, parameters: parameters, gradients: gradients)
    contexts = [(Key(batch: batch, trains: loss != nil), context)]
  }

  /// The context that runs forward and backward on `batch` samples.
  package func training(batch: Int) throws(ExecutionError) -> ExecutionContext {
    precondition(loss != nil, "an executable without a loss cannot train")
    return try context(Key(batch: batch, trains: true))
  }

  /// The context that runs forward, as after training, on `batch` samples.
  package func inference(batch: Int) throws(ExecutionError) -> ExecutionContext {
    try context(Key(batch: batch, trains: false))
  }

  private func context(_ key: Key) throws(ExecutionError) -> ExecutionContext {
    if let position = contexts.firstIndex(where: { $0.key == key }) {
      let found = contexts.remove(at: position)
      contexts.append(found)
      return found.context
    }
    let plan = try Compiler.plan(
      network, batch: key.batch, loss: key.trains ? loss : nil, layouts: parameters.layouts)
    let context = try ExecutionContext(plan, network: network, parameters: parameters, gradients: gradients)
    if contexts.count == Executable.contextLimit { contexts.removeFirst() }
    contexts.append((key, context))
    return context
  }
}
