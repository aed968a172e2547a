import Dispatch
package import FoveaExecution
package import FoveaNetworks

/// Times the steps of a network on random data: what training or classifying costs without reading images.
package struct StepBenchmark {
  package enum Task: String, Sendable, CaseIterable {
    /// Copying a batch in, forward, loss, backward and a step of SGD with momentum.
    case train
    /// Copying a batch in and forward.
    case infer
  }

  package struct Result: Hashable, Sendable {
    /// Seconds of each timed step, in the order in which they ran.
    package let seconds: [Double]
    package let batch: Int
    package let arenaBytes: Int

    /// Images a second at the median step.
    package var imagesPerSecond: Double { Double(batch) / seconds.sorted()[seconds.count / 2] }
    /// Images a second at the fastest step.
    package var best: Double { Double(batch) / (seconds.min() ?? .infinity) }
  }

  private let task: Task
  private let batch: Int
  private let input: [Float]
  private let labels: [Int]
  private let executable: Executable
  private let context: ExecutionContext
  private let optimizer: OptimizerState
  private let random = RandomSource(seed: 0)

  package init(
    _ network: Network, task: Task, batch: Int, precision: Precision, tuner: Tuner
  ) throws(ExecutionError) {
    self.task = task
    self.batch = batch
    executable = try Executable(
      network, batch: batch, task == .train ? .training(.crossEntropy) : .inference, precision: precision,
      tuner: tuner)
    try executable.parameters.load(network.initialParameters(random: random.stream("parameters")))
    context = task == .train ? try executable.context(batch: batch) : try executable.inference(batch: batch)
    optimizer = try OptimizerState(.sgd(momentum: 0.9), weightDecay: 0, parameters: executable.parameters)
    var stream = random.stream("input")
    input = (0..<batch * network.input.count).map { _ in stream.normal() }
    labels = (0..<batch).map { _ in Int.random(in: 0..<network.classCount, using: &stream) }
  }

  /// Runs a few steps to warm up, then steps for `seconds` and at least five.
  package func run(seconds: Double) throws(ExecutionError) -> Result {
    for number in 0..<3 { try step(number) }
    var times: [Double] = []
    let end = now() + seconds
    while now() < end || times.count < 5 {
      let start = now()
      try step(times.count)
      times.append(now() - start)
    }
    return Result(seconds: times, batch: batch, arenaBytes: context.arenaBytes)
  }

  /// The times of every part of a step, the median of several steps for each.
  package func profile(steps: Int = 9) throws(ExecutionError) -> [StepTime] {
    for number in 0..<3 { try step(number) }
    var runs: [[StepTime]] = []
    for _ in 0..<steps {
      fill()
      runs.append(try context.profiledRun(random: random))
    }
    return runs[0].indices.map { part in
      runs.map { $0[part] }.sorted { $0.seconds < $1.seconds }[steps / 2]
    }
  }

  private func fill() {
    _ = context.input.update(fromContentsOf: input)
    if task == .train { context.setTargets(labels: labels) }
  }

  private func step(_ number: Int) throws(ExecutionError) {
    fill()
    try context.run(random: random.stream("step", number))
    if task == .train, let gradients = executable.gradients {
      try optimizer.step(gradients.floats, learningRate: 0.01)
    }
  }

  private func now() -> Double { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }
}
