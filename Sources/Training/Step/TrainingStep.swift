package import FoveaExecution
public import FoveaNetworks

/// A network that learns, one step of its optimiser at a time; whoever has the samples drives it.
///
/// ```swift
/// let step = try TrainingStep(network, batch: 64, recipe: recipe)
/// for (inputs, labels) in batches {
///   let losses = try step.add(inputs, labels: labels)
///   try step.update(learningRate: 0.05)
/// }
/// let weights = try step.parameters
/// ```
///
/// Gradients of any number of batches make one step: their mean over samples goes through the exchange with other learners,
/// is clipped, moves the parameters, and these move their average. `Trainer` adds data, a schedule and validation.
public final class TrainingStep {
  /// The network compiled, with its parameters and their gradients.
  package let executable: Executable
  let optimizer: OptimizerState
  /// The moving average of the parameters, where the recipe has one.
  package let average: ParameterAverage?
  /// What other learners of the same network add to each step; nil for one that learns alone.
  public var exchange: (any GradientExchange)?
  private let recipe: Recipe
  private let random: RandomSource
  private var gradientSum: GradientSum
  private var samples = 0
  private var batches = 0

  /// Compiles `network` to minimise the recipe's loss, and draws its first weights.
  ///
  /// - Parameters:
  ///   - batch: how many samples a batch usually has.
  ///   - recipe: its loss, optimiser, weight decay, clipping, averaging, groups and seed count here; what concerns data,
  ///     epochs and the schedule does not.
  ///   - initial: parameters to begin with, by name; those that are not in it are drawn.
  ///   - precision: the numbers to compute with.
  /// - Throws: `TrainingError.recipe`; `ExecutionError` for parameters that the network does not have or of other shapes, and
  ///   where it cannot be compiled.
  public convenience init(
    _ network: Network, batch: Int, recipe: Recipe, initial: [String: Tensor] = [:],
    precision: PrecisionChoice = .auto
  ) throws {
    try recipe.validate()
    let executable = try Executable(
      network, batch: batch, .training(recipe.loss), groups: recipe.groups, precision: precision.precision)
    try self.init(executable, recipe: recipe)
    try begin(with: network.initialParameters(random: random.stream("parameters")), initial)
  }

  /// The same for a network that is compiled already, whose parameters are loaded later.
  package init(_ executable: Executable, recipe: Recipe) throws(ExecutionError) {
    self.executable = executable
    self.recipe = recipe
    random = RandomSource(seed: recipe.seed)
    let parameters = executable.parameters
    optimizer = try OptimizerState(
      recipe.optimizer, weightDecay: recipe.weightDecay, layerDecay: recipe.layerDecay,
      groups: executable.groups, parameters: parameters)
    gradientSum = try GradientSum(recipe, parameters: parameters)
    average = recipe.averageDecay == nil ? nil : try ParameterAverage(of: parameters)
  }

  /// Loads `drawn` parameters, those replaced that `initial` has, and begins their average there.
  ///
  /// - Throws: `ExecutionError.unexpectedParameter` and `.parameterShape` for what the network does not have.
  package func begin(
    with drawn: [String: Tensor], _ initial: [String: Tensor]
  ) throws(ExecutionError) {
    if let unknown = initial.keys.filter({ drawn[$0] == nil }).min() {
      throw .unexpectedParameter(unknown)
    }
    let parameters = executable.parameters
    try parameters.load(drawn.merging(initial) { $1 })
    try average?.load(parameters.tensors())
  }

  /// Every parameter, running statistics included, by name.
  public var parameters: [String: Tensor] {
    get throws { try executable.parameters.tensors() }
  }

  /// Steps of the optimiser taken.
  public var steps: Int { optimizer.steps }

  /// Runs a batch forward and backward, and adds its gradient to the step.
  ///
  /// - Parameters:
  ///   - inputs: `[N, …]`, the samples one after the other, each with as many numbers as the network takes.
  ///   - labels: the class index of each sample, 0 ..< classes.
  /// - Returns: each sample's loss, `[N]`.
  /// - Throws: `ExecutionError` where no plan can be made for so many samples.
  public func add(_ inputs: [Float], labels: [Int]) throws -> [Float] {
    precondition(
      !labels.isEmpty && inputs.count == labels.count * executable.network.input.count,
      "\(labels.count) samples of \(executable.network.input) take \(labels.count * executable.network.input.count) numbers, received \(inputs.count)"
    )
    let context = try executable.context(batch: labels.count)
    _ = context.input.update(fromContentsOf: inputs)
    context.setTargets(labels: labels)
    try context.run(random: random.stream("step", batches))
    batches += 1
    add(samples: labels.count)
    return Array(context.losses)
  }

  /// Adds to the step what the last run of a context left in the gradients, the mean over `samples` samples.
  package func add(samples count: Int) {
    guard let gradients = executable.gradients else { return }
    gradientSum.add(gradients.floats, samples: count)
    samples += count
  }

  /// One step of the optimiser from the gradients of the batches since the last one.
  ///
  /// - Throws: what the exchange throws; then nothing has moved.
  public func update(learningRate: Float) throws {
    guard let gradients = executable.gradients?.floats else { return }
    let count = samples
    samples = 0
    gradientSum.take(into: gradients)
    try exchange?.average(gradients, samples: count)
    if let limit = recipe.clipNorm { GradientSum.clip(gradients, to: limit) }
    try optimizer.step(gradients, learningRate: learningRate)
    guard let decay = recipe.averageDecay else { return }
    let steps = Float(optimizer.steps)
    average?.update(decay: min(decay, (1 + steps) / (10 + steps)))
  }
}
