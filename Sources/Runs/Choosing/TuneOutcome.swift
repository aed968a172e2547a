import FoveaDatasets
import FoveaEvaluation
import FoveaFiles
import FoveaNetworks
import FoveaTraining

/// What a search for a recipe found, and how far it can be trusted.
public struct TuneOutcome: Sendable, Encodable {
  /// Every training, in the order in which they were made.
  public let rows: [Trial]
  /// The best training of the last round that any candidate finished.
  public let winner: Trial
  /// The recipe that the search started from, in the last round that it took part in.
  public let start: Trial?
  /// How many candidates each round has.
  public let rounds: [Int]
  /// How many recipes were tried.
  public let candidates: Int
  /// How many images scored them.
  public let validationSamples: Int
  /// Whether every round was done.
  public let isComplete: Bool
  /// Whether it was cancelled.
  public let isInterrupted: Bool

  /// One training of one candidate.
  public struct Trial: Hashable, Sendable, Encodable {
    /// The number of the recipe; 0 is the one that the search started from.
    public let candidate: Int
    /// From 1.
    public let round: Int
    /// Epochs that it was trained for.
    public let epochs: Int
    /// Its learning rate.
    public let learningRate: Float
    /// Its weight decay.
    public let weightDecay: Float
    /// Of the best epoch, on the validation part; nil where it diverged.
    public let accuracy: Double?
    /// Mean loss of the best epoch over the validation part; nil where it diverged.
    public let loss: Double?
    /// The number of that epoch, from 1; nil where it diverged.
    public let bestEpoch: Int?
    /// Seconds of its epochs.
    public let seconds: Double
    /// Whether training failed, as it does where the loss is no longer finite.
    public let isDiverged: Bool

    init(candidate: Int, round: Int, _ trainer: Trainer, isDiverged: Bool) {
      self.candidate = candidate
      self.round = round
      epochs = trainer.recipe.epochs
      learningRate = trainer.recipe.learningRate
      weightDecay = trainer.recipe.weightDecay
      accuracy = isDiverged ? nil : trainer.bestEpoch?.validationAccuracy
      loss = isDiverged ? nil : trainer.bestEpoch?.validationLoss
      bestEpoch = isDiverged ? nil : trainer.bestEpoch?.number
      seconds = trainer.history.reduce(0) { $0 + $1.seconds }
      self.isDiverged = isDiverged
    }

    /// Writes the keys of `tune.json`.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(candidate, forKey: .candidate)
      try container.encode(round, forKey: .round)
      try container.encode(epochs, forKey: .epochs)
      try container.encode(seconds, forKey: .seconds)
      try container.encode(learningRate, forKey: .learningRate)
      try container.encode(weightDecay, forKey: .weightDecay)
      // Null, so that every trial has the same keys.
      try container.encode(accuracy, forKey: .accuracy)
      try container.encode(loss, forKey: .loss)
      try container.encode(bestEpoch, forKey: .bestEpoch)
      try container.encode(isDiverged, forKey: .isDiverged)
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
      return text + (accuracy.map { "validation accuracy \(fixed($0 * 100, 2)) %" } ?? "diverged")
    }
  }

  private enum CodingKeys: String, CodingKey {
    case trials, winner, start, rounds, candidates, complete, note
    case validationSamples = "validation_samples"
    case interval = "winner_accuracy_interval"
  }

  /// Writes the keys of `tune.json`.
  public func encode(to encoder: any Encoder) throws {
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
      successes: Int(((winner.accuracy ?? 0) * Double(validationSamples)).rounded()),
      trials: validationSamples)
  }

  /// How far the winner's score can be trusted.
  private var caution: String {
    "the winner's score is \(rows.count == 1 ? "that of its best epoch" : "the best of \(rows.count)") on \(Sentence.count(validationSamples, "image")) that chose it, so it is too good; only a part that chose nothing, such as the test part, says how good the recipe is"
  }

  /// The winner in one sentence.
  private var best: String {
    let epochs = Sentence.count(winner.epochs, "epoch")
    guard let accuracy = winner.accuracy else {
      return "every training diverged; trial \(winner.candidate) did so in \(epochs)"
    }
    return
      "trial \(winner.candidate) is the best: validation accuracy \(fixed(accuracy * 100, 2)) % after \(epochs) (95 % interval \(fixed(interval.low * 100, 2)) to \(fixed(interval.high * 100, 2)) % on \(Sentence.count(validationSamples, "image")))"
  }

  /// What was found, for people.
  package func text(in folder: String) -> String {
    var lines = [
      "\(Sentence.count(rows.count, "training")) of \(Sentence.count(candidates, "recipe")) in \(Sentence.count(rounds.count, "round")) of \(rounds.map(String.init).joined(separator: ", "))\(isComplete ? "" : "; the time ended before all were done")",
      best,
    ]
    if winner.candidate == 0 {
      lines.append(
        "that is the recipe that the search started from\(candidates == 1 ? "" : ": nothing better was found")"
      )
    } else if let start {
      lines.append(
        "the recipe that the search started from: \(start.accuracy.map { fixed($0 * 100, 2) + " %" } ?? "diverged") after \(Sentence.count(start.epochs, "epoch"))"
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
      .number(trial.accuracy), .number(trial.loss),
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
    case .mlp, .patchMLP, .recurrent: hidden?.map(String.init).joined(separator: ",")
    default: width.map { "\($0)" }
    }
  }
}
