import FoveaExecution
import FoveaNetworks

/// A network with a batch of data and parameters to run it with: random ones unless they are given.
struct Trial {
  let network: Network
  let batch: Int
  let loss: Loss
  var input: [Float]
  var labels: [Int] {
    didSet { targets = Trial.targets(of: labels, classes: network.classCount) }
  }
  /// The truth as the loss takes it, `[N, classes]`: one for the label unless it is set.
  var targets: [Float]
  var parameters: [String: Tensor]
  /// When loops of our own take the place of kernels.
  var ownLoops: Tuner.OwnLoops = .whereWorthwhile
  var precision = Precision.float32

  /// What a run left behind, copied out.
  struct Outcome: Hashable {
    var logits: [Float] = []
    var probabilities: [Float] = []
    var losses: [Float] = []
    var gradients: [String: Tensor] = [:]
    var parameters: [String: Tensor] = [:]
  }

  /// Random data around zero, and parameters in which no bias is zero and no scale one, so that a term left out
  /// shows.
  init(
    _ network: Network, batch: Int, loss: Loss = .crossEntropy, seed: UInt64 = 1,
    parameters given: [String: Tensor]? = nil
  ) {
    self.network = network
    self.batch = batch
    self.loss = loss
    let random = RandomSource(seed: seed)
    var data = random.stream("input")
    input = (0..<batch * network.input.count).map { _ in data.normal() }
    var classes = random.stream("labels")
    labels = (0..<batch).map { _ in Int.random(in: 0..<network.classCount, using: &classes) }
    targets = Trial.targets(of: labels, classes: network.classCount)
    parameters = given ?? [:]
    for spec in network.parameters where given == nil {
      var stream = random.stream(spec.name)
      let fan = Float(spec.shape.dimensions.dropFirst().reduce(1, *))
      let (center, width): (Float, Float) =
        switch spec.initializer {
        case .he, .heFanOut, .glorot, .identity, .whitening, .orthogonal: (0, (3 / fan).squareRoot())
        case .zeros, .forgetGate: (0, 0.5)
        case .ones: (1, 0.4)
        }
      parameters[spec.name] = Tensor(
        spec.shape, (0..<spec.shape.count).map { _ in center + width * (2 * stream.uniform() - 1) })
    }
  }

  private static func targets(of labels: [Int], classes: Int) -> [Float] {
    labels.flatMap { label in (0..<classes).map { $0 == label ? 1 : 0 } }
  }

  /// One forward and backward run in training.
  func train(random: RandomSource = RandomSource(seed: 0)) throws -> Outcome {
    let executable = try Executable(
      network, batch: batch, .training(loss), precision: precision, tuner: Tuner(ownLoops: ownLoops))
    try executable.parameters.load(parameters)
    return try train(executable, random: random)
  }

  /// The same in an executable that is there already, with its parameters.
  func train(_ executable: Executable, random: RandomSource = RandomSource(seed: 0)) throws -> Outcome {
    let context = try executable.context(batch: batch)
    _ = context.input.update(fromContentsOf: input)
    _ = context.targets.update(fromContentsOf: targets)
    try context.run(random: random)
    var outcome = Outcome(
      logits: Array(context.logits), probabilities: Array(context.probabilities),
      losses: Array(context.losses),
      parameters: try executable.parameters.tensors())
    if let gradients = executable.gradients {
      outcome.gradients = try executable.parameters.tensors(from: gradients)
    }
    return outcome
  }

  /// One forward run as after training.
  func infer() throws -> Outcome {
    let executable = try Executable(
      network, batch: batch, precision: precision, tuner: Tuner(ownLoops: ownLoops))
    try executable.parameters.load(parameters)
    return try infer(executable)
  }

  /// The same in an executable that is there already, with its parameters.
  func infer(_ executable: Executable) throws -> Outcome {
    let context = try executable.inference(batch: batch)
    _ = context.input.update(fromContentsOf: input)
    try context.run()
    return Outcome(
      logits: Array(context.logits), probabilities: Array(context.probabilities),
      parameters: try executable.parameters.tensors())
  }
}

/// A network of `operations`, one after the other.
func chain(_ input: Shape, _ operations: NodeOperation...) throws -> Network {
  var builder = NetworkBuilder(input: input)
  for operation in operations { builder.append(operation) }
  return try builder.build()
}

/// Runs `body` with `count` threads for the kernels, and puts the number back.
func withThreads<Result>(_ count: Int, _ body: () throws -> Result) rethrows -> Result {
  let before = Threads.count
  Threads.use(count)
  defer { Threads.use(before) }
  return try body()
}
