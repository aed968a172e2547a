import Fovea

/// What a search for a recipe found, and how far it can be trusted.
struct TuneOutcome: Encodable {
  let rows: [Trial]
  let winner: Trial
  /// The recipe that the search started from, in the last round that it took part in.
  let start: Trial?
  /// How many candidates each round has.
  let rounds: [Int]
  let candidates: Int
  let validationSamples: Int
  /// Whether every round was done.
  let isComplete: Bool
  let isInterrupted: Bool

  /// One training of one candidate.
  struct Trial: Encodable {
    let candidate: Int
    /// From 1.
    let round: Int
    let epochs: Int
    let learningRate: Float
    let weightDecay: Float
    /// Of the best epoch, on the validation part; 0 where it diverged before one was done.
    let accuracy: Double
    let loss: Double
    let bestEpoch: Int?
    let seconds: Double
    let isDiverged: Bool

    init(candidate: Int, round: Int, _ trainer: Trainer, isDiverged: Bool) {
      self.candidate = candidate
      self.round = round
      epochs = trainer.recipe.epochs
      learningRate = trainer.recipe.learningRate
      weightDecay = trainer.recipe.weightDecay
      accuracy = isDiverged ? 0 : trainer.bestEpoch?.validationAccuracy ?? 0
      // A number that JSON can hold and nothing is worse than.
      loss = isDiverged ? Double.greatestFiniteMagnitude : trainer.bestEpoch?.validationLoss ?? 0
      bestEpoch = isDiverged ? nil : trainer.bestEpoch?.number
      seconds = trainer.history.reduce(0) { $0 + $1.seconds }
      self.isDiverged = isDiverged
    }

    private enum CodingKeys: String, CodingKey {
      case candidate, round, epochs, seconds
      case learningRate = "learning_rate"
      case weightDecay = "weight_decay"
      case accuracy = "val_accuracy"
      case loss = "val_loss"
      case bestEpoch = "best_epoch"
      case isDiverged = "diverged"
    }

    /// What a person reads while the search goes on.
    func line(of plan: SuccessiveHalving, _ recipe: RecipeSearch.Candidate) -> String {
      var text =
        "round \(round)/\(plan.rounds.count)  trial \(candidate)  lr \(learningRate)  decay \(weightDecay)"
      text += "  augment \(recipe.augmentationWord)"
      if let widths = recipe.architecture.widthWord { text += "  width \(widths)" }
      text += "  \(epochs) epoch\(epochs == 1 ? "" : "s")  "
      return text + (isDiverged ? "diverged" : "validation accuracy \(fixed(accuracy * 100, 2)) %")
    }
  }

  private enum CodingKeys: String, CodingKey {
    case trials, winner, start, rounds, candidates, complete, note
    case validationSamples = "validation_samples"
    case interval = "winner_accuracy_interval"
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(rows, forKey: .trials)
    try container.encode(winner, forKey: .winner)
    try container.encode(start, forKey: .start)
    try container.encode(rounds, forKey: .rounds)
    try container.encode(candidates, forKey: .candidates)
    try container.encode(isComplete, forKey: .complete)
    try container.encode(validationSamples, forKey: .validationSamples)
    try container.encode(interval, forKey: .interval)
    try container.encode(caution, forKey: .note)
  }

  private var interval: ConfidenceInterval {
    .wilson(
      successes: Int((winner.accuracy * Double(validationSamples)).rounded()), trials: validationSamples)
  }

  /// How far the winner's score can be trusted.
  private var caution: String {
    "the winner's score is the best of \(rows.count) on \(validationSamples) images that chose it, so it is too good; only a part that chose nothing, such as the test part, says how good the recipe is"
  }

  /// What was found, for people.
  func text(in folder: String) -> String {
    var lines = [
      "\(rows.count) trainings of \(candidates) recipes in \(rounds.count) round\(rounds.count == 1 ? "" : "s") of \(rounds.map(String.init).joined(separator: ", "))\(isComplete ? "" : "; the time ended before all were done")",
      "trial \(winner.candidate) is the best: validation accuracy \(fixed(winner.accuracy * 100, 2)) % after \(winner.epochs) epochs (95 % interval \(fixed(interval.low * 100, 2)) to \(fixed(interval.high * 100, 2)) % on \(validationSamples) images)",
    ]
    if winner.candidate == 0 {
      lines.append("that is the recipe that the search started from: nothing better was found")
    } else if let start {
      lines.append(
        "the recipe that the search started from: \(fixed(start.accuracy * 100, 2)) % after \(start.epochs) epochs"
      )
    }
    lines.append(caution)
    lines.append("the recipe: fovea train DATA --config \(folder)/\(RunFolder.File.recipe.rawValue)")
    return lines.joined(separator: "\n")
  }
}

/// `trials.csv`: a row a training, on the disk when it is over.
struct TrialTable {
  private let file: HistoryFile

  init(path: String) throws {
    file = try HistoryFile(
      path,
      columns: [
        "round", "trial", "learning_rate", "weight_decay", "augmentation", "width", "epochs", "val_accuracy",
        "val_loss", "best_epoch", "seconds", "diverged",
      ])
  }

  func append(_ trial: TuneOutcome.Trial, _ candidate: RecipeSearch.Candidate) throws {
    try file.append([
      .integer(trial.round), .integer(trial.candidate), .probability(trial.learningRate),
      .probability(trial.weightDecay), .text(candidate.augmentationWord),
      .text(candidate.architecture.widthWord ?? ""), .integer(trial.epochs),
      .number(trial.isDiverged ? nil : trial.accuracy), .number(trial.isDiverged ? nil : trial.loss),
      .text(trial.bestEpoch.map(String.init) ?? ""), .number(trial.seconds), .flag(trial.isDiverged),
    ])
  }
}

extension RecipeSearch.Candidate {
  /// The preset of its augmentation; `own` for steps of a recipe file.
  var augmentationWord: String {
    Augmentation.Preset.allCases.first { Augmentation($0) == recipe.augmentation }?.rawValue ?? "own"
  }
}

extension Architecture {
  /// The width as the command line has it; nil where there is none to choose.
  var widthWord: String? {
    switch self {
    case .mlp(let definition): definition.hidden.map(String.init).joined(separator: ",")
    case .patchMLP(let definition): definition.hidden.map(String.init).joined(separator: ",")
    default: width.map { "\($0)" }
    }
  }
}
