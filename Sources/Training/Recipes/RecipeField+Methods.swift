import FoveaNetworks

extension RecipeField {
  /// The optimiser, the schedule and the loss, each followed by the settings that only some of them have.
  static let methods: [RecipeField] = [
    .choice(
      "optimizer", \.optimizer, among: Optimizer.all, named: { $0.name }, option: "opt", "The optimiser."),
    .setting(
      "momentum", optional: \.optimizer.settings.momentum, .number, in: [.share("momentum")],
      of: optimizers { $0.momentum != nil },
      "Momentum, 0 ≤ momentum < 1."),
    .setting(
      "nesterov", optional: \.optimizer.settings.nesterov, .flag, of: optimizers { $0.nesterov != nil },
      "Whether to use Nesterov momentum."),
    // One would divide by 1 − βᵗ = 0.
    .setting(
      "beta1", optional: \.optimizer.settings.beta1, .number, in: [.share("beta1")],
      of: optimizers { $0.beta1 != nil },
      "Decay of the mean of the gradient, 0 ≤ β < 1."),
    .setting(
      "beta2", optional: \.optimizer.settings.beta2, .number, in: [.share("beta2")],
      of: optimizers { $0.beta2 != nil },
      "How much of the mean squared gradient stays in each step, 0 ≤ β < 1."),
    .setting(
      "smoothing", optional: \.optimizer.settings.smoothing, .number, in: [.share("smoothing")],
      of: optimizers { $0.smoothing != nil },
      "How much of the mean squared gradient stays in each step, 0 ≤ α < 1."),
    .setting(
      "epsilon", optional: \.optimizer.settings.epsilon, .number, in: [.positive],
      of: optimizers { $0.epsilon != nil },
      "Added to the denominator for numerical stability, above 0."),
    .setting(
      "auxiliary_rate", optional: \.optimizer.settings.auxiliaryRate, .number, in: [.positive],
      of: optimizers { $0.auxiliaryRate != nil },
      "Share of the learning rate for the first and the last layer, biases and normalisation, above 0."),
    .choice(
      "schedule", \.schedule, among: Schedule.all, named: { $0.name }, option: "sched",
      "The learning rate over time."),
    .setting(
      "schedule_epochs", optional: \.schedule.settings.epochs, .wholeNumber, in: [.atLeast(1)],
      of: schedules { $0.epochs != nil },
      "Epochs between steps, or without a lower loss before the rate falls, at least 1."),
    .setting(
      "schedule_factor", optional: \.schedule.settings.factor, .number, in: [.inside("factor")],
      of: schedules { $0.factor != nil }, "What the rate is multiplied with then, 0 < factor < 1."),
    .setting(
      "schedule_rise", optional: \.schedule.settings.rise, .number, in: [.inside("share")],
      of: schedules { $0.rise != nil }, "Share of the run in which the rate rises, 0 < share < 1."),
    .choice("loss", \.loss, among: Loss.all, named: { $0.name }, "The loss function."),
    .setting(
      "focal_gamma", optional: \.loss.gamma, .number, in: [.nonNegative],
      of: Scope(key: "loss", words: Loss.all.filter { $0.gamma != nil }.map(\.name)),
      "Gamma of the focal loss: how much less easy images count, 0 or more."),
  ]

  private static func optimizers(_ has: (Optimizer.Settings) -> Bool) -> Scope {
    Scope(key: "optimizer", words: Optimizer.all.filter { has($0.settings) }.map(\.name))
  }

  private static func schedules(_ has: (Schedule.Settings) -> Bool) -> Scope {
    Scope(key: "schedule", words: Schedule.all.filter { has($0.settings) }.map(\.name))
  }
}
