package import FoveaNetworks

/// What a plan is compiled for: how operations behave, where gradients begin, and what can be read.
package struct PlanRequest: Hashable, Sendable {
  /// How operations behave that do not always do the same.
  package enum Mode: Hashable, Sendable {
    /// Batch normalisation uses the batch's statistics and moves the running ones; dropout drops.
    case training
    /// Batch normalisation uses the running statistics; dropout does nothing.
    case inference
  }

  /// What the gradient at the network's output is made of.
  package enum GradientSource: Hashable, Sendable {
    /// The mean of this loss over the batch, from the port `targets`.
    case loss(Loss)
    /// What the caller writes to the port `outputGradient` between forward and backward.
    case caller
  }

  package var mode: Mode
  /// Nil where nothing runs backward.
  package var gradient: GradientSource?
  /// Whether the gradients of the parameters that are learned are computed.
  package var learns: Bool
  /// Nodes whose output can be read, beside that of the network.
  package var outputs: Set<String>
  /// Nodes, or `input`, at whose output the gradient can be read.
  package var gradients: Set<String>

  package init(
    _ mode: Mode, gradient: GradientSource? = nil, learns: Bool = false, outputs: Set<String> = [],
    gradients: Set<String> = []
  ) {
    precondition(
      gradient != nil || (!learns && gradients.isEmpty), "gradients begin at a loss or with the caller")
    self.mode = mode
    self.gradient = gradient
    self.learns = learns
    self.outputs = outputs
    self.gradients = gradients
  }

  /// Forward, as after training.
  package static let inference = PlanRequest(.inference)

  /// Forward and backward of all that is learned, from the mean of `loss`.
  package static func training(_ loss: Loss) -> PlanRequest {
    PlanRequest(.training, gradient: .loss(loss), learns: true)
  }

  /// Whether values are kept for the way back.
  var differentiates: Bool { gradient != nil }

  /// Nodes that have to be delivered as they are, not hidden inside of a kernel.
  func isRead(_ node: String) -> Bool { outputs.contains(node) || gradients.contains(node) }

  /// Refuses names that `network` does not have.
  func check(_ network: Network) throws(ExecutionError) {
    let names = Set(network.nodes.map(\.name))
    let unknown = outputs.subtracting(names).union(gradients.subtracting(names.union([Network.inputName])))
    guard let first = unknown.min() else { return }
    throw .unknownNode(first, known: network.nodes.map(\.name))
  }
}

/// What a caller fills or reads between two runs of a plan: always single precision in row-major order.
package enum PlanPort: Hashable, Sendable {
  /// The samples, `[N, …]`; the caller fills it.
  case input
  /// A weight for every class of every sample, `[N, classes]`, where the gradient is that of a loss; the caller fills it.
  case targets
  /// The gradient at the network's output, `[N, outputs]`, where the caller makes it; filled between forward and backward.
  case outputGradient
  /// The network's output, `[N, outputs]`.
  case logits
  /// The probabilities of it, `[N, outputs]`.
  case probabilities
  /// Each sample's loss, `[N]`, where the gradient is that of a loss.
  case losses
  /// The output of a node, `[N, …]`.
  case output(String)
  /// The gradient at the output of a node, or at `input`, `[N, …]`.
  case gradient(String)

  /// Whether the caller fills it.
  var isFilled: Bool {
    switch self {
    case .input, .targets, .outputGradient: true
    case .logits, .probabilities, .losses, .output, .gradient: false
    }
  }
}
