import FoveaExecution
import FoveaNetworks

/// A small network compiled so that values forward and gradients backward can be read node by node.
final class OpenNetwork {
  /// What one run left.
  struct Pass {
    let logits: [Float]
    /// Each sample's loss; empty without one.
    let losses: [Float]
    /// Of the nodes that were asked for.
    let outputs: [String: [Float]]
    /// At the nodes that were asked for, or `input`.
    let gradients: [String: [Float]]
    /// Of the parameters, the mean over samples; empty unless there is a loss.
    let slopes: [String: Tensor]
  }

  private let executable: Executable
  private let request: PlanRequest

  /// - Parameters:
  ///   - loss: what goes backward; nil leaves that to the caller's gradient where any `gradients` are asked for.
  ///   - isTraining: whether noise is added and the batch normalises.
  init(
    _ network: Network, _ parameters: [String: Tensor] = [:], batch: Int, loss: Loss? = nil,
    outputs: Set<String> = [], gradients: Set<String> = [], isTraining: Bool = false
  ) throws {
    request = PlanRequest(
      isTraining ? .training : .inference,
      gradient: loss.map { .loss($0) } ?? (gradients.isEmpty ? nil : .caller), learns: loss != nil,
      outputs: outputs, gradients: gradients)
    executable = try Executable(network, batch: batch, request)
    try executable.parameters.load(parameters)
  }

  /// Runs samples of `input`, one after the other, forward, and backward where the network was opened for that.
  ///
  /// - Parameters:
  ///   - labels: the classes, for a loss.
  ///   - upstream: the gradient at the output, where the caller makes it; ones if it is not given.
  func run(
    _ input: [Float], labels: [Int] = [], upstream: [Float]? = nil,
    random: RandomSource = RandomSource(seed: 0)
  ) throws -> Pass {
    let count = input.count / executable.network.input.count
    let context = try executable.context(batch: count)
    _ = context.input.update(fromContentsOf: input)
    if !labels.isEmpty { context.setTargets(labels: labels) }
    try context.runForward(random: random)
    let upward = context[.outputGradient]
    if let upstream { _ = upward.update(fromContentsOf: upstream) } else { upward.update(repeating: 1) }
    // Before the way back, which takes the memory of what is no longer needed.
    let logits = Array(context.logits)
    try context.runBackward(random: random)
    func read(_ names: Set<String>, _ port: (String) -> PlanPort) -> [String: [Float]] {
      Dictionary(uniqueKeysWithValues: names.map { ($0, Array(context[port($0)])) })
    }
    return Pass(
      logits: logits, losses: Array(context.losses), outputs: read(request.outputs) { .output($0) },
      gradients: read(request.gradients) { .gradient($0) },
      slopes: try executable.gradients.map { try executable.parameters.tensors(from: $0) } ?? [:])
  }
}

extension Activation {
  /// Its value and derivative at each of `places`, as the engine computes them.
  func curve(at places: [Double], random: RandomSource = RandomSource(seed: 0)) throws -> (
    values: [Float], slopes: [Float]
  ) {
    var builder = NetworkBuilder(input: [1])
    builder.append(.activation(self), name: "activation")
    let open = try OpenNetwork(
      builder.build(), batch: places.count, outputs: ["activation"], gradients: ["input"],
      isTraining: self == .noisyReLU)
    let pass = try open.run(places.map { Float($0) }, random: random)
    return (pass.outputs["activation"] ?? [], pass.gradients["input"] ?? [])
  }
}
